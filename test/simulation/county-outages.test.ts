import { describe, expect, test } from 'vitest';
import type { CountyStep } from '../../simulators/models/county.ts';
import { restoredState, savedState } from '../../simulators/models/county-state.ts';
import { eventfulCounty } from '../../simulators/scenarios/eventful-county.ts';
import type { TimedScenario } from '../../simulators/scenarios/timed-scenario.ts';
import { hourMs, type Instant, instant, minuteMs } from '../../src/domain/instant.ts';
import {
  at,
  cloudless,
  device,
  devices,
  exactKw,
  nodes,
  site,
  steps,
} from '../support/eventful-ground.ts';

function outage(from: Instant, hours: number): TimedScenario {
  const kind = 'feeder_outage' as const;
  return { kind, nodes: new Set(['north']), from, to: instant(from + hours * hourMs), strength: 1 };
}

function shown(step: CountyStep, id: string, point: string): number {
  return step.readings.get(id)?.[point] ?? Number.NaN;
}

/** What plants of an area give less what its devices draw and its wires lose. */
function islandResidualKw(step: CountyStep, nodeId: string, feeding: readonly string[]): number {
  const drawing = ['homes-1', 'homes-2', 'pump'].map((name) => exactKw(step, `${nodeId}-${name}`));
  const sum = (powers: readonly number[]): number => powers.reduce((a, b) => a + b, 0);
  const lossKw = step.state.flows.get(nodeId)?.wireLossKw ?? Number.NaN;
  return sum(feeding.map((id) => exactKw(step, id))) - sum(drawing) - lossKw;
}

describe('a feeder without supply', () => {
  const from = at('2026-05-20T13:00');
  const cut = outage(instant(from + hourMs), 2);
  const run = steps([cut], { from, hours: 5 });
  const during = run.filter(({ state }) => state.at >= cut.from && state.at < cut.to);

  test('leaves an area without a battery dark and silent until it is back', () => {
    expect(during).toHaveLength(12);
    for (const step of during) {
      const told = [...step.readings.keys()].filter((id) => id.startsWith('plain'));
      expect(told).toEqual(['plain-meter']);
      expect(step.readings.has('far-meter')).toBe(true);
    }
    for (const step of run.filter((each) => !during.includes(each))) {
      expect(step.readings.has('plain-meter')).toBe(true);
      expect(step.readings.has('plain-pv')).toBe(true);
    }
  });

  test('has meters that show no voltage and no power, and whose registers stand still', () => {
    for (const step of during) {
      for (const id of ['plain-meter', 'line-meter']) {
        expect(step.readings.get(id)).toMatchObject({ voltageV: 0, powerKw: 0 });
      }
      expect(step.readings.get('line-meter')).not.toHaveProperty('frequencyHz');
      const { voltagePu, wireLossKw, transformerLossKw } = step.state.flows.get('plain') ?? {};
      expect([voltagePu, wireLossKw, transformerLossKw]).toEqual([0, 0, 0]);
    }
    const registers = during.map((step) => shown(step, 'plain-meter', 'importTotalKwh'));
    expect(new Set(registers.slice(1)).size).toBe(1);
    expect(shown(run[20] ?? (during[0] as CountyStep), 'plain-meter', 'voltageV')).toBeGreaterThan(
      215,
    );
  });

  test('leaves an area with a battery alive: it gives what is drawn and lost less what is fed', () => {
    for (const step of during) {
      expect(exactKw(step, 'stored-meter')).toBe(0);
      expect(Math.abs(islandResidualKw(step, 'stored', ['battery', 'stored-pv']))).toBeLessThan(
        1e-5,
      );
      expect(shown(step, 'stored-meter', 'voltageV') / 230.94).toBeCloseTo(1, 1);
    }
  });

  test('has an island whose frequency falls by 0.5 Hz at the rating of its battery', () => {
    for (const step of during) {
      const droopHz = (0.5 * exactKw(step, 'battery')) / 150;
      for (const id of ['battery', 'stored-homes-1', 'stored-pv']) {
        expect(shown(step, id, 'frequencyHz')).toBeCloseTo(50 - droopHz, 2);
      }
      expect(Math.abs(shown(step, 'far-homes-1', 'frequencyHz') - 50)).toBeLessThan(0.05);
    }
    expect(
      new Set(during.map((step) => shown(step, 'battery', 'frequencyHz'))).size,
    ).toBeGreaterThan(6);
  });

  test('draws nothing from the county, not even for the iron of its transformers', () => {
    for (const step of during) {
      const { flows } = step.state;
      const above = ['county', 'sub', 'south'].map((id) => flows.get(id));
      const lostKw = above.reduce(
        (sum, flow) => sum + (flow?.wireLossKw ?? 0) + (flow?.transformerLossKw ?? 0),
        flows.get('far')?.transformerLossKw ?? 0,
      );
      const drawnKw = exactKw(step, 'gate') - exactKw(step, 'far-meter');
      expect(drawnKw).toBeCloseTo(lostKw + (flows.get('north')?.wireLossKw ?? 0), 6);
    }
  });

  test('is as if it had not been once the batteries are where they would be', () => {
    const without = steps([], { from, hours: 5 });
    for (const index of [0, 3, 28, 29]) {
      for (const id of ['plain-homes-1', 'plain-pv', 'far-meter']) {
        const [one, other] = [run, without].map((each) => each[index]?.readings.get(id)?.powerKw);
        expect(one, `${id} ${index}`).toBeCloseTo(other ?? Number.NaN, 0);
      }
    }
  });
});

