import { expect, test } from 'vitest';
import { type CountyStep, simulateCounty } from '../../simulators/models/county.ts';
import { pastSteps } from '../../simulators/models/past.ts';
import { countyGround } from '../../src/app/county-ground.ts';
import { dayMs, hourMs, type Instant, instant, minuteMs } from '../../src/domain/instant.ts';
import { generatedConfig } from '../support/generated-county.ts';

/** Five days of the default county in July, with a noon and an evening of 34 °C among them. */
const ground = countyGround(generatedConfig('demo'), 3);
const areaOf = new Map(
  ground.devices.map(({ id, nodeId }) => [
    id,
    ground.nodes.find((node) => node.id === nodeId)?.kind === 'area',
  ]),
);
const from = instant(Date.parse('2026-07-15T00:00:00+08:00'));
const county = simulateCounty(ground);
const range = { from, to: instant(from + 5 * dayMs), stepMs: 15 * minuteMs };
const steps = [...pastSteps(county, county.begin(from), range)];

function hourOf(at: Instant): number {
  return ((at + 8 * hourMs) % dayMs) / hourMs;
}

function voltagesPu(fromHour: number, toHour: number): number[] {
  const inside = steps.filter(
    ({ state }) => hourOf(state.at) >= fromHour && hourOf(state.at) < toHour,
  );
  return inside.flatMap(({ state }) =>
    [...state.voltagePu].filter(([id]) => areaOf.get(id)).map(([, pu]) => pu),
  );
}

function positionsOf(all: readonly CountyStep[], nodeId: string): number[] {
  return all.map(({ state }) => state.nodes.get(nodeId)?.position ?? Number.NaN);
}

test('heat comes to the county', () => {
  expect(Math.max(...steps.map(({ weather }) => weather.tempC))).toBeGreaterThan(33);
});

test.each([
  ['evenings', 18, 22.5],
  ['noons', 11, 14],
])('on %s nearly all voltages of the villages lie within 7 % of the nominal one', (_, a, b) => {
  const all = voltagesPu(a, b);
  const within = all.filter((pu) => pu >= 0.93 && pu <= 1.07);
  expect(within.length / all.length).toBeGreaterThan(0.99);
  for (const pu of all) expect(pu).toBeGreaterThan(0.9);
});

test('substations hold 0 to 7 % above the nominal voltage, with ten taps a day or so', () => {
  for (const { id } of ground.nodes.filter(({ kind }) => kind === 'substation')) {
    for (const { state } of steps.slice(2)) {
      expect(state.flows.get(id)?.voltagePu).toBeGreaterThan(0.985);
      expect(state.flows.get(id)?.voltagePu).toBeLessThan(1.07);
    }
    const positions = positionsOf(steps, id);
    const moves = positions.slice(1).filter((position, index) => position !== positions[index]);
    expect(moves.length / 5).toBeGreaterThan(2);
    expect(moves.length / 5).toBeLessThan(20);
  }
});

test('a tap stands where the step before left it: a later start from there goes on alike', () => {
  const middle = steps[200]?.state;
  const next = steps[201];
  if (middle === undefined || next === undefined) throw new Error('the days are too short');
  expect(county.step(middle, next.state.at).readings).toEqual(next.readings);
  const fresh = county.step({ ...middle, nodes: new Map() }, next.state.at);
  expect(fresh.state.nodes).not.toEqual(middle.nodes);
});
