import { expect, test } from 'vitest';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';
import { ranksOfFactor, ranksOfPast } from '../../../../src/forecast/reconcile/joint-ranks.ts';
import { normalQuantile } from '../../../../src/forecast/reconcile/normal-quantile.ts';
import {
  coherentScenarios,
  curvesOfScenarios,
  type TreeCurves,
} from '../../../../src/forecast/reconcile/reconcile.ts';

const levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];

/** Quantiles of a normal distribution in one slot. */
function normal(mean: number, sd: number): Float64Array {
  return Float64Array.from(levels, (level) => mean + sd * normalQuantile(level));
}

function county(own: Float64Array | null, left: Float64Array, right: Float64Array): TreeCurves {
  return {
    parentOf: Int32Array.of(-1, 0, 0),
    slots: 1,
    levels,
    values: [own, left, right],
    lowest: new Float64Array(3).fill(0),
    highest: new Float64Array(3).fill(1000),
  };
}

function spread(curve: Float64Array | undefined): number {
  return (curve?.[5] ?? 0) - (curve?.[1] ?? 0);
}

/** Errors of 40 days: the second leaf's follow the first's by `sign`. */
function pastRanks(sign: number): Float32Array {
  const days = 40;
  const first = Array.from({ length: days }, (_, day) => Math.sin(day * 2.399) * (1 + day / 100));
  const errors = Float32Array.from([...first, ...first.map((error) => sign * error)]);
  return ranksOfPast({ leaves: 2, days, errors });
}

test('in every scenario the children add up to their parent', () => {
  const tree = county(normal(120, 10), normal(50, 8), normal(60, 5));
  const ranks = ranksOfFactor(2, 50, seededRandom(3));
  for (const { values } of coherentScenarios(tree, { scenarios: 50, ranksOfSlot: () => ranks })) {
    for (let scenario = 0; scenario < 50; scenario += 1) {
      const sum = (values[50 + scenario] ?? 0) + (values[100 + scenario] ?? 0);
      expect(values[scenario]).toBeCloseTo(sum, 9);
    }
  }
});

test('leaves that err together make the county less certain than leaves that err against each other', () => {
  const tree = county(null, normal(50, 8), normal(60, 8));
  const curveOf = (sign: number) => {
    const ranks = pastRanks(sign);
    const all = coherentScenarios(tree, { scenarios: 40, ranksOfSlot: () => ranks });
    return curvesOfScenarios(tree, all)[0];
  };
  const together = spread(curveOf(1));
  expect(together).toBeGreaterThan(0.95 * 2 * spread(normal(50, 8)));
  expect(spread(curveOf(-1))).toBeLessThan(0.1 * together);
});

test("a county's own forecast moves its leaves, the less certain one more", () => {
  const tree = county(normal(130, 4), normal(50, 10), normal(60, 5));
  const ranks = ranksOfFactor(2, 60, seededRandom(3));
  const all = coherentScenarios(tree, { scenarios: 60, ranksOfSlot: () => ranks });
  const [sum, left, right] = curvesOfScenarios(tree, all).map((curve) => curve[3] ?? 0) as [
    number,
    number,
    number,
  ];
  expect(sum).toBeGreaterThan(123);
  expect(sum).toBeLessThan(130);
  expect(left - 50).toBeGreaterThan(2.5 * (right - 60));
});

test('nothing leaves its bounds, and nights are nights', () => {
  const tree = county(normal(20, 3), normal(2, 3), new Float64Array(levels.length));
  const ranks = pastRanks(1);
  const all = coherentScenarios(tree, { scenarios: 40, ranksOfSlot: () => ranks });
  const [, left, right] = curvesOfScenarios(tree, all);
  expect(Math.min(...(left ?? []))).toBeGreaterThanOrEqual(0);
  expect([...(right ?? [])]).toEqual(levels.map(() => 0));
});

test('a leaf without a past follows what the others did', () => {
  const days = 40;
  const first = Array.from({ length: days }, (_, day) => Math.cos(day * 1.7));
  const errors = Float32Array.from([...first, ...first.map(() => Number.NaN)]);
  const ranks = ranksOfPast({ leaves: 2, days, errors });
  expect([...ranks.subarray(days)]).toEqual([...ranks.subarray(0, days)]);
});

test('ranks of a factor are even for each leaf, and alike among leaves', () => {
  const scenarios = 200;
  const ranks = ranksOfFactor(2, scenarios, seededRandom(5));
  const left = [...ranks.subarray(0, scenarios)];
  const right = [...ranks.subarray(scenarios)];
  expect(left.toSorted((a, b) => a - b)[100]).toBeCloseTo(100.5 / scenarios, 6);
  const product = left.reduce((sum, rank, at) => sum + (rank - 0.5) * ((right[at] ?? 0) - 0.5), 0);
  const correlation = product / left.reduce((sum, rank) => sum + (rank - 0.5) ** 2, 0);
  expect(correlation).toBeGreaterThan(0.4);
  expect(correlation).toBeLessThan(0.8);
});

test('the normal quantile against tables', () => {
  expect(normalQuantile(0.5)).toBe(0);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 6);
  expect(normalQuantile(0.01)).toBeCloseTo(-2.326348, 6);
  expect(normalQuantile(0.9)).toBeCloseTo(1.281552, 6);
});
