import { expect, test } from 'vitest';
import { simulateCounty } from '../../simulators/models/county.ts';
import { eventfulCounty } from '../../simulators/scenarios/eventful-county.ts';
import { seededScenarios } from '../../simulators/scenarios/seeded-scenarios.ts';
import { type TimedScenario, timedScenarios } from '../../simulators/scenarios/timed-scenario.ts';
import { dayMs, hourMs, instant } from '../../src/domain/instant.ts';
import { at, device, devices, exactKw, nodes, steps } from '../support/eventful-ground.ts';

test('heat pumps that fail stand still and come back', () => {
  const from = at('2026-01-15T06:00');
  const broken: TimedScenario = {
    ...{ kind: 'heat_pump_failure', nodes: new Set(['far']), strength: 1 },
    ...{ from: instant(from + 2 * hourMs), to: instant(from + 6 * hourMs) },
  };
  const run = steps([broken], { from, hours: 10 });
  const kwh = (id: string, first: number, last: number): number =>
    run.slice(first, last).reduce((sum, step) => sum + exactKw(step, id) / 6, 0);
  expect(kwh('far-pump', 12, 35)).toBeLessThan(0.05);
  expect(kwh('far-pump', 0, 11) + kwh('far-pump', 36, 60)).toBeGreaterThan(5);
  expect(kwh('stored-pump', 12, 35)).toBeGreaterThan(5);
});

test('a storm stops what the wind turns, and the county stays whole', () => {
  const from = at('2026-06-10T04:00');
  const storm: TimedScenario = {
    ...{ kind: 'storm_day', nodes: null, strength: 1 },
    ...{ from: instant(from + hourMs), to: instant(from + 15 * hourMs) },
  };
  const windy = [...devices(), device('turbine', 'wind', 'sub', 2_000)];
  const county = eventfulCounty(
    {
      devices: windy,
      nodes,
      site: { latitude: 34.82, longitude: 114.82 },
      timeZone: 'UTC',
      seed: 5,
    },
    [storm],
  );
  let state = county.begin(from);
  const powers: number[] = [];
  for (let hour = 1; hour <= 20; hour += 1) {
    const step = county.step(state, instant(from + hour * hourMs));
    state = step.state;
    powers.push(exactKw(step, 'turbine'));
    expect(Number.isFinite(exactKw(step, 'gate'))).toBe(true);
  }
  expect(Math.max(...powers)).toBeGreaterThan(1_500);
  expect(powers.slice(6, 10).some((power) => power <= 0)).toBe(true);
});

test('without scenarios the county is the same, bit for bit', () => {
  const options = {
    ...{ devices: devices(), nodes, seed: 5, timeZone: 'Asia/Shanghai' },
    site: { latitude: 34.82, longitude: 114.82 },
  };
  const when = at('2026-05-20T13:00');
  const [one, other] = [simulateCounty(options), eventfulCounty(options, [])].map((county) =>
    JSON.stringify([...county.step(county.begin(when), instant(when + hourMs)).readings]),
  );
  expect(one).toBe(other);
});

test('events by chance are the same for a seed, cold spells only in winter, and as many as asked', () => {
  const from = at('2026-01-01T00:00');
  const rate = {
    ...{ seed: 3, from, to: instant(from + 365 * dayMs), timeZone: 'Asia/Shanghai' },
    ...{ perMonth: 10, feederIds: ['north', 'south'] },
  };
  const entries = seededScenarios(rate);
  expect(seededScenarios(rate)).toEqual(entries);
  expect(seededScenarios({ ...rate, seed: 4 })).not.toEqual(entries);
  const failures = entries.filter(({ scenario }) => scenario === 'heat_pump_failure').length;
  expect(entries.length - failures).toBe(Math.round((365 / 30) * 10));
  const timed = timedScenarios(entries, from);
  const cold = timed.filter(({ kind }) => kind === 'cold_spell');
  expect(cold).toHaveLength(failures);
  for (const { from: begin } of cold) {
    expect([10, 11, 0, 1, 2]).toContain(new Date(begin + 8 * hourMs).getUTCMonth());
  }
});
