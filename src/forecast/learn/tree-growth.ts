import {
  fillHistogram,
  type HistogramShape,
  histogramShape,
  type Split,
  type SplitLimits,
  type SplitScratch,
  searchFeature,
  splitScratch,
  subtractHistogram,
} from './histogram.ts';

/**
 * A binary tree in arrays. An inner node has a feature ≥ 0, its left child at `child` and its right one at `child + 1`; a
 * leaf has feature −1 and its leaf number in `child`. A row goes left when `(bin − offset) & 255 ≤ threshold`: with
 * offset 1 the missing bin 0 turns into 255 and goes right, with offset 0 it goes left.
 */
export interface Tree {
  readonly feature: Int16Array;
  readonly threshold: Uint8Array;
  readonly offset: Uint8Array;
  readonly child: Int32Array;
  nodes: number;
  leaves: number;
}

export interface GrowthLimits extends SplitLimits {
  readonly leavesMax: number;
  readonly depthMax: number;
}

/** What one tree is grown on; only the first `active` features of `drawn` are allowed. */
export interface GrowthInput {
  readonly columns: readonly Uint8Array[];
  readonly channels: Float32Array;
  readonly drawn: Int32Array;
  readonly active: number;
}

/** Memory of one training run: each tree is grown in it anew. */
export interface Workshop {
  readonly tree: Tree;
  readonly limits: GrowthLimits;
  readonly shape: HistogramShape;
  /** One block of histograms per leaf. */
  readonly histograms: Float64Array;
  /** Row numbers, those of a leaf together in `leafFrom[leaf] … leafTo[leaf] − 1`, ascending. */
  readonly order: Int32Array;
  readonly moved: Int32Array;
  readonly leafFrom: Int32Array;
  readonly leafTo: Int32Array;
  readonly leafNode: Int32Array;
  readonly leafDepth: Int32Array;
  readonly splits: readonly Split[];
  readonly scratch: SplitScratch;
  /** Gain of all splits so far, by feature. */
  readonly gains: Float64Array;
}

export function workshop(
  rows: number,
  features: number,
  bins: number,
  limits: GrowthLimits,
): Workshop {
  const leaves = limits.leavesMax;
  const nodes = 2 * leaves - 1;
  const shape = histogramShape(features, bins);
  return {
    tree: {
      feature: new Int16Array(nodes),
      threshold: new Uint8Array(nodes),
      offset: new Uint8Array(nodes),
      child: new Int32Array(nodes),
      nodes: 0,
      leaves: 0,
    },
    limits,
    shape,
    histograms: new Float64Array(leaves * shape.leafStride),
    order: new Int32Array(rows),
    moved: new Int32Array(rows),
    leafFrom: new Int32Array(leaves),
    leafTo: new Int32Array(leaves),
    leafNode: new Int32Array(leaves),
    leafDepth: new Int32Array(leaves),
    splits: Array.from({ length: leaves }, noSplit),
    scratch: splitScratch(),
    gains: new Float64Array(features),
  };
}

function noSplit(): Split {
  return { gain: 0, feature: -1, bin: 0, missingLeft: false };
}

/**
 * Grows a tree over all rows, the leaf with the greatest gain first. The result stays in `shop.tree`, and each leaf's rows in `shop.order`.
 */
export function growTree(shop: Workshop, input: GrowthInput): void {
  const { tree } = shop;
  for (let row = 0; row < shop.order.length; row++) shop.order[row] = row;
  tree.nodes = 1;
  tree.leaves = 1;
  placeLeaf(shop, 0, 0, 0, 0, shop.order.length);
  fillLeaf(shop, 0, input);
  searchLeaf(shop, 0, input);
  while (tree.leaves < shop.limits.leavesMax) {
    const leaf = bestLeaf(shop);
    if (leaf < 0) return;
    const other = splitLeaf(shop, leaf, input.columns);
    splitHistograms(shop, leaf, other, input);
    searchLeaf(shop, leaf, input);
    searchLeaf(shop, other, input);
  }
}

function placeLeaf(
  shop: Workshop,
  leaf: number,
  node: number,
  depth: number,
  from: number,
  to: number,
): void {
  shop.leafNode[leaf] = node;
  shop.leafDepth[leaf] = depth;
  shop.leafFrom[leaf] = from;
  shop.leafTo[leaf] = to;
  shop.tree.feature[node] = -1;
  shop.tree.child[node] = leaf;
}

