import { expect, test } from 'vitest';
import { normalAt, smoothNoise, uniformAt } from '../../../simulators/models/noise.ts';

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test('noise is uniform or normal, repeats itself, and is smooth between its knots', () => {
  const draws = Array.from({ length: 20_000 }, (_, index) => uniformAt(3, index));
  expect(mean(draws)).toBeCloseTo(0.5, 2);
  expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...draws)).toBeLessThan(1);
  const normal = Array.from({ length: 20_000 }, (_, index) => normalAt(3, index));
  expect(mean(normal)).toBeCloseTo(0, 1);
  expect(mean(normal.map((value) => value ** 2))).toBeCloseTo(1, 1);
  expect(uniformAt(3, 2 ** 40 + 1)).toBe(uniformAt(3, 2 ** 40 + 1));
  expect(uniformAt(3, 2 ** 40 + 1)).not.toBe(uniformAt(3, 1));
  expect(Math.abs(smoothNoise(5, 10.501) - smoothNoise(5, 10.5))).toBeLessThan(0.01);
});
