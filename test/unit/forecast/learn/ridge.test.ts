import { expect, test } from 'vitest';
import { featureMatrix } from '../../../../src/forecast/learn/feature-matrix.ts';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';
import { fitRidge } from '../../../../src/forecast/learn/ridge.ts';
import { normal } from './synthetic.ts';

function lineOf(rows: number, noise: number) {
  const random = seededRandom(1);
  const draw = () => Float32Array.from({ length: rows }, () => 10 * random());
  const features = featureMatrix({ a: draw(), b: draw() });
  const [a, b] = features.columns as [Float32Array, Float32Array];
  const target = Float64Array.from(
    a,
    (value, row) => 5 + 2 * value - 3 * (b[row] ?? 0) + noise * normal(random),
  );
  return { features, target };
}

test('finds an exact line when hardly penalised', () => {
  const { features, target } = lineOf(200, 0);
  const ridge = fitRidge({ features, target, lambda: 1e-10 });
  const point = featureMatrix({ a: Float32Array.of(4), b: Float32Array.of(1) });
  expect(ridge.predict(point)[0]).toBeCloseTo(10, 4);
});

test('a penalty equal to the variance halves an independent coefficient', () => {
  const a = Float32Array.of(-1, 1, -1, 1);
  const ridge = fitRidge({
    features: featureMatrix({ a }),
    target: Float64Array.of(-2, 2, -2, 2),
    lambda: 1,
  });
  expect(ridge.predict(featureMatrix({ a: Float32Array.of(1) }))[0]).toBeCloseTo(1, 9);
});

test('out-of-fold predictions do not know their own block', () => {
  const a = Float32Array.from({ length: 100 }, (_, row) => row % 7);
  const target = Float64Array.from({ length: 100 }, (_, row) => (row >= 80 ? 1000 : 0));
  const ridge = fitRidge({ features: featureMatrix({ a }), target, folds: 5 });
  expect(Math.max(...ridge.outOfFold.slice(80))).toBeLessThan(1e-6);
  expect(Math.min(...ridge.outOfFold.slice(0, 80))).toBeGreaterThan(100);
});

test('chooses a strong penalty where features say nothing, a weak one where they say all', () => {
  const random = seededRandom(2);
  const columns = Object.fromEntries(
    Array.from({ length: 20 }, (_, place) => [
      `x${place}`,
      Float32Array.from({ length: 60 }, random),
    ]),
  );
  const idle = Float64Array.from({ length: 60 }, () => normal(random));
  expect(fitRidge({ features: featureMatrix(columns), target: idle }).state.lambda).toBe(1);
  expect(fitRidge(lineOf(200, 0.01)).state.lambda).toBe(1e-4);
});

test('constant, doubled and missing features do no harm', () => {
  const { features, target } = lineOf(100, 0);
  const [a, b] = features.columns as [Float32Array, Float32Array];
  const holed = b.map((value, row) => (row === 3 ? Number.NaN : value));
  const odd = featureMatrix({ a, b: holed, twin: a, still: new Float32Array(100).fill(3) });
  const ridge = fitRidge({ features: odd, target, lambda: 0 });
  expect(ridge.predict(odd).every(Number.isFinite)).toBe(true);
  expect(ridge.predict(odd)[50]).toBeCloseTo(target[50] ?? 0, 0);
});

test('each group has its own line; an empty one predicts the mean', () => {
  const a = Float32Array.from({ length: 120 }, (_, row) => row % 10);
  const groups = Int32Array.from({ length: 120 }, (_, row) => (row % 2) * 2);
  const target = Float64Array.from(a, (value, row) => (row % 2 === 0 ? value : -value));
  const ridge = fitRidge({
    features: featureMatrix({ a }),
    target,
    groups,
    neighbourShare: 0,
    lambda: 1e-9,
  });
  const three = featureMatrix({ a: Float32Array.of(6, 6, 6) });
  const [even, none, odd] = ridge.predict(three, Int32Array.of(0, 1, 2));
  expect(even).toBeCloseTo(6, 4);
  expect(odd).toBeCloseTo(-6, 4);
  expect(none).toBeCloseTo(target.reduce((sum, value) => sum + value, 0) / 120, 6);
});

test('an empty group borrows from its neighbours', () => {
  const a = Float32Array.from({ length: 90 }, (_, row) => row % 9);
  const groups = Int32Array.from({ length: 90 }, (_, row) => (row % 2 === 0 ? 0 : 2));
  const target = Float64Array.from(a, (value) => 4 * value);
  const features = featureMatrix({ a });
  const ridge = fitRidge({ features, target, groups, neighbourShare: 0.5, lambda: 1e-9 });
  const point = featureMatrix({ a: Float32Array.of(2) });
  expect(ridge.predict(point, Int32Array.of(1))[0]).toBeCloseTo(8, 4);
});
