import type { BoostingOptions } from './boosting-options.ts';
import { quantileInPlace, weightedQuantileInPlace } from './quantile-select.ts';
import { drawFirst } from './random.ts';
import { channelStride, fillChannels, rankTable } from './rank-channels.ts';
import { copyTree, type ValuedTree } from './tree-ensemble.ts';
import { growTree, type Tree, type Workshop, workshop } from './tree-growth.ts';

/** Rows in bins: what a member learns from, or is stopped by. */
export interface MemberRows {
  readonly columns: readonly Uint8Array[];
  readonly target: Float32Array;
  /** Of mean 1. */
  readonly weights?: Float32Array;
}

export interface MemberSettings {
  readonly levels: readonly number[];
  readonly start: Float64Array;
  readonly bins: number;
  readonly options: Required<BoostingOptions>;
  readonly random: () => number;
}

export interface MemberResult {
  readonly trees: readonly ValuedTree[];
  readonly gains: Float64Array;
}

/** Boosts one member; it keeps the trees up to the round with the least loss on the rows held out. */
export function boostMember(
  rows: MemberRows,
  held: MemberRows | undefined,
  settings: MemberSettings,
): MemberResult {
  const { levels, options, random, start } = settings;
  const width = levels.length;
  const shop = shopOf(rows, settings);
  const leaves = leafWork(rows, settings);
  const table = rankTable(levels);
  const channels = new Float32Array(rows.target.length * channelStride);
  const drawn = Int32Array.from(rows.columns, (_, feature) => feature);
  const active = Math.min(drawn.length, Math.ceil(options.columnShare * drawn.length));
  const stop = held && stopper(held, levels, start, options.patience);
  const trees: ValuedTree[] = [];
  for (let round = 0; round < options.rounds && !stop?.isDone(); round++) {
    fillChannels(table, rows.target, leaves.predictions, rows.weights, channels);
    drawFirst(drawn, active, random);
    growTree(shop, { columns: rows.columns, channels, drawn, active });
    for (let leaf = 0; leaf < shop.tree.leaves; leaf++) valueLeaf(shop, leaf, leaves);
    trees.push(copyTree(shop.tree, leaves.values, width));
    stop?.add(shop.tree, leaves.values);
  }
  return { trees: trees.slice(0, stop?.kept() ?? trees.length), gains: shop.gains };
}

function shopOf(rows: MemberRows, { bins, options }: MemberSettings): Workshop {
  return workshop(rows.target.length, rows.columns.length, bins, {
    leavesMax: options.leaves,
    depthMax: options.depth,
    massMin: options.leafRows,
    gainPenalty: options.leafPenalty,
  });
}

/** What the leaves' values are worked out from, and memory for it. */
interface LeafWork {
  readonly rows: MemberRows;
  readonly levels: readonly number[];
  readonly options: Required<BoostingOptions>;
  /** Row-major, rows × levels. */
  readonly predictions: Float32Array;
  /** Residuals of one leaf, level after level, and the weights beside them. */
  readonly residuals: Float32Array;
  readonly weights: Float32Array | undefined;
  /** Leaf-major, leaves × levels. */
  readonly values: Float32Array;
}

function leafWork(rows: MemberRows, { levels, start, options }: MemberSettings): LeafWork {
  const size = rows.target.length * levels.length;
  return {
    rows,
    levels,
    options,
    predictions: startRows(rows.target.length, start),
    residuals: new Float32Array(size),
    weights: rows.weights && new Float32Array(size),
    values: new Float32Array(options.leaves * levels.length),
  };
}

function startRows(rows: number, start: Float64Array): Float32Array {
  const predictions = new Float32Array(rows * start.length);
  for (let row = 0; row < rows; row++) predictions.set(start, row * start.length);
  return predictions;
}

/** Sets a leaf's values to the shrunk quantiles of its residuals, and adds them to its rows' predictions. */
function valueLeaf(shop: Workshop, leaf: number, work: LeafWork): void {
  const { levels, options, residuals, weights, values } = work;
  const from = shop.leafFrom[leaf] as number;
  const to = shop.leafTo[leaf] as number;
  const count = to - from;
  gatherLeaf(shop, from, to, work);
  const rate = (options.learningRate * count) / (count + options.leafPenalty);
  for (let place = 0, at = 0; place < levels.length; place++, at += count) {
    const level = levels[place] as number;
    const quantile =
      weights === undefined
        ? quantileInPlace(residuals, at, at + count, level)
        : weightedQuantileInPlace(residuals, weights, at, at + count, level);
    values[leaf * levels.length + place] = rate * quantile;
  }
  for (let place = from; place < to; place++) {
    addValues(work.predictions, shop.order[place] as number, values, leaf, levels.length);
  }
}

function gatherLeaf(shop: Workshop, from: number, to: number, work: LeafWork): void {
  const { rows, predictions, residuals, weights } = work;
  const width = work.levels.length;
  const count = to - from;
  for (let place = 0; place < count; place++) {
    const row = shop.order[from + place] as number;
    const actual = rows.target[row] as number;
    const source = row * width;
    for (let level = 0, at = place; level < width; level++, at += count) {
      residuals[at] = actual - (predictions[source + level] as number);
      if (weights !== undefined) weights[at] = rows.weights?.[row] as number;
    }
  }
}

function addValues(
  predictions: Float32Array,
  row: number,
  values: Float32Array,
  leaf: number,
  width: number,
): void {
  const to = row * width;
  const from = leaf * width;
  for (let level = 0; level < width; level++) {
    predictions[to + level] =
      (predictions[to + level] as number) + (values[from + level] as number);
  }
}

/** Follows the loss on rows held out, tree by tree. */
interface Stopper {
  add(tree: Tree, values: Float32Array): void;
  isDone(): boolean;
  /** Trees up to the best round. */
  kept(): number;
}

function stopper(
  held: MemberRows,
  levels: readonly number[],
  start: Float64Array,
  patience: number,
): Stopper {
  const width = levels.length;
  const predictions = startRows(held.target.length, start);
  let best = heldLoss(held, predictions, levels);
  let round = 0;
  let kept = 0;
  return {
    add: (tree, values) => {
      for (let row = 0; row < held.target.length; row++) {
        addValues(predictions, row, values, leafOf(tree, held.columns, row), width);
      }
      const loss = heldLoss(held, predictions, levels);
      round++;
      if (!(loss < best)) return;
      best = loss;
      kept = round;
    },
    isDone: () => round - kept >= patience,
    kept: () => kept,
  };
}

function leafOf(tree: Tree, columns: readonly Uint8Array[], row: number): number {
  let node = 0;
  let tested = tree.feature[node] as number;
  while (tested >= 0) {
    const column = columns[tested] as Uint8Array;
    const bin = ((column[row] as number) - (tree.offset[node] as number)) & 255;
    node = (tree.child[node] as number) + (bin > (tree.threshold[node] as number) ? 1 : 0);
    tested = tree.feature[node] as number;
  }
  return tree.child[node] as number;
}

/** Weighted sum of the pinball loss. */
function heldLoss(
  { target, weights }: MemberRows,
  predictions: Float32Array,
  levels: readonly number[],
): number {
  const width = levels.length;
  let sum = 0;
  for (let row = 0; row < target.length; row++) {
    const actual = target[row] as number;
    const weight = weights?.[row] ?? 1;
    for (let place = 0; place < width; place++) {
      const error = actual - (predictions[row * width + place] as number);
      const level = levels[place] as number;
      sum += weight * (error >= 0 ? level : level - 1) * error;
    }
  }
  return sum;
}
