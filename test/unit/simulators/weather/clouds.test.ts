import { expect, test } from 'vitest';
import { cloudRatioFor, meanClearSkyIndex } from '../../../../simulators/weather/cloud-cover.ts';
import { clearSkyIndex, cloudAbove } from '../../../../simulators/weather/clouds.ts';
import type { Place } from '../../../../simulators/weather/county-weather.ts';
import { generatedWeather } from '../../../../simulators/weather/generator.ts';
import { windOver } from '../../../../simulators/weather/gusts.ts';
import {
  hourMs,
  type Instant,
  instant,
  minuteMs,
  secondMs,
} from '../../../../src/domain/instant.ts';
import { cosDeg } from '../../../../src/physics/angle.ts';
import { demoSite } from '../../../support/demo-county.ts';
import {
  autocorrelation,
  correlation,
  groupMeans,
  mean,
  quantile,
  shareOf,
  spread,
  steps,
} from './statistics.ts';

const seeds = [1, 2, 3] as const;
const here = { eastM: 0, northM: 0 };
/** East of `here` by these metres. */
const distancesM = [0, 1_000, 10_000, 30_000] as const;
/** Five hours around noon of every fifteenth day, minute by minute. */
const spellMin = 300;
const spells = Array.from({ length: 24 }, (_, index) =>
  instant(Date.UTC(2026, 0, 2 + 15 * index, 2)),
);

/** Clear-sky indexes of each spell by distance. */
function indexesOf(seed: number): number[][][] {
  const weather = generatedWeather({ seed, site: demoSite });
  return spells.map((start) => {
    const minutes = Array.from({ length: spellMin }, (_, minute) => {
      const now = weather.weatherAt(instant(start + minute * minuteMs));
      const sky = weather.skyAt(now);
      return distancesM.map((eastM) => sky({ eastM, northM: 0 }).ghiWm2 / now.clear.ghiWm2);
    });
    return distancesM.map((_, place) => minutes.map((row) => row[place] ?? Number.NaN));
  });
}

const observed = new Map(seeds.map((seed) => [seed, indexesOf(seed)]));

/** Series of one place, made of each spell by `of`, end to end. */
function series(seed: number, place: number, of: (spell: readonly number[]) => number[]): number[] {
  return (observed.get(seed as 1) ?? []).flatMap((spell) => of(spell[place] ?? []));
}
const asIs = (spell: readonly number[]): number[] => [...spell];
const quarters = (spell: readonly number[]): number[] => groupMeans(spell, 15);

// Two peaks with overshoots: Lohmann, Monahan and Heinemann, Atmos. Chem. Phys. 16 (2016) 6365.
test.each(seeds)(
  'clear-sky indexes of seed %i have a clear and a cloudy peak and overshoots',
  (seed) => {
    const indexes = series(seed, 0, asIs);
    const between = (low: number, high: number): number =>
      shareOf(indexes, (index) => index >= low && index < high);
    expect(between(0.95, 1.1)).toBeGreaterThan(0.4);
    expect(between(0.15, 0.55)).toBeGreaterThan(0.15);
    expect(between(0.7, 0.9)).toBeLessThan(0.5 * between(0.15, 0.55));
    expect(between(1.05, 1.4)).toBeGreaterThan(0.03);
    expect(between(1.05, 1.4)).toBeLessThan(0.2);
    expect(Math.max(...indexes)).toBeLessThan(1.35);
    expect(Math.min(...indexes)).toBeGreaterThan(0.02);
  },
);

test.each(seeds)('ramps of seed %i are rare and steep', (seed) => {
  const minute = series(seed, 0, (spell) => steps(spell).map(Math.abs));
  expect(quantile(minute, 0.5)).toBeLessThan(0.03);
  expect(quantile(minute, 0.95)).toBeGreaterThan(0.12);
  expect(quantile(minute, 0.95)).toBeLessThan(0.35);
  expect(quantile(minute, 0.99)).toBeGreaterThan(0.3);
  expect(quantile(minute, 0.99)).toBeLessThan(0.65);
  const quarter = series(seed, 0, (spell) => steps(quarters(spell)).map(Math.abs));
  expect(quantile(quarter, 0.5)).toBeLessThan(0.1);
  expect(quantile(quarter, 0.95)).toBeGreaterThan(0.25);
  expect(quantile(quarter, 0.95)).toBeLessThan(0.6);
});

// Hoff and Perez, Solar Energy 86 (2012) 1782: the slower the change, the further it is shared.
test.each(seeds)('places under seed %i share less the further apart and the faster', (seed) => {
  const levels = [1, 2, 3].map((place) =>
    correlation(series(seed, 0, asIs), series(seed, place, asIs)),
  );
  expect(levels[0]).toBeGreaterThan(0.85);
  expect(levels[1]).toBeGreaterThan(0.6);
  expect(levels[1]).toBeLessThan(0.9);
  expect(levels[2]).toBeGreaterThan(0.45);
  expect(levels[2]).toBeLessThan(levels[1] ?? 0);
  const ramps = (of: (spell: readonly number[]) => number[]): number[] =>
    [1, 2, 3].map((place) => correlation(series(seed, 0, of), series(seed, place, of)));
  const minute = ramps(steps);
  const quarter = ramps((spell) => steps(quarters(spell)));
  expect(Math.max(...minute.map(Math.abs))).toBeLessThan(0.15);
  expect(quarter[0]).toBeGreaterThan(0.8);
  expect(quarter[1]).toBeLessThan(0.5);
  const hourly = ramps((spell) => groupMeans(spell, 60));
  expect(hourly[1]).toBeGreaterThan(0.88);
  expect(hourly[2]).toBeGreaterThan(0.65);
});

