import { expect, test } from 'vitest';
import { type Instant, instant, minuteMs } from '../../../../src/domain/instant.ts';
import { incidenceDeg } from '../../../../src/physics/solar/plane.ts';
import { refractionDeg } from '../../../../src/physics/solar/refraction.ts';
import { type GeoPosition, sunPosition } from '../../../../src/physics/solar/sun.ts';

const lankao: GeoPosition = { latitude: 34.82, longitude: 114.82 };
const at = (iso: string): Instant => instant(Date.parse(iso));

test('at Lankao the sun is highest shortly after noon of Chinese time, in the south', () => {
  const midday = sunPosition(at('2025-06-21T12:22:30+08:00'), lankao);
  expect(midday.zenithDeg).toBeCloseTo(34.82 - 23.44, 2);
  expect(Math.abs(midday.azimuthDeg - 180)).toBeLessThan(1);
});

test('the sun rises in the east and sets in the west at an equinox', () => {
  expect(sunPosition(at('2025-03-20T06:30:00+08:00'), lankao).azimuthDeg).toBeCloseTo(90, -1);
  expect(sunPosition(at('2025-03-20T18:20:00+08:00'), lankao).azimuthDeg).toBeCloseTo(270, -1);
});

test('midnight is dark, and nothing is seen of the sun', () => {
  const midnight = sunPosition(at('2025-01-05T00:20:00+08:00'), lankao);
  expect(midnight.zenithDeg).toBeGreaterThan(160);
  expect(midnight.apparentZenithDeg).toBe(midnight.zenithDeg);
});

// NREL/TP-560-34302 (2008), table A5.1; the roof of the example looks 10° east of south.
test('the published worked example is met within 0.0003°', () => {
  const golden = { latitude: 39.742476, longitude: -105.1786, altitudeM: 1830.14 };
  const sun = sunPosition(at('2003-10-17T12:30:30-07:00'), golden, {
    pressureHpa: 820,
    tempC: 11,
  });
  expect(Math.abs(sun.apparentZenithDeg - 50.11162)).toBeLessThan(0.0003);
  expect(Math.abs(sun.azimuthDeg - 194.34024)).toBeLessThan(0.0003);
  const roof = { tiltDeg: 30, azimuthDeg: 170 };
  const seen = { zenithDeg: sun.apparentZenithDeg, azimuthDeg: sun.azimuthDeg };
  expect(Math.abs(incidenceDeg(roof, seen) - 25.187)).toBeLessThan(0.0003);
});

// Saemundsson, Sky and Telescope 72 (1986) 70: 29 arc minutes at the horizon.
test('air lifts the sun by half a degree at the horizon, and more when dense and cold', () => {
  const standard = { pressureHpa: 1010, tempC: 10 };
  expect(refractionDeg(0, standard) * 60).toBeCloseTo(29, 0);
  expect(refractionDeg(0, { ...standard, tempC: -20 })).toBeGreaterThan(0.53);
  expect(refractionDeg(0, { ...standard, pressureHpa: 800 })).toBeLessThan(0.4);
  expect(refractionDeg(90, standard)).toBeCloseTo(0, 3);
  expect(refractionDeg(-0.84, standard)).toBe(0);
});

test('the position moves smoothly over midnight in UTC', () => {
  const before = sunPosition(at('2025-06-20T23:59:00Z'), lankao);
  const after = sunPosition(instant(at('2025-06-20T23:59:00Z') + 2 * minuteMs), lankao);
  expect(Math.abs(before.zenithDeg - after.zenithDeg)).toBeLessThan(0.5);
});

test('nearer to the sun by the earth’s radius, it stands lower than from the earth’s centre', () => {
  const place = { latitude: 0, longitude: 114.82 };
  const low = sunPosition(at('2025-03-20T06:30:00+08:00'), place);
  const flat = sunPosition(at('2025-03-20T06:30:00+08:00'), { ...place, altitudeM: -6_378_140 });
  expect((low.zenithDeg - flat.zenithDeg) * 3600).toBeCloseTo(8.8, 0);
});