function bestLeaf(shop: Workshop): number {
  let best = -1;
  let gain = 0;
  for (let leaf = 0; leaf < shop.tree.leaves; leaf++) {
    const offered = (shop.splits[leaf] as Split).gain;
    if (offered > gain) {
      gain = offered;
      best = leaf;
    }
  }
  return best;
}

/** Splits a leaf's rows and node; the left part keeps its number, the right part's is returned. */
function splitLeaf(shop: Workshop, leaf: number, columns: readonly Uint8Array[]): number {
  const { tree } = shop;
  const split = shop.splits[leaf] as Split;
  const node = shop.leafNode[leaf] as number;
  const depth = (shop.leafDepth[leaf] as number) + 1;
  const from = shop.leafFrom[leaf] as number;
  const to = shop.leafTo[leaf] as number;
  const offset = split.missingLeft ? 0 : 1;
  const child = tree.nodes;
  const other = tree.leaves;
  tree.feature[node] = split.feature;
  tree.threshold[node] = split.bin - offset;
  tree.offset[node] = offset;
  tree.child[node] = child;
  tree.nodes += 2;
  tree.leaves++;
  shop.gains[split.feature] = (shop.gains[split.feature] as number) + split.gain;
  const column = columns[split.feature] as Uint8Array;
  const middle = splitRows(shop, column, from, to, offset, split.bin - offset);
  placeLeaf(shop, leaf, child, depth, from, middle);
  placeLeaf(shop, other, child + 1, depth, middle, to);
  return other;
}

/** Moves the rows that go left before the others, both in their old order; returns where the others begin. */
function splitRows(
  shop: Workshop,
  column: Uint8Array,
  from: number,
  to: number,
  offset: number,
  threshold: number,
): number {
  const { order, moved } = shop;
  let left = from;
  let right = 0;
  for (let place = from; place < to; place++) {
    const row = order[place] as number;
    if ((((column[row] as number) - offset) & 255) <= threshold) order[left++] = row;
    else moved[right++] = row;
  }
  for (let place = 0; place < right; place++) order[left + place] = moved[place] as number;
  return left;
}

function rowsIn(shop: Workshop, leaf: number): number {
  return (shop.leafTo[leaf] as number) - (shop.leafFrom[leaf] as number);
}

/** Counts the smaller part and takes it from the parent's block, which stays with the larger part. */
function splitHistograms(shop: Workshop, leaf: number, other: number, input: GrowthInput): void {
  const { histograms, shape } = shop;
  const base = leaf * shape.leafStride;
  const otherBase = other * shape.leafStride;
  if (rowsIn(shop, leaf) < rowsIn(shop, other)) {
    histograms.copyWithin(otherBase, base, base + shape.leafStride);
    fillLeaf(shop, leaf, input);
    subtractDrawn(shop, otherBase, base, input);
  } else {
    fillLeaf(shop, other, input);
    subtractDrawn(shop, base, otherBase, input);
  }
}

function subtractDrawn(shop: Workshop, base: number, other: number, input: GrowthInput): void {
  const { featureStride } = shop.shape;
  for (let place = 0; place < input.active; place++) {
    const start = (input.drawn[place] as number) * featureStride;
    subtractHistogram(shop.histograms, base + start, other + start, featureStride);
  }
}

function fillLeaf(shop: Workshop, leaf: number, input: GrowthInput): void {
  const { featureStride, leafStride } = shop.shape;
  const from = shop.leafFrom[leaf] as number;
  const to = shop.leafTo[leaf] as number;
  for (let place = 0; place < input.active; place++) {
    const feature = input.drawn[place] as number;
    const base = leaf * leafStride + feature * featureStride;
    const column = input.columns[feature] as Uint8Array;
    const end = base + featureStride;
    fillHistogram(shop.histograms, base, end, column, input.channels, shop.order, from, to);
  }
}

function searchLeaf(shop: Workshop, leaf: number, input: GrowthInput): void {
  const best = shop.splits[leaf] as Split;
  best.gain = 0;
  if ((shop.leafDepth[leaf] as number) >= shop.limits.depthMax) return;
  const { histograms, shape, limits, scratch } = shop;
  for (let place = 0; place < input.active; place++) {
    const feature = input.drawn[place] as number;
    const base = leaf * shape.leafStride + feature * shape.featureStride;
    searchFeature(histograms, base, shape.bins, feature, limits, scratch, best);
  }
}
