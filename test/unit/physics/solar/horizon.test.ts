import { expect, test } from 'vitest';
import {
  horizonDeg,
  openSkyRatio,
  shadedSky,
  sunlitRatio,
} from '../../../../src/physics/solar/horizon.ts';

test('the horizon runs straight between its points and closes round north', () => {
  const horizon = [0, 10, 20, 10];
  expect(horizonDeg(horizon, 0)).toBe(0);
  expect(horizonDeg(horizon, 180)).toBe(20);
  expect(horizonDeg(horizon, 135)).toBe(15);
  expect(horizonDeg(horizon, 315)).toBe(5);
  expect(horizonDeg(horizon, -45)).toBe(5);
  expect(horizonDeg(horizon, 360)).toBe(0);
  expect(horizonDeg([], 77)).toBe(0);
});

test('a wall all round of 30° leaves three quarters of an even sky', () => {
  expect(openSkyRatio([30, 30, 30, 30])).toBeCloseTo(0.75, 12);
  expect(openSkyRatio([])).toBe(1);
  expect(openSkyRatio([90, 90])).toBeCloseTo(0, 12);
});

test('a shadow crosses the roof while the sun climbs over the edge', () => {
  const wall = [20, 20, 20, 20];
  const at = (elevationDeg: number): number =>
    sunlitRatio(wall, { zenithDeg: 90 - elevationDeg, azimuthDeg: 100 }, 4);
  expect(at(17)).toBe(0);
  expect(at(20)).toBeCloseTo(0.5, 12);
  expect(at(21)).toBeCloseTo(0.75, 12);
  expect(at(23)).toBe(1);
});

test('behind a horizon global, beam and diffuse still belong together', () => {
  const sky = { ghiWm2: 500, dniWm2: 700, dhiWm2: 150 };
  expect(shadedSky(sky, { sunlit: 1, open: 1 })).toEqual(sky);
  expect(shadedSky(sky, { sunlit: 0, open: 0.8 })).toEqual({ ghiWm2: 120, dniWm2: 0, dhiWm2: 120 });
  expect(shadedSky(sky, { sunlit: 0.5, open: 1 }).ghiWm2).toBeCloseTo(325, 12);
});
