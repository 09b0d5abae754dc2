import { expect, test } from 'vitest';
import { coherentMeans } from '../../../../src/forecast/reconcile/tree-means.ts';

/** County over two areas of two roofs each. */
const parentOf = Int32Array.of(-1, 0, 0, 1, 1, 2, 2);

test('two roofs under an area that expects more', () => {
  const means = coherentMeans({
    parentOf: Int32Array.of(-1, 0, 0),
    means: Float64Array.of(10, 3, 5),
    variances: Float64Array.of(1, 1, 1),
  });
  expect([...means]).toEqual([28 / 3, 11 / 3, 17 / 3].map((value) => expect.closeTo(value, 12)));
});

test('adds up, and is the weighted least-squares solution', () => {
  const means = Float64Array.of(20, 9, 8, 3, 4, 5, 6);
  const variances = Float64Array.of(4, 2, 1, 0.5, 1, 2, 0.25);
  const found = coherentMeans({ parentOf, means, variances });
  const at = (node: number): number => found[node] as number;
  expect(at(1)).toBeCloseTo(at(3) + at(4), 12);
  expect(at(2)).toBeCloseTo(at(5) + at(6), 12);
  expect(at(0)).toBeCloseTo(at(1) + at(2), 12);
  const loss = (leaves: readonly number[]): number => {
    const [a = 0, b = 0, c = 0, d = 0] = leaves;
    const nodes = [a + b + c + d, a + b, c + d, a, b, c, d];
    return nodes.reduce(
      (sum, value, node) =>
        sum + (value - (means[node] as number)) ** 2 / (variances[node] as number),
      0,
    );
  };
  const leaves = [at(3), at(4), at(5), at(6)];
  for (const place of leaves.keys()) {
    for (const step of [-0.01, 0.01]) {
      const moved = leaves.map((value, leaf) => (leaf === place ? value + step : value));
      expect(loss(moved)).toBeGreaterThan(loss(leaves));
    }
  }
});

test('a node without a forecast of its own is the sum of its children', () => {
  const means = Float64Array.of(Number.NaN, Number.NaN, Number.NaN, 3, 4, 5, 6);
  const found = coherentMeans({ parentOf, means, variances: new Float64Array(7).fill(1) });
  expect([...found]).toEqual([18, 7, 11, 3, 4, 5, 6]);
});

test('what is certain is not moved: a night of roofs stays dark', () => {
  const means = Float64Array.of(2, 0, 0);
  const parents = Int32Array.of(-1, 0, 0);
  const certain = { parentOf: parents, means, variances: Float64Array.of(1, 0, 0) };
  expect([...coherentMeans(certain)]).toEqual([0, 0, 0]);
  const half = { parentOf: parents, means, variances: Float64Array.of(1, 0, 1) };
  expect([...coherentMeans(half)]).toEqual([1, 0, 1]);
});
