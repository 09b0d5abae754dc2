import { beforeAll, expect, test } from 'vitest';
import {
  type ForecastHorizon,
  type ForecastKind,
  keptLevels,
} from '../../../../src/domain/forecast.ts';
import { dayMs, hourMs, type Instant, instant, quarterMs } from '../../../../src/domain/instant.ts';
import { MemoryStore } from '../../../../src/storage/memory/memory-store.ts';
import {
  forecastGround,
  ratioAt,
  villageDevices,
  weatherRun,
  writePast,
  writeQuarters,
} from '../../../support/forecast-ground.ts';

type Ground = ReturnType<typeof forecastGround>;

const now = instant(Date.parse('2026-06-15T09:00:00+08:00'));
const weeks = { from: now - 23 * dayMs, to: now };
const width = keptLevels.length;
const middle = keptLevels.indexOf(0.5);

function curvesOf(
  { forecasts }: Ground,
  nodeId: string,
  kind: ForecastKind,
  { horizon = 'day_ahead', at = now }: { horizon?: ForecastHorizon; at?: Instant } = {},
) {
  const kept = forecasts.newest({ nodeId, kind, horizon, knownAt: at });
  if (kept === null) throw new Error(`no forecast of ${nodeId}/${kind}`);
  return { ...kept.forecast.curves, model: kept.forecast.model, run: kept.run };
}

/** Mean of each slot's quantiles: sums of nodes hold for it, up to the tails. */
function medians(curves: { values: Float64Array }): Float64Array {
  const slots = curves.values.length / width;
  return Float64Array.from(
    { length: slots },
    (_, slot) => curves.values[slot * width + middle] ?? 0,
  );
}

const past = new MemoryStore();
beforeAll(() => writePast(past, villageDevices, weeks));

/** Forecasting on the past of all tests, which none of them changes. */
function villages(): Ground {
  return forecastGround(villageDevices, past);
}

test('both horizons are kept for every node and cooperative, as they were issued', async () => {
  const ground = villages();
  ground.weather.add(weatherRun(now - hourMs, { ghiWm2: 400, tempC: 25, windSpeedMps: 6 }));
  const day = await ground.cycle.run('day_ahead', now);
  const short = await ground.cycle.run('ultra_short', now);
  expect(day.inputs).toEqual([
    { name: 'readings', availableAt: now },
    { name: 'weather:own', availableAt: now - hourMs },
  ]);
  expect(ground.forecasts.run(short.id)).toEqual(short);
  expect(curvesOf(ground, 'county', 'net').slots).toEqual({
    from: now,
    slotMs: quarterMs,
    count: 39 * 4,
  });
  for (const nodeId of ['county', 'east', 'zhao', 'coop']) {
    const { slots } = curvesOf(ground, nodeId, 'pv', { horizon: 'ultra_short' });
    expect(slots.count).toBe(16);
  }
});

test('quantiles are ordered, nights are dark, nothing leaves the ratings', async () => {
  const ground = villages();
  await ground.cycle.run('day_ahead', now);
  const ratings = { pv: 100, load: 180, heat: 40, wind: 500 } as const;
  for (const [kind, ratingKw] of Object.entries(ratings)) {
    const { values } = curvesOf(ground, 'county', kind as ForecastKind);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(ratingKw + 1e-3);
    expect(Math.max(...values)).toBeGreaterThan(0.1 * ratingKw);
    for (const [at, value] of values.entries()) {
      if (at % width > 0) expect(value).toBeGreaterThanOrEqual(values[at - 1] ?? 0);
    }
  }
  const { values, slots } = curvesOf(ground, 'county', 'pv');
  const midnight = Math.round((Date.parse('2026-06-15T22:00:00+08:00') - slots.from) / quarterMs);
  const night = values.subarray(midnight * width, (midnight + 20) * width);
  expect(Math.max(...night)).toBe(0);
});

