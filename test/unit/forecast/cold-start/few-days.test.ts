import { expect, test } from 'vitest';
import { stretchOfFewDays } from '../../../../src/forecast/cold-start/few-days.ts';

const levels = [0.05, 0.5, 0.95];
const alternating = (days: number) =>
  Float64Array.from({ length: days }, (_, day) => (day % 2 === 0 ? 1 : -1));

test('ten days that differ stretch the outer quantiles as Student says', () => {
  const [low, , high] = stretchOfFewDays(
    { errors: alternating(10), weights: new Float64Array(10).fill(1) },
    levels,
  );
  // Quantile 95 % with 9 degrees of freedom is 1.8331 (published tables), the normal one 1.6449.
  expect(high).toBeCloseTo((1.8331 / 1.6449) * Math.sqrt(1.1), 3);
  expect(low).toBeCloseTo(high ?? 0, 9);
});

test('days that follow each other count as fewer', () => {
  const drifting = Float64Array.from({ length: 40 }, (_, day) => Math.sin(day / 8));
  const weights = new Float64Array(40).fill(1);
  const alike = stretchOfFewDays({ errors: drifting, weights }, levels)[2] ?? 0;
  const apart = stretchOfFewDays({ errors: alternating(40), weights }, levels)[2] ?? 0;
  expect(apart).toBeLessThan(1.04);
  expect(alike).toBeGreaterThan(1.3);
});