test.each(seeds)(
  'clouds of seed %i come from the west and take a quarter of an hour for 10 km',
  (seed) => {
    const lagged = (lagMin: number): number => {
      const from = Math.max(0, -lagMin);
      const to = spellMin - Math.max(0, lagMin);
      return correlation(
        series(seed, 0, (spell) => spell.slice(from, to)),
        series(seed, 2, (spell) => spell.slice(from + lagMin, to + lagMin)),
      );
    };
    expect(lagged(17)).toBeGreaterThan(lagged(0) + 0.02);
    expect(lagged(17)).toBeGreaterThan(lagged(-17) + 0.08);
    expect(lagged(17)).toBeGreaterThan(lagged(45));
  },
);

const brokenHoursMax = 14;

/** Starts of hours with broken cloud near noon, the first of a year. */
function brokenHours(seed: number): Instant[] {
  const weather = generatedWeather({ seed, site: demoSite });
  return Array.from({ length: 365 }, (_, day) => instant(Date.UTC(2026, 0, 1 + day, 4)))
    .filter((at) => Math.abs(weather.weatherAt(at).cloudRatio - 0.5) < 0.2)
    .slice(0, brokenHoursMax);
}

test.each(seeds)('a place downwind of seed %i sees the same clouds minutes later', (seed) => {
  const weather = generatedWeather({ seed, site: demoSite });
  const indexAt = (at: Instant, place: Place): number => {
    const now = weather.weatherAt(at);
    return weather.skyAt(now)(place).ghiWm2 / now.clear.ghiWm2;
  };
  const delayS = 180;
  const first: number[] = [];
  const together: number[] = [];
  const later: number[] = [];
  for (const start of brokenHours(seed)) {
    const { eastMps, northMps } = weather.weatherAt(start).cloudMotion;
    const downwind = { eastM: eastMps * delayS, northM: northMps * delayS };
    for (let minute = 0; minute < 40; minute += 1) {
      const at = instant(start + minute * minuteMs);
      first.push(indexAt(at, here));
      together.push(indexAt(at, downwind));
      later.push(indexAt(instant(at + delayS * secondMs), downwind));
    }
  }
  expect(first.length).toBeGreaterThan(400);
  expect(correlation(first, later)).toBeGreaterThan(0.85);
  expect(correlation(first, later)).toBeGreaterThan(correlation(first, together) + 0.15);
});

test('the light under cloud adds up and is never negative', () => {
  const weather = generatedWeather({ seed: 9, site: demoSite });
  for (let step = 0; step < 2_000; step += 1) {
    const now = weather.weatherAt(instant(Date.UTC(2026, 4, 1) + step * 1.37 * hourMs));
    const { ghiWm2, dniWm2, dhiWm2 } = weather.skyAt(now)({ eastM: 40 * step, northM: 9 });
    expect(Math.min(ghiWm2, dniWm2, dhiWm2)).toBeGreaterThanOrEqual(0);
    const beamWm2 = dniWm2 * Math.max(0, cosDeg(now.sun.apparentZenithDeg));
    expect(Math.abs(ghiWm2 - dhiWm2 - beamWm2)).toBeLessThan(Math.max(2, 0.03 * ghiWm2));
  }
});

test('cover and light are two ways to say the same', () => {
  expect(meanClearSkyIndex(0)).toBeCloseTo(1, 2);
  expect(meanClearSkyIndex(1)).toBeLessThan(0.2);
  for (const ratio of [0.1, 0.35, 0.6, 0.9]) {
    expect(cloudRatioFor(meanClearSkyIndex(ratio))).toBeCloseTo(ratio, 6);
  }
  expect(clearSkyIndex(cloudAbove(0.5, 0.15))).toBeLessThan(1);
  expect(clearSkyIndex(cloudAbove(0.5, -0.4))).toBeGreaterThan(1.05);
});

test('gusts leave the mean, differ between spots and average out over many', () => {
  const weather = generatedWeather({ seed: 3, site: demoSite });
  const calm = weather.weatherAt(instant(Date.UTC(2026, 2, 3)));
  const blown = (seed: number, spots?: number): number[] =>
    Array.from({ length: 2_000 }, (_, step) =>
      windOver(
        seed,
        { ...calm, at: instant(calm.at + step * 5 * secondMs), windSpeedMps: 6 },
        spots,
      ),
    );
  const one = blown(1);
  expect(mean(one)).toBeGreaterThan(5.7);
  expect(mean(one)).toBeLessThan(6.3);
  expect(spread(one) / mean(one)).toBeGreaterThan(0.12);
  expect(spread(one) / mean(one)).toBeLessThan(0.22);
  expect(spread(blown(1, 9))).toBeLessThan(0.5 * spread(one));
  expect(Math.abs(correlation(one, blown(2)))).toBeLessThan(0.3);
  expect(autocorrelation(one, 1)).toBeGreaterThan(0.7);
  expect(autocorrelation(one, 120)).toBeLessThan(0.5);
});
