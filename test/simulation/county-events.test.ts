import { describe, expect, test } from 'vitest';
import { type CountyStep, simulateCounty } from '../../simulators/models/county.ts';
import type { FieldDevice } from '../../simulators/models/fleet.ts';
import type { FieldNode } from '../../simulators/network/field-node.ts';
import { eventfulCounty } from '../../simulators/scenarios/eventful-county.ts';
import { seededScenarios } from '../../simulators/scenarios/seeded-scenarios.ts';
import { type TimedScenario, timedScenarios } from '../../simulators/scenarios/timed-scenario.ts';
import type { WeatherSource } from '../../simulators/weather/county-weather.ts';
import { generatedWeather } from '../../simulators/weather/generator.ts';
import { dayMs, hourMs, type Instant, instant, minuteMs } from '../../src/domain/instant.ts';

function node(id: string, kind: FieldNode['kind'], parentId: string | null): FieldNode {
  const ratingKva = kind === 'area' ? 400 : kind === 'substation' ? 10_000 : null;
  return { id, kind, parentId, ratingKva, latitude: 34.82, longitude: 114.82 };
}

const nodes = [
  node('county', 'county', null),
  node('sub', 'substation', 'county'),
  node('north', 'feeder', 'sub'),
  node('south', 'feeder', 'sub'),
  node('stored', 'area', 'north'),
  node('plain', 'area', 'north'),
  node('far', 'area', 'south'),
];

function device(
  id: string,
  kind: FieldDevice['kind'],
  nodeId: string,
  ratingKw: number | null,
): FieldDevice {
  return { id, name: id, kind, nodeId, ratingKw };
}

function devices({ batteryKw = 150, pvKw = 60 } = {}): FieldDevice[] {
  return [
    device('gate', 'pcc_meter', 'county', 10_000),
    device('battery', 'battery', 'stored', batteryKw),
    ...['stored', 'plain', 'far'].flatMap((id) => [
      device(`${id}-meter`, 'transformer_meter', id, null),
      device(`${id}-pv`, 'pv', id, pvKw),
      device(`${id}-homes-1`, 'load', id, 60),
      device(`${id}-homes-2`, 'load', id, 60),
      device(`${id}-pump`, 'heat_pump', id, 40),
      device(`${id}-tank`, 'heat_store', id, 100),
    ]),
  ];
}

function at(local: string): Instant {
  return instant(Date.parse(`${local}:00+08:00`));
}

const site = { latitude: 34.82, longitude: 114.82 };

/** No cloud at all, whatever weather the seed makes. */
function cloudless(): WeatherSource {
  const source = generatedWeather({ seed: 5, site });
  return { ...source, skyAt: (weather) => () => weather.clear };
}

interface StepOptions {
  readonly from: Instant;
  readonly hours: number;
  readonly weather?: WeatherSource;
  readonly batteryKw?: number;
  readonly pvKw?: number;
}

function steps(
  scenarios: readonly TimedScenario[],
  { from, hours, weather, ...sizes }: StepOptions,
): CountyStep[] {
  const county = eventfulCounty(
    {
      ...{ devices: devices(sizes), nodes, site, seed: 5, timeZone: 'Asia/Shanghai' },
      ...(weather === undefined ? {} : { weather }),
    },
    scenarios,
  );
  let state = county.begin(from);
  const stepMs = 10 * minuteMs;
  return Array.from({ length: (hours * hourMs) / stepMs }, (_, index) => {
    const step = county.step(state, instant(from + (index + 1) * stepMs));
    state = step.state;
    return step;
  });
}

function exactKw(step: CountyStep, id: string): number {
  return step.exact.get(id)?.values.powerKw ?? Number.NaN;
}

function outage(from: Instant, hours: number): TimedScenario {
  const kind = 'feeder_outage' as const;
  return { kind, nodes: new Set(['north']), from, to: instant(from + hours * hourMs), strength: 1 };
}

describe('a feeder without supply', () => {
  const from = at('2026-05-20T13:00');
  const cut = outage(instant(from + hourMs), 2);
  const run = steps([cut], { from, hours: 5 });
  const during = run.filter(({ state }) => state.at >= cut.from && state.at < cut.to);

  test('leaves an area without a battery dark and silent until it is back', () => {
    expect(during).toHaveLength(12);
    for (const step of during) {
      const shown = [...step.readings.keys()].filter((id) => id.startsWith('plain'));
      expect(shown).toEqual([]);
      expect(step.readings.has('far-meter')).toBe(true);
    }
    for (const step of run.filter((each) => !during.includes(each))) {
      expect(step.readings.has('plain-meter')).toBe(true);
      expect(step.readings.has('plain-pv')).toBe(true);
    }
  });

  test('leaves an area with a battery alive: it gives what is drawn less what is fed', () => {
    for (const step of during) {
      expect(Math.abs(exactKw(step, 'stored-meter'))).toBeLessThan(0.5);
      const drawnKw =
        exactKw(step, 'stored-homes-1') +
        exactKw(step, 'stored-homes-2') +
        exactKw(step, 'stored-pump');
      const lossKw = exactKw(step, 'battery') + exactKw(step, 'stored-pv') - drawnKw;
      expect(lossKw).toBeGreaterThan(-0.5);
      expect(lossKw).toBeLessThan(5);
    }
  });

  test('draws nothing from the county but the iron of its transformers', () => {
    for (const step of during) {
      expect(exactKw(step, 'gate') - exactKw(step, 'far-meter')).toBeLessThan(20);
      expect(exactKw(step, 'gate') - exactKw(step, 'far-meter')).toBeGreaterThan(-1);
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
  const dark = run.map((step) => !step.readings.has('stored-meter'));
  expect(dark.indexOf(true)).toBe(5);
  expect(dark.lastIndexOf(true)).toBe(22);
  expect(dark.filter(Boolean)).toHaveLength(18);
});

test('an island with more sun than it can take curtails its roofs', () => {
  const from = at('2026-05-20T13:00');
  const run = steps([outage(instant(from + hourMs), 2)], {
    ...{ from, hours: 3, pvKw: 300, weather: cloudless() },
  });
  const during = run.slice(6, 17);
  const curtailedKw = during.map((step) => {
    const { powerKw = 0, availablePowerKw = 0 } = step.exact.get('stored-pv')?.values ?? {};
    return availablePowerKw - powerKw;
  });
  expect(Math.max(...curtailedKw)).toBeGreaterThan(10);
  for (const step of during) {
    expect(Math.abs(exactKw(step, 'stored-meter'))).toBeLessThan(5);
  }
});

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
