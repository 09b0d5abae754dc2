import { expect, test } from 'vitest';
import {
  gaussianAt,
  gaussianPlane,
  normalQuantile,
  normalShareBelow,
} from '../../../../simulators/weather/gaussian.ts';
import { gamma1to2 } from '../../../../simulators/weather/wind-speed.ts';
import { autocorrelation, correlation, mean, shareOf, spread } from './statistics.ts';

test('noise in time is standard normal between its knots as well as on them', () => {
  for (const offset of [0, 0.25, 0.5]) {
    const values = Array.from({ length: 20_000 }, (_, knot) => gaussianAt(11, knot + offset));
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(spread(values)).toBeCloseTo(1, 1);
    expect(shareOf(values, (value) => value > 1.6449)).toBeCloseTo(0.05, 2);
  }
});

test('noise is partly known a knot later and unknown three knots later', () => {
  const values = Array.from({ length: 40_000 }, (_, step) => gaussianAt(3, step / 4));
  expect(autocorrelation(values, 1)).toBeGreaterThan(0.93);
  expect(Math.abs(autocorrelation(values, 4) - 0.4)).toBeLessThan(0.05);
  expect(Math.abs(autocorrelation(values, 12))).toBeLessThan(0.05);
});

test('noise in a plane is standard normal and alike in both directions', () => {
  const at = (dx: number, dy: number): number[] =>
    Array.from({ length: 10_000 }, (_, index) =>
      gaussianPlane(5, 7.3 * (index % 100) + dx, 7.7 * Math.floor(index / 100) - 300 + dy),
    );
  const here = at(0, 0);
  expect(mean(here)).toBeCloseTo(0, 1);
  expect(spread(here)).toBeCloseTo(1, 1);
  const east = correlation(here, at(1, 0));
  expect(Math.abs(east - correlation(here, at(0, 1)))).toBeLessThan(0.05);
  expect(Math.abs(east - 0.4)).toBeLessThan(0.05);
  expect(Math.abs(correlation(here, at(3, 3)))).toBeLessThan(0.05);
});

// Abramowitz and Stegun, Handbook of Mathematical Functions (1964), tables 26.1 and 6.1.
test.each([
  [0, 0.5],
  [1, 0.8413447],
  [1.959964, 0.975],
  [-3, 0.0013499],
])('of a standard normal below %f lies %f', (z, share) => {
  expect(normalShareBelow(z)).toBeCloseTo(share, 6);
  expect(Math.abs(normalQuantile(share) - z)).toBeLessThan(5e-4);
});

test.each([
  [1, 1],
  [1.5, 0.8862269],
  [1.25, 0.9064025],
  [2, 1],
])('the gamma function of %f is %f', (x, value) => {
  expect(gamma1to2(x)).toBeCloseTo(value, 6);
});