test('means add up the tree, and the exchange is what is used less what is generated', async () => {
  const ground = villages();
  await ground.cycle.run('day_ahead', now);
  const meanOf = (nodeId: string, kind: ForecastKind): number => {
    const { values } = curvesOf(ground, nodeId, kind);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const near = (value: number) => ({ value, tolerance: Math.max(0.5, Math.abs(value) * 0.06) });
  const expectNear = (seen: number, wanted: number): void => {
    const { value, tolerance } = near(wanted);
    expect(Math.abs(seen - value)).toBeLessThan(tolerance);
  };
  expectNear(meanOf('east', 'load'), meanOf('zhao', 'load') + meanOf('qian', 'load'));
  expectNear(meanOf('county', 'pv'), meanOf('zhao', 'pv') + meanOf('qian', 'pv'));
  expect(meanOf('county', 'pv')).toBeCloseTo(meanOf('east', 'pv'), 6);
  const used = meanOf('county', 'load') + meanOf('county', 'heat');
  const generated = meanOf('county', 'pv') + meanOf('county', 'wind');
  expectNear(meanOf('county', 'net'), used - generated);
});

test('groups that err together have a wider sum than independent ones', async () => {
  const ground = villages();
  await ground.cycle.run('day_ahead', now);
  const spreadOf = (nodeId: string): number => {
    const { values } = curvesOf(ground, nodeId, 'pv');
    const noon = 16 * width;
    return (values[noon + width - 1] ?? 0) - (values[noon] ?? 0);
  };
  // Every roof has the same luck on a day, so spreads add up and do not cancel out.
  const parts = spreadOf('zhao') + spreadOf('qian');
  expect(spreadOf('county')).toBeGreaterThan(0.9 * parts);
});

test('nothing that came later changes a forecast', async () => {
  const [clean, poisoned] = [villages(), forecastGround()];
  await writePast(poisoned.readings, villageDevices, weeks);
  const later = { from: now, to: now + dayMs };
  for (const device of villageDevices) {
    await writeQuarters(poisoned.readings, device, later, () => ({ powerKw: 1e4 }));
  }
  poisoned.weather.add(weatherRun(now + 1, { ghiWm2: 1e3, tempC: 60 }, now));
  for (const horizon of ['day_ahead', 'ultra_short'] as const) {
    const run = await clean.cycle.run(horizon, now);
    expect(await poisoned.cycle.run(horizon, now)).toEqual(run);
    for (const kind of ['pv', 'load', 'wind', 'heat', 'net'] as const) {
      const wanted = curvesOf(clean, 'county', kind, { horizon });
      expect(curvesOf(poisoned, 'county', kind, { horizon })).toEqual(wanted);
    }
  }
});

test('a new county is forecast before it has measured anything, and without weather', async () => {
  const ground = forecastGround();
  const run = await ground.cycle.run('day_ahead', now);
  expect(run.inputs).toEqual([]);
  expect(curvesOf(ground, 'zhao', 'pv').model).toBe('clear_sky_usual');
  expect(curvesOf(ground, 'zhao', 'load').model).toBe('daily_profile_usual');
  expect(Math.max(...medians(curvesOf(ground, 'zhao', 'pv')))).toBeGreaterThan(10);
});

test('a new roof follows its neighbours in its first hour', async () => {
  const newcomer = { ...villageDevices[2], key: 99, id: 'new', nodeId: 'zhao', ratingKw: 10 };
  const coop = { ...newcomer, cooperativeId: 'other' } as (typeof villageDevices)[number];
  const ground = forecastGround([...villageDevices.slice(0, 7), coop]);
  await writePast(ground.readings, villageDevices, weeks);
  await writePast(ground.readings, [coop], { from: now - hourMs, to: now });
  await ground.cycle.run('day_ahead', now);
  const qian = medians(curvesOf(ground, 'qian', 'pv'));
  const zhao = medians(curvesOf(ground, 'zhao', 'pv'));
  expect(curvesOf(ground, 'zhao', 'pv').model).toBe('sum');
  const noon = 12;
  // 20 + 30 + 10 kW beside 50 kW under the same sky.
  expect((zhao[noon] ?? 0) / (qian[noon] ?? 1)).toBeGreaterThan(1.1);
  expect((zhao[noon] ?? 0) / (qian[noon] ?? 1)).toBeLessThan(1.3);
});

test('what a limit held back counts as weather, what was hardly measured does not', async () => {
  const [limited, free] = [forecastGround(), forecastGround()];
  const roofs = villageDevices.filter(({ kind }) => kind === 'pv');
  await writePast(free.readings, roofs, weeks);
  for (const roof of roofs) {
    const ratingKw = roof.ratingKw ?? 0;
    await writePast(limited.readings, [roof], weeks);
    await writeQuarters(limited.readings, roof, { from: now - 2 * dayMs, to: now }, (at) => ({
      powerKw: 0,
      availablePowerKw: ratingKw * ratioAt('pv', at),
    }));
    await writeQuarters(limited.readings, roof, { from: now - 30 * dayMs, to: weeks.from }, () => ({
      powerKw: ratingKw,
      completeness: 0.4,
    }));
  }
  await limited.cycle.run('day_ahead', now);
  await free.cycle.run('day_ahead', now);
  expect(medians(curvesOf(limited, 'county', 'pv'))).toEqual(
    medians(curvesOf(free, 'county', 'pv')),
  );
});

test('a second call for what is being made gets the same run', async () => {
  const ground = villages();
  const [first, second, other] = await Promise.all([
    ground.cycle.run('ultra_short', now),
    ground.cycle.run('ultra_short', instant(now + 1)),
    ground.cycle.run('day_ahead', now),
  ]);
  expect(second).toBe(first);
  expect(other.horizon).toBe('day_ahead');
});
