import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Instant, instant, minuteMs } from '../../../../src/domain/instant.ts';
import { refractionDeg } from '../../../../src/physics/solar/refraction.ts';
import { type GeoPosition, sunPosition } from '../../../../src/physics/solar/sun.ts';
import { numberIn, readCsv, sharedFolder } from '../../../support/shared-data.ts';

const lankao: GeoPosition = { latitude: 34.82, longitude: 114.82 };
const at = (iso: string): Instant => instant(Date.parse(iso));

test('at Lankao the sun is highest shortly after noon of Chinese time, in the south', () => {
  const midday = sunPosition(at('2025-06-21T12:22:30+08:00'), lankao);
  expect(midday.zenithDeg).toBeCloseTo(34.82 - 23.44, 1);
  expect(Math.abs(midday.azimuthDeg - 180)).toBeLessThan(1);
});

test('the sun rises in the east and sets in the west at an equinox', () => {
  expect(sunPosition(at('2025-03-20T06:30:00+08:00'), lankao).azimuthDeg).toBeCloseTo(90, -1);
  expect(sunPosition(at('2025-03-20T18:20:00+08:00'), lankao).azimuthDeg).toBeCloseTo(270, -1);
});

test('midnight is dark, and refraction lifts the sun by half a degree at the horizon', () => {
  const midnight = sunPosition(at('2025-01-05T00:20:00+08:00'), lankao);
  expect(midnight.zenithDeg).toBeGreaterThan(160);
  expect(midnight.apparentZenithDeg).toBe(midnight.zenithDeg);
  expect(refractionDeg(0, { pressureHpa: 1010, tempC: 10 })).toBeCloseTo(0.48, 1);
});

test('the published worked example of the solar position algorithm is met', () => {
  const { zenithDeg, azimuthDeg } = sunPosition(at('2003-10-17T12:30:30-07:00'), {
    latitude: 39.742476,
    longitude: -105.1786,
  });
  expect(Math.abs(zenithDeg - 50.1283)).toBeLessThan(0.012);
  expect(Math.abs(azimuthDeg - 194.3402)).toBeLessThan(0.012);
});

const shared = sharedFolder('physics');

test.skipIf(shared.absent)(shared.title('positions agree with the reference'), () => {
  const sites = new Map(
    readCsv(join(shared.path, 'sites.csv')).map((row) => [row.site, row] as const),
  );
  const rows = readCsv(join(shared.path, 'solar/solar_position.csv'));
  const worst = { zenith: 0, apparent: 0, azimuth: 0, equation: 0, distance: 0 };
  for (const row of rows) {
    const site = sites.get(row.site);
    if (site === undefined) throw new Error('unknown site');
    const sun = sunPosition(
      at(row.time_utc ?? ''),
      { latitude: numberIn(site, 'lat'), longitude: numberIn(site, 'lon') },
      { pressureHpa: numberIn(site, 'pressure_pa') / 100, tempC: 12 },
    );
    const turn = Math.abs(sun.azimuthDeg - numberIn(row, 'azimuth'));
    const sinZenith = Math.sin((sun.zenithDeg * Math.PI) / 180);
    const off = (value: number, name: string): number => Math.abs(value - numberIn(row, name));
    worst.zenith = Math.max(worst.zenith, off(sun.zenithDeg, 'zenith_true'));
    worst.azimuth = Math.max(worst.azimuth, Math.min(turn, 360 - turn) * sinZenith);
    worst.equation = Math.max(worst.equation, off(sun.equationOfTimeMin, 'equation_of_time_min'));
    worst.distance = Math.max(worst.distance, off(sun.distanceAu, 'earth_sun_distance_au'));
    if (sun.zenithDeg < 90) {
      worst.apparent = Math.max(worst.apparent, off(sun.apparentZenithDeg, 'zenith_apparent'));
    }
  }
  expect(rows.length).toBeGreaterThan(1_000);
  expect(worst.zenith).toBeLessThan(0.012);
  expect(worst.azimuth).toBeLessThan(0.012);
  expect(worst.apparent).toBeLessThan(0.02);
  expect(worst.equation).toBeLessThan(0.05);
  expect(worst.distance).toBeLessThan(1e-4);
});

test('the position moves smoothly over midnight in UTC', () => {
  const before = sunPosition(at('2025-06-20T23:59:00Z'), lankao);
  const after = sunPosition(instant(at('2025-06-20T23:59:00Z') + 2 * minuteMs), lankao);
  expect(Math.abs(before.zenithDeg - after.zenithDeg)).toBeLessThan(0.5);
});
