import { expect, test } from 'vitest';
import { factorInPlace } from '../../../../src/forecast/learn/cholesky.ts';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';
import { solveSideBySide } from '../../../../src/forecast/multivariate/solve-side-by-side.ts';
import { scoreSplit } from '../../../../src/forecast/multivariate/split-forecast.ts';
import {
  fitWindowRidge,
  meanSquaredError,
  predictWindow,
} from '../../../../src/forecast/multivariate/window-ridge.ts';
import { addSums, windowSums } from '../../../../src/forecast/multivariate/window-sums.ts';

function noise(count: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: count }, () => random() - 0.5);
}

/** Days of 24 values of one shape, weeks of seven levels, and noise. */
function weeks(count: number, seed: number, noiseSize: number): Float64Array {
  return noise(count, seed).map((chance, at) => {
    const day = Math.sin((2 * Math.PI * at) / 24);
    const week = Math.floor(at / 24) % 7 >= 5 ? -1 : 0;
    return 5 + day + week + noiseSize * chance;
  });
}

test('a factored system gives back its solution', () => {
  const matrix = Float64Array.of(4, 2, 1, 2, 5, 3, 1, 3, 6);
  const right = Float64Array.of(11, 4, 21, 2, 25, 1);
  const factor = matrix.slice();
  factorInPlace(factor, 3);
  solveSideBySide(factor, right);
  const back = (row: number, side: number): number =>
    [0, 1, 2].reduce((sum, k) => sum + (matrix[row * 3 + k] ?? 0) * (right[k * 2 + side] ?? 0), 0);
  expect([back(0, 0), back(1, 0), back(2, 0)]).toEqual([11, 21, 25].map((n) => expect.closeTo(n)));
  expect([back(0, 1), back(1, 1), back(2, 1)]).toEqual([4, 2, 1].map((n) => expect.closeTo(n)));
});

test('sums over windows are those of windows visited one by one', () => {
  const series = noise(40, 1);
  const [lookback, horizon, from, to] = [5, 3, 9, 36];
  const sums = windowSums(series, { lookback, horizon, from, to });
  const windows = Array.from({ length: to - from - horizon + 1 }, (_, w) => {
    const all = [...series.subarray(from + w - lookback, from + w + horizon)];
    const mean = all.slice(0, lookback).reduce((sum, value) => sum + value / lookback, 0);
    return all.map((value) => value - mean);
  });
  const product = (i: number, j: number): number =>
    windows.reduce((sum, window) => sum + (window[i] ?? 0) * (window[j] ?? 0), 0);
  expect(sums.windows).toBe(windows.length);
  for (let i = 0; i < lookback; i += 1) {
    for (let j = 0; j < lookback; j += 1) {
      expect(sums.gram[i * lookback + j]).toBeCloseTo(product(i, j), 10);
    }
    for (let j = 0; j < horizon; j += 1) {
      expect(sums.cross[i * horizon + j]).toBeCloseTo(product(i, lookback + j), 10);
    }
  }
  const energy = [0, 1, 2].reduce((sum, j) => sum + product(lookback + j, lookback + j), 0);
  expect(sums.energy).toBeCloseTo(energy, 10);
});

test('the error told by sums is that of forecasts made one by one', () => {
  const series = weeks(900, 2, 0.5);
  const shape = { lookback: 48, horizon: 6 };
  const ridge = fitWindowRidge(windowSums(series, { ...shape, from: 48, to: 700 }), 0.1);
  const span = { ...shape, from: 700, to: 900 };
  const out = new Float64Array(6);
  let squares = 0;
  for (let start = 700; start + 6 <= 900; start += 1) {
    predictWindow(ridge, series, start, out);
    out.forEach((value, h) => {
      squares += (value - (series[start + h] ?? 0)) ** 2;
    });
  }
  const told = meanSquaredError(ridge, windowSums(series, span));
  expect(told).toBeCloseTo(squares / (195 * 6), 10);
});

test('a level that was never seen does not disturb a shape that was', () => {
  const series = weeks(900, 3, 0);
  const ridge = fitWindowRidge(
    addSums([windowSums(series, { lookback: 168, horizon: 24, from: 168, to: 800 })]),
    1e-6,
  );
  const out = new Float64Array(24);
  predictWindow(
    ridge,
    series.map((value) => value + 1_000),
    840,
    out,
  );
  out.forEach((value, h) => {
    expect(value).toBeCloseTo((series[840 + h] ?? 0) + 1_000, 2);
  });
});

test('a set is scored on its test part, and chooses by its validation part alone', () => {
  const series = [weeks(2_400, 4, 1), weeks(2_400, 5, 1).map((value) => 70 * value - 9)];
  const split = { train: 1_500, validation: 500, test: 400 };
  const score = scoreSplit(series, split, { horizon: 24, slotsPerDay: 24 });
  expect(score.windows).toBe(377);
  expect(score.mse).toBeLessThan(0.2);
  expect(score.mae).toBeLessThan(Math.sqrt(score.mse));
  const garbled = series.map((values) => values.map((value, at) => (at < 2_000 ? value : 3 * at)));
  const { lookback, strength, validationMse } = scoreSplit(garbled, split, {
    ...{ horizon: 24, slotsPerDay: 24 },
  });
  expect({ lookback, strength, validationMse }).toMatchObject({
    lookback: score.lookback,
    strength: score.strength,
    validationMse: score.validationMse,
  });
});

test('a training part that is too short is refused', () => {
  const split = { train: 500, validation: 100, test: 100 };
  expect(() => scoreSplit([weeks(700, 6, 1)], split, { horizon: 96, slotsPerDay: 24 })).toThrow(
    /too short/,
  );
});
