import { factorInPlace, solveInPlace } from './cholesky.ts';
import type { FeatureMatrix } from './feature-matrix.ts';
import {
  addMoments,
  addRow,
  emptyMoments,
  type Moments,
  type Scaling,
  scaleRow,
  scalingOf,
} from './moments.ts';

/** Penalties that are tried when none is given: the shares of a row's weight in the variance of 1 per feature. */
export const lambdaGrid: readonly number[] = [1e-4, 1e-3, 1e-2, 0.1, 1];

export interface RidgeTask {
  readonly features: FeatureMatrix;
  readonly target: Float64Array;
  readonly weights?: Float32Array;
  /** Penalty on squared standardised coefficients, relative to the sum of weights; chosen from `lambdaGrid` by blocks of time when absent. */
  readonly lambda?: number;
  /** Group of each row (such as the slot of the day), from 0; a model for each. All one group when absent. */
  readonly groups?: Int32Array;
  /** Share with which the rows of neighbouring groups (in a circle) count in a group's model, 0 … 1. */
  readonly neighbourShare?: number;
  /** Contiguous blocks in time that are left out in turn; at most 12. */
  readonly folds?: number;
}

/** Plain data. */
export interface RidgeState {
  readonly scaling: Scaling;
  /** Group-major, features + 1 a group: intercept last. */
  readonly coefficients: Float64Array;
  readonly groups: number;
  readonly lambda: number;
}

export interface Ridge {
  readonly state: RidgeState;
  /** Mean per training row by the model that did not see the row's block; rows without a target have one too. */
  readonly outOfFold: Float64Array;
  predict(features: FeatureMatrix, groups?: Int32Array): Float64Array;
}

/**
 * Ridge regression by normal equations, one model per group when `groups` is given. Missing features count as their mean,
 * rows whose target is not finite are left out, and an empty group predicts the mean of all.
 */
export function fitRidge(task: RidgeTask): Ridge {
  const folds = Math.max(2, Math.min(12, task.folds ?? 5, task.target.length));
  const scaling = scalingOf(task.features);
  const parts = partsOf(task, scaling, folds);
  const grid = task.lambda === undefined ? lambdaGrid : [task.lambda];
  let best = { loss: Infinity, lambda: grid[0] as number, outOfFold: new Float64Array(0) };
  for (const lambda of grid) {
    const outOfFold = predictFolds(task, scaling, parts, folds, lambda);
    const loss = squaredLoss(task, outOfFold);
    if (best.outOfFold.length === 0 || loss < best.loss) best = { loss, lambda, outOfFold };
  }
  const coefficients = solveGroups(parts, -1, best.lambda, task.neighbourShare ?? 0);
  const state = { scaling, coefficients, groups: parts.length, lambda: best.lambda };
  return { ...ridgeOf(state), outOfFold: best.outOfFold };
}

export function ridgeOf(state: RidgeState): Ridge {
  return {
    state,
    outOfFold: new Float64Array(0),
    predict: (features, groups) => {
      const out = new Float64Array(features.rows);
      predictRows(features, groups, state.scaling, state.coefficients, out, 0, features.rows);
      return out;
    },
  };
}

/** Moments of each group, by block of time. */
type Parts = readonly (readonly Moments[])[];

function partsOf(task: RidgeTask, scaling: Scaling, folds: number): Parts {
  const { features, target, weights, groups } = task;
  const count = 1 + (groups?.reduce((most, group) => Math.max(most, group), 0) ?? 0);
  const size = features.columns.length;
  const parts = Array.from({ length: count }, () =>
    Array.from({ length: folds }, () => emptyMoments(size)),
  );
  const row = new Float64Array(size);
  for (let place = 0; place < target.length; place++) {
    const actual = target[place] as number;
    if (!Number.isFinite(actual)) continue;
    scaleRow(features, scaling, place, row);
    const part = parts[groups?.[place] ?? 0]?.[foldOf(place, target.length, folds)];
    if (part !== undefined) addRow(part, row, actual, weights?.[place] ?? 1);
  }
  return parts;
}

