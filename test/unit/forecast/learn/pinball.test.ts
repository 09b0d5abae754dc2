import { expect, test } from 'vitest';
import {
  expandLevels,
  percentLevels,
  pinballLoss,
  sortRows,
  trainedLevels,
} from '../../../../src/forecast/learn/pinball.ts';

test('a quantile at 0.9 pays 0.9 below the actual and 0.1 above it', () => {
  expect(pinballLoss([10], [8], [0.9])).toBeCloseTo(1.8, 12);
  expect(pinballLoss([10], [12], [0.9])).toBeCloseTo(0.2, 12);
  expect(pinballLoss([Number.NaN, 10], [1, 12], [0.9])).toBeCloseTo(0.2, 12);
});

test('rows are sorted each by itself', () => {
  const values = Float64Array.of(3, 1, 2, 0, -1, 5);
  sortRows(values, 3);
  expect(Array.from(values)).toEqual([1, 2, 3, -1, 0, 5]);
});

test('levels between are linear, known ones unchanged', () => {
  const out = expandLevels(Float64Array.of(0, 4, 10), [0.1, 0.5, 0.9], [0.1, 0.3, 0.5, 0.6, 0.9]);
  expect(Array.from(out)).toEqual([0, 2, 4, 5.5, 10].map((value) => expect.closeTo(value, 12)));
});

test('tails of a logistic distribution are met exactly, and none bends back', () => {
  const logistic = (level: number) => Math.log(level / (1 - level));
  const out = expandLevels(
    Float64Array.from([0.05, 0.1, 0.9, 0.95], logistic),
    [0.05, 0.1, 0.9, 0.95],
    percentLevels,
  );
  expect(out[0]).toBeCloseTo(logistic(0.01), 9);
  expect(out[98]).toBeCloseTo(logistic(0.99), 9);
  for (let place = 1; place < 99; place++) {
    expect(out[place]).toBeGreaterThanOrEqual(out[place - 1] ?? 0);
  }
});

test('one level is the whole curve; the trained levels hold the outermost that are scored', () => {
  expect(Array.from(expandLevels(Float64Array.of(7), [0.5], [0.1, 0.9]))).toEqual([7, 7]);
  expect(trainedLevels[0]).toBe(percentLevels[0]);
  expect(trainedLevels.at(-1)).toBe(percentLevels.at(-1));
});
