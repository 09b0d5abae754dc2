import { expect, test } from 'vitest';
import { edgesOf } from '../../../../src/forecast/learn/bins.ts';
import { factorInPlace, solveInPlace } from '../../../../src/forecast/learn/cholesky.ts';
import { featureMatrix } from '../../../../src/forecast/learn/feature-matrix.ts';
import { trainQuantileBoosting } from '../../../../src/forecast/learn/quantile-boosting.ts';
import {
  quantileInPlace,
  weightedQuantileInPlace,
} from '../../../../src/forecast/learn/quantile-select.ts';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';
import {
  channelStride,
  fillChannels,
  rankTable,
} from '../../../../src/forecast/learn/rank-channels.ts';
import { growTree, workshop } from '../../../../src/forecast/learn/tree-growth.ts';

function channelsOf(levels: readonly number[], target: number, quantiles: readonly number[]) {
  const channels = new Float32Array(channelStride);
  const predictions = Float32Array.from(quantiles);
  fillChannels(rankTable(levels), Float32Array.of(target), predictions, undefined, channels);
  return channels;
}

test('with one level a row pulls as the pinball loss does, and a tie not at all', () => {
  const [above] = channelsOf([0.2], 1, [0]);
  const [below] = channelsOf([0.2], -1, [0]);
  expect((above ?? 0) / (below ?? 0)).toBeCloseTo(-0.2 / 0.8, 6);
  expect(channelsOf([0.2], 0, [0])[0]).toBeCloseTo(0, 6);
});

test('a tie with the low half of the quantiles pulls by the mean of all that it spans', () => {
  const levels = [0.25, 0.5, 0.75];
  const [tied] = channelsOf(levels, 0, [0, 0, 5]);
  const sum = [-1, 0.1, 0.2].map((target) => channelsOf(levels, target, [0, 0.15, 5])[0] ?? 0);
  expect(tied).toBeCloseTo(sum.reduce((one, other) => one + other, 0) / 3, 5);
});

test('splits below the root are those of the rows counted anew', () => {
  const rows = 400;
  const random = seededRandom(3);
  const columns = [0, 1].map(() => Uint8Array.from({ length: rows }, () => 1 + 8 * random()));
  const bin = (feature: number, row: number) => columns[feature]?.[row] ?? 0;
  const channels = new Float32Array(rows * channelStride);
  for (let row = 0; row < rows; row++) {
    const inner = bin(0, row) > 6 ? (bin(1, row) > 3 ? 2 : 1) : bin(1, row) > 5 ? -1.5 : -1;
    channels.set([inner, 0, 0, 1], row * channelStride);
  }
  const shop = workshop(rows, 2, 10, { leavesMax: 4, depthMax: 9, massMin: 1, gainPenalty: 0 });
  growTree(shop, { columns, channels, drawn: Int32Array.of(0, 1), active: 2 });
  expect(shop.tree.leaves).toBe(4);
  for (let leaf = 0; leaf < 4; leaf++) {
    const inside = shop.order.slice(shop.leafFrom[leaf], shop.leafTo[leaf]);
    expect(new Set(Array.from(inside, (row) => channels[row * channelStride])).size).toBe(1);
  }
});

test('missing values join the low side of one split where they are like it', () => {
  const random = seededRandom(4);
  const x = Float32Array.from({ length: 900 }, () => (random() < 0.3 ? Number.NaN : random()));
  const target = Float64Array.from(x, (value) => (value > 0.5 ? 1 : 0) + 0.01 * random());
  const options = { leaves: 2, rounds: 1, learningRate: 1, members: 1 };
  const model = trainQuantileBoosting({
    features: featureMatrix({ x }),
    target,
    levels: [0.5],
    options,
  });
  const asked = featureMatrix({ x: Float32Array.of(0.1, 0.9, Number.NaN) });
  const [low, high, missing] = model.predict(asked);
  expect(high).toBeGreaterThan(0.9);
  expect(missing).toBe(low);
});

test('edges part few values each from the next, many into equal shares, and survive none', () => {
  expect(Array.from(edgesOf(Float32Array.of(1, 2, 2, Number.NaN, 4), 64))).toEqual([1.5, 3]);
  const many = Float32Array.from({ length: 1000 }, (_, row) => row);
  expect(Array.from(edgesOf(many, 6))).toEqual([199.5, 399.5, 599.5, 799.5]);
  expect(edgesOf(Float32Array.of(Number.NaN), 64)).toHaveLength(0);
  expect(edgesOf(Float32Array.of(-Infinity, 0, Infinity), 64).every((e) => !Number.isNaN(e))).toBe(
    true,
  );
});

test('selected quantiles are those of the sorted values, with weights and without', () => {
  const random = seededRandom(5);
  for (const level of [0.01, 0.3, 0.5, 0.99]) {
    const values = Float32Array.from({ length: 101 }, () => Math.floor(20 * random()));
    const expected = values.toSorted()[Math.ceil(level * 101) - 1];
    const weights = new Float32Array(101).fill(2);
    expect(weightedQuantileInPlace(values.slice(), weights, 0, 101, level)).toBe(expected);
    expect(quantileInPlace(values, 0, 101, level)).toBe(expected);
  }
  const heavy = Float32Array.of(1, 1, 8);
  expect(weightedQuantileInPlace(Float32Array.of(5, 3, 9), heavy, 0, 3, 0.3)).toBe(9);
});

test('a direction without variance gets no coefficient', () => {
  const matrix = Float64Array.of(1, 1, 1, 1);
  const right = Float64Array.of(1, 1 + 1e-6);
  factorInPlace(matrix, 2);
  solveInPlace(matrix, 2, right);
  expect(Array.from(right)).toEqual([1, 0]);
});