function foldOf(row: number, rows: number, folds: number): number {
  return Math.floor((row * folds) / rows);
}

function predictFolds(
  task: RidgeTask,
  scaling: Scaling,
  parts: Parts,
  folds: number,
  lambda: number,
): Float64Array<ArrayBuffer> {
  const rows = task.target.length;
  const out = new Float64Array(rows);
  for (let fold = 0; fold < folds; fold++) {
    const coefficients = solveGroups(parts, fold, lambda, task.neighbourShare ?? 0);
    const from = Math.ceil((fold * rows) / folds);
    const to = Math.ceil(((fold + 1) * rows) / folds);
    predictRows(task.features, task.groups, scaling, coefficients, out, from, to);
  }
  return out;
}

/** Coefficients of all groups without the block `left`; −1 leaves none out. */
function solveGroups(
  parts: Parts,
  left: number,
  lambda: number,
  neighbourShare: number,
): Float64Array {
  const size = parts[0]?.[0]?.size ?? 0;
  const totals = parts.map((blocks) => totalOf(blocks, left, size));
  const all = emptyMoments(size);
  for (const total of totals) addMoments(all, total, 1);
  const mean = all.weight > 0 ? all.targetSum / all.weight : 0;
  const coefficients = new Float64Array(parts.length * (size + 1));
  for (let group = 0; group < parts.length; group++) {
    const moments = withNeighbours(totals, group, neighbourShare, size);
    coefficients.set(solve(moments, lambda, mean), group * (size + 1));
  }
  return coefficients;
}

function totalOf(blocks: readonly Moments[], left: number, size: number): Moments {
  const total = emptyMoments(size);
  for (const [block, moments] of blocks.entries()) {
    if (block !== left) addMoments(total, moments, 1);
  }
  return total;
}

function withNeighbours(
  totals: readonly Moments[],
  group: number,
  share: number,
  size: number,
): Moments {
  const own = emptyMoments(size);
  addMoments(own, totals[group] as Moments, 1);
  if (share <= 0 || totals.length < 3) return own;
  for (const step of [totals.length - 1, 1]) {
    addMoments(own, totals[(group + step) % totals.length] as Moments, share);
  }
  return own;
}

/** Coefficients and, last, the intercept. */
function solve(moments: Moments, lambda: number, meanOfAll: number): Float64Array {
  const { size, weight, sums, squares } = moments;
  const solution = new Float64Array(size + 1);
  if (weight <= 0) {
    solution[size] = meanOfAll;
    return solution;
  }
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  const mean = moments.targetSum / weight;
  for (let i = 0; i < size; i++) {
    for (let k = 0; k <= i; k++) {
      const product = ((sums[i] as number) * (sums[k] as number)) / weight;
      matrix[i * size + k] = (squares[i * size + k] as number) - product;
    }
    matrix[i * size + i] = (matrix[i * size + i] as number) + lambda * weight;
    right[i] = (moments.products[i] as number) - (sums[i] as number) * mean;
  }
  factorInPlace(matrix, size);
  solveInPlace(matrix, size, right);
  solution.set(right);
  let intercept = mean;
  for (let i = 0; i < size; i++) {
    intercept -= ((right[i] as number) * (sums[i] as number)) / weight;
  }
  solution[size] = intercept;
  return solution;
}

function predictRows(
  features: FeatureMatrix,
  groups: Int32Array | undefined,
  scaling: Scaling,
  coefficients: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
): void {
  const size = scaling.means.length;
  const row = new Float64Array(size);
  for (let place = from; place < to; place++) {
    scaleRow(features, scaling, place, row);
    const start = (groups?.[place] ?? 0) * (size + 1);
    let sum = coefficients[start + size] as number;
    for (let k = 0; k < size; k++) sum += (coefficients[start + k] as number) * (row[k] as number);
    out[place] = sum;
  }
}

function squaredLoss({ target, weights }: RidgeTask, predicted: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < target.length; row++) {
    const error = (target[row] as number) - (predicted[row] as number);
    if (Number.isFinite(error)) sum += (weights?.[row] ?? 1) * error * error;
  }
  return sum;
}