test('an island whose battery is too small goes dark and stays so until the supply is back', () => {
  const from = at('2026-05-20T18:00');
  const cut = outage(instant(from + hourMs), 3);
  const run = steps([cut], { from, hours: 5, batteryKw: 5 });
  const dark = run.map((step) => !step.readings.has('stored-homes-1'));
  expect(dark.indexOf(true)).toBe(5);
  expect(dark.lastIndexOf(true)).toBe(22);
  expect(dark.filter(Boolean)).toHaveLength(18);
  expect(run[10]?.readings.get('stored-meter')).toMatchObject({ voltageV: 0, powerKw: 0 });
});

test('an island with more sun than it can take raises its frequency and curtails its roofs', () => {
  const from = at('2026-05-20T13:00');
  const run = steps([outage(instant(from + hourMs), 2)], {
    ...{ from, hours: 3, pvKw: 300, weather: cloudless() },
  });
  const during = run.slice(5, 17);
  const curtailed = during.map((step) => {
    const { powerKw = 0, availablePowerKw = 0 } = step.exact.get('stored-pv')?.values ?? {};
    expect(exactKw(step, 'stored-meter')).toBe(0);
    expect(Math.abs(islandResidualKw(step, 'stored', ['battery', 'stored-pv']))).toBeLessThan(1e-5);
    return { ratio: 1 - powerKw / availablePowerKw, hz: shown(step, 'stored-pv', 'frequencyHz') };
  });
  const [most] = curtailed.toSorted((a, b) => b.ratio - a.ratio);
  expect(most?.ratio).toBeGreaterThan(0.1);
  for (const { ratio, hz } of curtailed) {
    if (ratio > 0.001) expect(hz).toBeCloseTo(51 + ratio, 2);
  }
});

test('an engine forms the island where there is no battery', () => {
  const from = at('2026-05-20T19:00');
  const engine = device('plain-engine', 'biogas', 'plain', 100);
  const county = eventfulCounty(
    {
      ...{ devices: [...devices(), engine], nodes, site, seed: 5, timeZone: 'Asia/Shanghai' },
    },
    [outage(instant(from + hourMs / 2), 1)],
  );
  let state = county.begin(from);
  const hertz: number[] = [];
  for (let minute = 10; minute < 90; minute += 10) {
    const step = county.step(state, instant(from + minute * minuteMs));
    state = step.state;
    if (minute < 30) continue;
    expect(exactKw(step, 'plain-meter')).toBe(0);
    expect(Math.abs(islandResidualKw(step, 'plain', ['plain-engine', 'plain-pv']))).toBeLessThan(
      1e-5,
    );
    hertz.push(shown(step, 'plain-homes-1', 'frequencyHz'));
  }
  for (const hz of hertz) expect(hz).toBeLessThan(49.85);
});

test('an outage of the whole county leaves its islands, and a gate that shows nothing', () => {
  const from = at('2026-05-20T13:00');
  const all = { ...outage(from, 2), nodes: null };
  const [step] = steps([all], { from, hours: 1 });
  if (step === undefined) throw new Error('no step was taken');
  expect(step.readings.get('gate')).toMatchObject({ voltageV: 0, powerKw: 0 });
  expect([...step.readings.keys()].toSorted()).toEqual(
    ['gate', 'line-meter', 'far-meter', 'plain-meter']
      .concat([...step.readings.keys()].filter((id) => /^stored|^battery/.test(id)))
      .toSorted(),
  );
  expect(step.readings.has('stored-homes-1')).toBe(true);
});

test('a failed island stays dark, and taps stand where they stood, over a restart', () => {
  const from = at('2026-05-20T18:00');
  const options = {
    ...{ devices: devices({ batteryKw: 5 }), nodes, site, seed: 5, timeZone: 'Asia/Shanghai' },
  };
  const scenarios = [outage(instant(from + hourMs), 3)];
  const one = eventfulCounty(options, scenarios);
  const middle = steps(scenarios, { from, hours: 2, batteryKw: 5 }).at(-1)?.state;
  if (middle === undefined) throw new Error('no step was taken');
  const restored = restoredState(JSON.parse(JSON.stringify(savedState(middle))));
  if (restored === null) throw new Error('the state was not read back');
  expect(restored.nodes).toEqual(middle.nodes);
  expect(restored.nodes.get('sub')).toHaveProperty('position');
  const next = one.step(restored, instant(from + 3 * hourMs));
  expect(next.readings.has('stored-homes-1')).toBe(false);
});

test('an island that went dark is not started anew, though its battery could', () => {
  const from = at('2026-05-20T13:00');
  const options = { devices: devices(), nodes, site, seed: 5, timeZone: 'Asia/Shanghai' };
  const county = eventfulCounty(options, [outage(from, 3)]);
  const living = steps([outage(from, 3)], { from, hours: 1 }).at(-1)?.state;
  if (living === undefined) throw new Error('no step was taken');
  const next = instant(living.at + 10 * minuteMs);
  expect(county.step(living, next).readings.has('stored-homes-1')).toBe(true);
  const failed = { ...living, nodes: new Map([...living.nodes, ['stored', { dark: 1 }] as const]) };
  const after = county.step(failed, next);
  expect(after.readings.has('stored-homes-1')).toBe(false);
  const later = county.step(after.state, instant(next + 10 * minuteMs));
  expect(later.readings.has('stored-homes-1')).toBe(false);
  const back = county.step(later.state, instant(from + 4 * hourMs));
  expect(back.readings.has('stored-homes-1')).toBe(true);
  expect(back.state.nodes.get('stored')).toBeUndefined();
});
