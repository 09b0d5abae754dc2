import { binMatrix, binsMax, edgesOf } from './bins.ts';
import { boostMember, type MemberResult, type MemberRows } from './boosting-member.ts';
import { type BoostingOptions, boostingDefaults } from './boosting-options.ts';
import { type FeatureMatrix, rowsOf } from './feature-matrix.ts';
import { quantileInPlace, weightedQuantileInPlace } from './quantile-select.ts';
import { drawFirst, seededRandom } from './random.ts';
import { joinTrees, predictEnsemble, type TreeEnsemble } from './tree-ensemble.ts';

export interface ValidationRows {
  readonly features: FeatureMatrix;
  readonly target: Float64Array;
  readonly base?: Float64Array;
}

export interface BoostingTask extends ValidationRows {
  readonly weights?: Float32Array;
  /** Ascending, each between 0 and 1. */
  readonly levels: readonly number[];
  /** Rows for early stopping; without them each member stops by the rows that its bag left out. */
  readonly validation?: ValidationRows;
  readonly options?: BoostingOptions;
}

/** A trained model: `ensemble` is plain data, from which `quantileBoostingOf` makes the model again. */
export interface QuantileBoosting {
  readonly ensemble: TreeEnsemble;
  /** Trees that each member kept. */
  readonly rounds: readonly number[];
  predict(features: FeatureMatrix, base?: Float64Array, out?: Float64Array): Float64Array;
}

/**
 * Trains quantile curves by boosting histogram trees; one tree serves all levels. Rows whose target or base is not
 * finite, or whose weight is not above 0, are left out; without any row left, every quantile is the base (or 0).
 */
export function trainQuantileBoosting(task: BoostingTask): QuantileBoosting {
  const options = { ...boostingDefaults, ...task.options };
  const bins = Math.min(binsMax, Math.max(3, options.bins));
  const rows = usableRows(task, task.weights);
  const features = rows.length === task.target.length ? task.features : rowsOf(task.features, rows);
  const edges = features.columns.map((column) => edgesOf(column, bins));
  const all: MemberRows = {
    columns: binMatrix(features, edges),
    target: differences(task, rows),
    ...(task.weights === undefined ? {} : { weights: scaledWeights(task.weights, rows) }),
  };
  const start = startOf(all, task.levels);
  const validation = task.validation && validationRows(task.validation, edges);
  const random = seededRandom(options.seed);
  const members: MemberResult[] = [];
  for (let member = 0; rows.length > 0 && member < Math.max(1, options.members); member++) {
    const { bag, rest } = drawBag(rows.length, options.rowShare, options.blockRows, random);
    const held = validation ?? (rest.length > 0 ? takeRows(all, rest) : undefined);
    const learnt = rest.length > 0 ? takeRows(all, bag) : all;
    members.push(boostMember(learnt, held, { start, levels: task.levels, bins, options, random }));
  }
  const head = { names: task.features.names, levels: task.levels, edges, start };
  const importance = importanceOf(members, edges.length);
  const trees = members.flatMap((member) => member.trees);
  const ensemble = joinTrees({ ...head, importance }, trees, members.length);
  return {
    ...quantileBoostingOf(ensemble),
    rounds: members.map((member) => member.trees.length),
  };
}

export function quantileBoostingOf(ensemble: TreeEnsemble): QuantileBoosting {
  return {
    ensemble,
    rounds: [],
    predict: (features, base, out) => predictEnsemble(ensemble, features, base, out),
  };
}

function usableRows({ target, base }: ValidationRows, weights?: Float32Array): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < target.length; row++) {
    const known = Number.isFinite((target[row] as number) - (base?.[row] ?? 0));
    if (known && (weights?.[row] ?? 1) > 0) rows.push(row);
  }
  return Int32Array.from(rows);
}

/** Target less base in single precision, in which the trees count: what is equal there is a tie. */
function differences({ target, base }: ValidationRows, rows: Int32Array): Float32Array {
  return Float32Array.from(rows, (row) => (target[row] as number) - (base?.[row] ?? 0));
}

function scaledWeights(weights: Float32Array, rows: Int32Array): Float32Array {
  const chosen = Float32Array.from(rows, (row) => weights[row] as number);
  const mean = chosen.reduce((sum, weight) => sum + weight, 0) / chosen.length;
  return chosen.map((weight) => weight / mean);
}

function startOf({ target, weights }: MemberRows, levels: readonly number[]): Float64Array {
  const values = target.slice();
  const count = values.length;
  if (count === 0) return new Float64Array(levels.length);
  const beside = weights?.slice();
  return Float64Array.from(levels, (level) =>
    beside === undefined
      ? quantileInPlace(values, 0, count, level)
      : weightedQuantileInPlace(values, beside, 0, count, level),
  );
}

function validationRows(rows: ValidationRows, edges: readonly Float32Array[]): MemberRows {
  const usable = usableRows(rows);
  const features = rowsOf(rows.features, usable);
  return { columns: binMatrix(features, edges), target: differences(rows, usable) };
}

/** Splits the rows by chance, block by block, into a bag and the rest, both ascending. */
function drawBag(
  rows: number,
  share: number,
  blockRows: number,
  random: () => number,
): { bag: Int32Array; rest: Int32Array } {
  const length = Math.max(1, Math.min(blockRows, Math.floor(rows / 20)));
  const blocks = Int32Array.from({ length: Math.ceil(rows / length) }, (_, block) => block);
  const kept = Math.max(1, Math.round(share * blocks.length));
  drawFirst(blocks, Math.min(kept, blocks.length), random);
  const inBag = new Set(blocks.subarray(0, kept));
  const all = Array.from({ length: rows }, (_, row) => row);
  return {
    bag: Int32Array.from(all.filter((row) => inBag.has(Math.floor(row / length)))),
    rest: Int32Array.from(all.filter((row) => !inBag.has(Math.floor(row / length)))),
  };
}

function takeRows(all: MemberRows, rows: Int32Array): MemberRows {
  const { weights } = all;
  return {
    columns: all.columns.map((column) => Uint8Array.from(rows, (row) => column[row] as number)),
    target: Float32Array.from(rows, (row) => all.target[row] as number),
    ...(weights && { weights: Float32Array.from(rows, (row) => weights[row] as number) }),
  };
}

function importanceOf(members: readonly MemberResult[], features: number): Float64Array {
  const sums = new Float64Array(features);
  for (const { gains } of members) {
    for (const [feature, gain] of gains.entries()) sums[feature] = (sums[feature] ?? 0) + gain;
  }
  const total = sums.reduce((sum, gain) => sum + gain, 0);
  return total > 0 ? sums.map((gain) => gain / total) : sums;
}
