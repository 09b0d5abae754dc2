import { expect, test } from 'vitest';
import {
  airDensityKgPerM3,
  barometricDensityKgPerM3,
  pressureAtHeightHpa,
  tempAtHeightC,
} from '../../../../src/physics/wind/air-density.ts';
import {
  hellmannExponent,
  windAtHeightLogMps,
  windAtHeightMps,
} from '../../../../src/physics/wind/wind-profile.ts';

test('the power law doubles the height with two to the exponent', () => {
  expect(windAtHeightMps(5, { fromM: 10, toM: 10, exponent: 0.2 })).toBe(5);
  expect(windAtHeightMps(5, { fromM: 10, toM: 20, exponent: 0.5 })).toBeCloseTo(5 * Math.SQRT2, 12);
});

test('the logarithmic profile grows by the same for each tenfold height', () => {
  const over = (toM: number): number =>
    windAtHeightLogMps(6, { fromM: 10, toM, roughnessM: 0.01, obstaclesM: 0 });
  expect(over(100)).toBeCloseTo(8, 12);
  expect(over(1_000)).toBeCloseTo(10, 12);
});

test('obstacles lift the profile, and among them there is no answer', () => {
  const site = { fromM: 10, toM: 80, roughnessM: 0.1 };
  const open = windAtHeightLogMps(5, { ...site, obstaclesM: 0 });
  // Seven metres of displacement: ln(73 / 0.1) / ln(3 / 0.1) times the speed.
  expect(windAtHeightLogMps(5, { ...site, obstaclesM: 10 })).toBeCloseTo(
    (5 * Math.log(730)) / Math.log(30),
    12,
  );
  expect(windAtHeightLogMps(5, { ...site, obstaclesM: 10 })).toBeGreaterThan(open);
  expect(windAtHeightLogMps(5, { ...site, obstaclesM: 20 })).toBeNaN();
});

test('the exponent that belongs to a roughness is about 1/7 over crops', () => {
  expect(hellmannExponent({ hubHeightM: 100, roughnessM: 0.1 })).toBeCloseTo(1 / 7, 2);
});

test('air has the density of the standard atmosphere, ISO 2533 (1975)', () => {
  expect(airDensityKgPerM3(1013.25, 15)).toBeCloseTo(1.225, 4);
  expect(barometricDensityKgPerM3(1013.25, 15)).toBeCloseTo(1.225, 3);
  // The tables of the standard atmosphere for 100 m: 14.35 °C, 1001.3 hPa, 1.2133 kg/m³.
  const heights = { fromM: 0, toM: 100 };
  expect(tempAtHeightC(15, heights)).toBeCloseTo(14.35, 9);
  expect(Math.abs(pressureAtHeightHpa(1013.25, heights) - 1001.3)).toBeLessThan(0.6);
  const above = airDensityKgPerM3(pressureAtHeightHpa(1013.25, heights), 14.35);
  expect(Math.abs(above - 1.2133)).toBeLessThan(0.001);
});
