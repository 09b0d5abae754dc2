import { expect, test } from 'vitest';
import { type SandiaInverter, sandiaAcW } from '../../../../src/physics/pv/sandia-inverter.ts';

/** Made up. */
const inverter: SandiaInverter = {
  acRatingW: 10_000,
  dcRatingW: 10_300,
  dcRatingV: 600,
  startW: 40,
  nightW: 2,
  c0PerW: -1e-6,
  c1PerV: -2e-5,
  c2PerV: 1e-4,
  c3PerV: -1e-4,
};

test('the rating is reached at the rating, and nothing beyond it is given', () => {
  expect(sandiaAcW(inverter, 10_300, 600)).toBeCloseTo(10_000, 9);
  expect(sandiaAcW(inverter, 13_000, 600)).toBe(10_000);
});

test('below its start power it draws what it needs at night', () => {
  expect(sandiaAcW(inverter, 39.9, 600)).toBe(-2);
  expect(sandiaAcW(inverter, 0, 600)).toBe(-2);
  expect(sandiaAcW(inverter, 40, 600)).toBe(0);
});

test('in the middle it is a little better than a straight line, and the voltage shifts it', () => {
  const straight = (10_000 * (5_000 - 40)) / (10_300 - 40);
  expect(sandiaAcW(inverter, 5_000, 600)).toBeGreaterThan(straight);
  expect(sandiaAcW(inverter, 5_000, 600)).toBeLessThan(5_000);
  expect(sandiaAcW(inverter, 5_000, 500)).not.toBe(sandiaAcW(inverter, 5_000, 600));
});
