import { expect, test } from 'vitest';
import { featureMatrix } from '../../../../src/forecast/learn/feature-matrix.ts';
import { pinballLoss } from '../../../../src/forecast/learn/pinball.ts';
import {
  quantileBoostingOf,
  trainQuantileBoosting,
} from '../../../../src/forecast/learn/quantile-boosting.ts';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';
import { heteroscedastic } from './synthetic.ts';

const levels = [0.1, 0.25, 0.5, 0.75, 0.9];
const deviates = [-1.2816, -0.6745, 0, 0.6745, 1.2816];

test('learns the true quantiles of a spread that depends on a feature', () => {
  const train = heteroscedastic(4000, 3);
  const fresh = heteroscedastic(2000, 4);
  const model = trainQuantileBoosting({ ...train, levels, options: { columnShare: 1 } });
  const learnt = pinballLoss(fresh.target, model.predict(fresh.features), levels);
  const truth = Float64Array.from({ length: 2000 * 5 }, (_, place) =>
    fresh.at(Math.floor(place / 5), deviates[place % 5] ?? 0),
  );
  const least = pinballLoss(fresh.target, truth, levels);
  expect(learnt / least).toBeLessThan(1.05);
});

test('the same seed gives the same model, another one another', () => {
  const data = heteroscedastic(500, 1);
  const train = (seed: number) =>
    trainQuantileBoosting({ ...data, levels, options: { seed, rounds: 10 } }).predict(
      data.features,
    );
  expect(train(1)).toEqual(train(1));
  expect(train(1)).not.toEqual(train(2));
});

test('a copy of the ensemble as plain data predicts the same', () => {
  const data = heteroscedastic(500, 1);
  const model = trainQuantileBoosting({ ...data, levels, options: { rounds: 10 } });
  const copy = quantileBoostingOf(structuredClone(model.ensemble));
  expect(copy.predict(data.features)).toEqual(model.predict(data.features));
});

test('low quantiles of a target that is mostly 0 rise where it is not', () => {
  const random = seededRandom(5);
  const wind = Float32Array.from({ length: 3000 }, random);
  const target = Float64Array.from(wind, (speed) => (speed < 0.6 ? 0 : speed + 0.1 * random()));
  const model = trainQuantileBoosting({ features: featureMatrix({ wind }), target, levels });
  const [calm, windy] = [0.2, 0.9].map((speed) =>
    model.predict(featureMatrix({ wind: Float32Array.of(speed) })),
  );
  expect(calm?.[4]).toBeLessThan(0.01);
  expect(windy?.[0]).toBeGreaterThan(0.85);
});

test('a missing value goes the way that fits it', () => {
  const random = seededRandom(6);
  const flag = Float32Array.from({ length: 2000 }, () => (random() < 0.3 ? Number.NaN : random()));
  for (const shift of [-5, 5]) {
    const target = Float64Array.from(flag, (value) => (Number.isNaN(value) ? shift : value));
    const model = trainQuantileBoosting({ features: featureMatrix({ flag }), target, levels });
    const [missing] = model.predict(featureMatrix({ flag: Float32Array.of(Number.NaN) })).slice(2);
    expect(missing).toBeCloseTo(shift, 1);
  }
});

test('trees learn the difference to a base, and a base without need of them stays', () => {
  const data = heteroscedastic(1000, 8);
  const base = Float64Array.from(data.target, (value) => 100 + value);
  const model = trainQuantileBoosting({ ...data, target: base, base, levels });
  expect(Array.from(model.predict(data.features, base).slice(0, 5))).toEqual(
    Array(5).fill(base[0]),
  );
});

test('rows of weight 0 teach nothing, those of a small one little', () => {
  const data = heteroscedastic(1000, 9);
  const target = data.target.map((value, row) => (row % 2 === 0 ? value : 1000));
  const weights = Float32Array.from(target, (_, row) =>
    row % 2 === 0 ? 1 : row % 4 === 1 ? 0 : 1e-3,
  );
  const model = trainQuantileBoosting({ ...data, target, weights, levels, options: { seed: 2 } });
  expect(Math.max(...model.predict(data.features))).toBeLessThan(10);
});

test('a member stops when the validation rows no longer gain', () => {
  const train = heteroscedastic(400, 10);
  const options = { rounds: 200, learningRate: 0.3, patience: 5, members: 1 };
  const validation = heteroscedastic(400, 11);
  const model = trainQuantileBoosting({ ...train, levels, validation, options });
  expect(model.rounds[0]).toBeLessThan(100);
  expect(model.rounds[0]).toBeGreaterThan(0);
});

test('rows without a target are left out, and none at all leave the base', () => {
  const data = heteroscedastic(600, 12);
  const holes = data.target.map((value, row) => (row % 3 === 0 ? Number.NaN : value));
  const model = trainQuantileBoosting({ ...data, target: holes, levels, options: { rounds: 5 } });
  expect(model.predict(data.features).every(Number.isFinite)).toBe(true);
  const empty = trainQuantileBoosting({ ...data, target: holes.fill(Number.NaN), levels });
  expect(empty.predict(data.features, new Float64Array(600).fill(7))[0]).toBe(7);
});
