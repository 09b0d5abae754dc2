import { expect, test } from 'vitest';
import { seedFor } from '../../../../simulators/models/noise.ts';
import type { CountyWeather } from '../../../../simulators/weather/county-weather.ts';
import { frontPassesAt, frontScores } from '../../../../simulators/weather/fronts.ts';
import { generatedWeather } from '../../../../simulators/weather/generator.ts';
import { scoresOf, truthAt } from '../../../../simulators/weather/scores.ts';
import { hourMs, type Instant, instant } from '../../../../src/domain/instant.ts';
import { cosDeg } from '../../../../src/physics/angle.ts';
import { demoSite } from '../../../support/demo-county.ts';
import { correlation, mean, spread } from './statistics.ts';

const seeds = [1, 2, 3] as const;
const startAt = Date.UTC(2026, 0);
const names = ['pressure', 'warmth', 'cloud', 'wind', 'north'] as const;

test('fronts leave every score with mean 0 and spread 1', () => {
  const all = Array.from({ length: 15 }, (_, seed) => seed).flatMap((seed) =>
    Array.from({ length: 1_400 }, (_, step) =>
      frontScores(seed, instant(startAt + step * 25 * hourMs)),
    ),
  );
  for (const name of names) {
    const values = all.map((scores) => scores[name]);
    expect(Math.abs(mean(values)), name).toBeLessThan(0.08);
    expect(Math.abs(spread(values) - 1), name).toBeLessThan(0.1);
  }
});

test('with their drifts scores stay standard', () => {
  const scoresWith = scoresOf(seedFor(4, 'weather'), 35);
  const all = Array.from({ length: 6_000 }, (_, step) =>
    scoresWith(truthAt(seedFor(4, 'weather'), instant(startAt + step * 31 * hourMs))),
  );
  for (const name of [...names, 'east', 'haze', 'shower'] as const) {
    const values = all.map((scores) => scores[name]);
    expect(Math.abs(mean(values)), name).toBeLessThan(0.1);
    expect(Math.abs(spread(values) - 1), name).toBeLessThan(0.12);
  }
});

function winterFronts(seed: number): Instant[] {
  const own = seedFor(seed, 'weather');
  const stretches = Array.from({ length: 60 }, (_, stretch) => 4_890 + stretch);
  return stretches
    .map((stretch) => frontPassesAt(own, stretch))
    .filter((at) => at > Date.UTC(2025, 10) && at < Date.UTC(2026, 2, 15));
}

const winters = seeds.map((seed) => ({
  weather: generatedWeather({ seed, site: demoSite }),
  fronts: winterFronts(seed),
}));

/** Weather so many hours after each of a winter's fronts, on the average of several winters. */
function around(hours: number, value: (weather: CountyWeather) => number): number {
  const values = winters.flatMap(({ weather, fronts }) =>
    fronts.map((at) => value(weather.weatherAt(instant(at + hours * hourMs)))),
  );
  return mean(values);
}

test('there are about seven fronts in a winter month', () => {
  for (const { fronts } of winters) {
    expect(fronts.length / 4.5).toBeGreaterThan(6);
    expect(fronts.length / 4.5).toBeLessThan(8.5);
  }
});

test('before a front it clouds over, after it the cold comes with a north wind and high pressure', () => {
  const pressure = (hours: number): number => around(hours, ({ pressureHpa }) => pressureHpa);
  // Whole days apart, so that the time of day is the same.
  const temp = (hours: number): number => around(hours, ({ tempC }) => tempC);
  expect(pressure(-4)).toBeLessThan(pressure(-40) - 1);
  expect(pressure(24)).toBeGreaterThan(pressure(-4) + 6);
  expect(temp(14)).toBeLessThan(temp(-10) - 3);
  expect(temp(86)).toBeGreaterThan(temp(14) + 1);
  const cloud = (hours: number): number => around(hours, ({ cloudRatio }) => cloudRatio);
  expect(cloud(-6)).toBeGreaterThan(cloud(24) + 0.25);
  const wind = (hours: number): number => around(hours, ({ windSpeedMps }) => windSpeedMps);
  expect(wind(6)).toBeGreaterThan(wind(54) + 0.5);
  const fromNorth = (hours: number): number =>
    around(hours, ({ windDirectionDeg }) => cosDeg(windDirectionDeg));
  expect(fromNorth(10)).toBeGreaterThan(fromNorth(-14) + 0.5);
});

test.each(seeds)('pressure and temperature go opposite ways under seed %i', (seed) => {
  const weather = generatedWeather({ seed, site: demoSite });
  const days = Array.from({ length: 150 }, (_, day) =>
    weather.weatherAt(instant(Date.UTC(2025, 10, 1) + day * 24 * hourMs)),
  );
  const rise = (value: (of: CountyWeather) => number): number[] =>
    days.slice(1).map((day, index) => value(day) - value(days[index] ?? day));
  const pressure = rise(({ pressureHpa }) => pressureHpa);
  expect(
    correlation(
      pressure,
      rise(({ tempC }) => tempC),
    ),
  ).toBeLessThan(-0.15);
  expect(
    correlation(
      pressure,
      rise(({ cloudRatio }) => cloudRatio),
    ),
  ).toBeLessThan(-0.1);
});

test('south of the equator cold air comes from the south', () => {
  const own = seedFor(4, 'weather');
  const at = instant(startAt);
  const north = scoresOf(own, 35)(truthAt(own, at));
  const south = scoresOf(own, -35)(truthAt(own, at));
  expect(south).toEqual({ ...north, north: -north.north });
});
