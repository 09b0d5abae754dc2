import { expect, test } from 'vitest';
import { type CountyStep, simulateCounty } from '../../simulators/models/county.ts';
import { pastSteps } from '../../simulators/models/past.ts';
import { dayMs, hourMs, instant, minuteMs } from '../../src/domain/instant.ts';
import { demoCounty, demoSite, demoTimeZone } from '../support/demo-county.ts';

/** Area 2 has twice the roofs that its transformer of 250 kVA carries. */
const county = demoCounty(4);
const devices = county.devices.map((device) =>
  device.id.startsWith('area-2-pv') ? { ...device, ratingKw: 80 } : device,
);
const nodes = county.nodes.map((node) =>
  node.id === 'area-2' ? { ...node, ratingKva: 250 } : node,
);
const from = instant(Date.parse('2026-06-10T00:00:00+08:00'));
const steps = lastOfThreeDays();

function lastOfThreeDays(): CountyStep[] {
  const options = { nodes, devices, site: demoSite, timeZone: demoTimeZone, seed: 4 };
  const simulated = simulateCounty(options);
  const range = { from, to: instant(from + 3 * dayMs), stepMs: 15 * minuteMs };
  return [...pastSteps(simulated, simulated.begin(from), range)];
}

const brightest = steps.reduce((best, step) => (pvKw(step) > pvKw(best) ? step : best));

function pvKw({ exact }: CountyStep): number {
  return [1, 2, 3, 4, 5, 6].reduce(
    (sum, place) => sum + (exact.get(`area-2-pv-${place}`)?.values.powerKw ?? 0),
    0,
  );
}

function shown(step: CountyStep, id: string, point: string): number {
  return step.readings.get(id)?.[point] ?? Number.NaN;
}

test('a bright noon lifts the voltage of the roofs, and turns the transformer’s power round', () => {
  const before = steps.findLast(({ state }) => state.at < brightest.state.at - 8 * hourMs);
  if (before === undefined) throw new Error('the brightest step is in the first morning');
  expect(pvKw(brightest)).toBeGreaterThan(300);
  for (const place of [1, 2, 3, 4, 5, 6]) {
    const id = `area-2-pv-${place}`;
    expect(shown(brightest, id, 'voltageV')).toBeGreaterThan(shown(before, id, 'voltageV') + 3);
    expect(shown(brightest, id, 'voltageV')).toBeGreaterThan(
      shown(brightest, 'area-2-meter', 'voltageV'),
    );
  }
  expect(shown(brightest, 'area-2-meter', 'powerKw')).toBeLessThan(-200);
});

test('it overloads the transformer, whose oil grows hot', () => {
  const { flows } = brightest.state;
  expect(flows.get('area-2')?.loadingRatio).toBeGreaterThan(1);
  const oil = (id: string): number[] => steps.map((step) => shown(step, id, 'oilTempC'));
  expect(Math.max(...oil('area-2-meter'))).toBeGreaterThan(Math.max(...oil('area-4-meter')));
});

test.each([
  ['county', 'county-pcc', 110_000],
  ['area-1', 'area-1-meter', 400],
  ['area-2', 'area-2-meter', 400],
])('the meter of %s shows the power flow', (nodeId, meterId, nominalV) => {
  for (const step of steps.slice(0, 96)) {
    const flow = step.state.flows.get(nodeId) ?? { meterKw: 0, meterKvar: 0, voltagePu: 0 };
    const voltageV = (nominalV * flow.voltagePu) / Math.sqrt(3);
    expect(shown(step, meterId, 'voltageV')).toBeCloseTo(voltageV, 0);
    expect(shown(step, meterId, 'reactivePowerKvar')).toBeCloseTo(flow.meterKvar, 1);
    const errorKw = Math.abs(shown(step, meterId, 'powerKw') - flow.meterKw);
    expect(errorKw).toBeLessThanOrEqual(0.006 * Math.abs(flow.meterKw) + 0.005);
  }
});

test('voltages stay where a network keeps them, and all branches lose', () => {
  for (const { state } of steps) {
    for (const voltagePu of state.voltagePu.values()) {
      expect(voltagePu).toBeGreaterThan(0.88);
      expect(voltagePu).toBeLessThan(1.15);
    }
    for (const { wireLossKw, transformerLossKw } of state.flows.values()) {
      expect(wireLossKw).toBeGreaterThanOrEqual(0);
      expect(transformerLossKw).toBeGreaterThanOrEqual(0);
    }
  }
});
