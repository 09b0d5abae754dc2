import { binColumn } from './bins.ts';
import type { FeatureMatrix } from './feature-matrix.ts';
import { sortRows } from './pinball.ts';
import type { Tree } from './tree-growth.ts';

/** Trees end to end, as plain data that may be stored or sent to a worker thread. */
export interface TreeEnsemble {
  readonly names: readonly string[];
  readonly levels: readonly number[];
  /** Edges of each feature's bins. */
  readonly edges: readonly Float32Array[];
  /** The quantiles of all training rows (of the difference to the base), to which trees add. */
  readonly start: Float64Array;
  readonly roots: Int32Array;
  readonly feature: Int16Array;
  readonly threshold: Uint8Array;
  readonly offset: Uint8Array;
  /** Place of the left child, or of the leaf's values. */
  readonly child: Int32Array;
  /** One vector of levels per leaf. */
  readonly leafValues: Float32Array;
  /** Share of the split gain by feature, summing to 1 (all 0 without a split). */
  readonly importance: Float64Array;
}

/** A grown tree with its leaves' values, leaf-major. */
export interface ValuedTree {
  readonly tree: Tree;
  readonly values: Float32Array;
}

/** Keeps a tree that lies in memory that the next one will use. */
export function copyTree(tree: Tree, values: Float32Array, width: number): ValuedTree {
  const { nodes, leaves } = tree;
  return {
    tree: {
      feature: tree.feature.slice(0, nodes),
      threshold: tree.threshold.slice(0, nodes),
      offset: tree.offset.slice(0, nodes),
      child: tree.child.slice(0, nodes),
      nodes,
      leaves,
    },
    values: values.slice(0, leaves * width),
  };
}

type Head = Pick<TreeEnsemble, 'names' | 'levels' | 'edges' | 'start' | 'importance'>;

/** Joins the trees of all bagging members; each value is divided by their number, so that the sum is their mean. */
export function joinTrees(head: Head, trees: readonly ValuedTree[], members: number): TreeEnsemble {
  const width = head.levels.length;
  const nodes = trees.reduce((sum, { tree }) => sum + tree.nodes, 0);
  const leaves = trees.reduce((sum, { tree }) => sum + tree.leaves, 0);
  const joined = {
    ...head,
    roots: new Int32Array(trees.length),
    feature: new Int16Array(nodes),
    threshold: new Uint8Array(nodes),
    offset: new Uint8Array(nodes),
    child: new Int32Array(nodes),
    leafValues: new Float32Array(leaves * width),
  };
  let node = 0;
  let leaf = 0;
  for (const [place, { tree, values }] of trees.entries()) {
    joined.roots[place] = node;
    joined.feature.set(tree.feature, node);
    joined.threshold.set(tree.threshold, node);
    joined.offset.set(tree.offset, node);
    for (let own = 0; own < tree.nodes; own++) {
      const inner = (tree.feature[own] as number) >= 0;
      const child = tree.child[own] as number;
      joined.child[node + own] = inner ? node + child : (leaf + child) * width;
    }
    joined.leafValues.set(
      values.map((value) => value / members),
      leaf * width,
    );
    node += tree.nodes;
    leaf += tree.leaves;
  }
  return joined;
}

/** Rows that are taken through all trees together, so that their sums stay in the processor's cache. */
const rowsTogether = 256;

/**
 * Quantiles of all rows, row-major, sorted per row. Columns are found by name; one that is absent counts as missing.
 * `base` must be given when the ensemble was trained with one.
 */
export function predictEnsemble(
  ensemble: TreeEnsemble,
  features: FeatureMatrix,
  base?: Float64Array,
  out: Float64Array = new Float64Array(features.rows * ensemble.levels.length),
): Float64Array {
  const width = ensemble.levels.length;
  const count = ensemble.edges.length;
  const columns = ensemble.names.map((name) => features.columns[features.names.indexOf(name)]);
  const bins = new Uint8Array(rowsTogether * count);
  for (let from = 0; from < features.rows; from += rowsTogether) {
    const to = Math.min(features.rows, from + rowsTogether);
    bins.fill(0);
    for (const [place, edges] of ensemble.edges.entries()) {
      const column = columns[place];
      if (column !== undefined) binColumn(column.subarray(from, to), edges, bins, place, count);
    }
    const block = out.subarray(from * width, to * width);
    startRows(block, ensemble.start, base?.subarray(from, to));
    addTrees(ensemble, bins, count, block);
  }
  sortRows(out, width);
  return out;
}

function startRows(block: Float64Array, start: Float64Array, base: Float64Array | undefined): void {
  const width = start.length;
  for (let row = 0; row * width < block.length; row++) {
    const first = base === undefined ? 0 : (base[row] as number);
    for (let place = 0; place < width; place++) {
      block[row * width + place] = first + (start[place] as number);
    }
  }
}

/** Adds all trees to a block of rows, four at a time: their leaves' values are summed before the row is written. */
function addTrees(
  ensemble: TreeEnsemble,
  bins: Uint8Array,
  count: number,
  block: Float64Array,
): void {
  const { roots, levels } = ensemble;
  const together = roots.length - (roots.length % 4);
  for (let tree = 0; tree < together; tree += 4) addFour(ensemble, tree, bins, count, block);
  for (let tree = together; tree < roots.length; tree++) {
    addTree(ensemble, tree, bins, count, block, levels.length);
  }
}

/** Where the values of the leaf begin that a row of bins falls into. */
function leafOf(ensemble: TreeEnsemble, tree: number, bins: Uint8Array, start: number): number {
  const { feature, threshold, offset, child } = ensemble;
  let node = ensemble.roots[tree] as number;
  let tested = feature[node] as number;
  while (tested >= 0) {
    const bin = ((bins[start + tested] as number) - (offset[node] as number)) & 255;
    node = (child[node] as number) + (bin > (threshold[node] as number) ? 1 : 0);
    tested = feature[node] as number;
  }
  return child[node] as number;
}

function addFour(
  ensemble: TreeEnsemble,
  tree: number,
  bins: Uint8Array,
  count: number,
  block: Float64Array,
): void {
  const { leafValues } = ensemble;
  const width = ensemble.levels.length;
  for (let row = 0, to = 0; to < block.length; row += count, to += width) {
    const a = leafOf(ensemble, tree, bins, row);
    const b = leafOf(ensemble, tree + 1, bins, row);
    const c = leafOf(ensemble, tree + 2, bins, row);
    const d = leafOf(ensemble, tree + 3, bins, row);
    for (let place = 0; place < width; place++) {
      const first = (leafValues[a + place] as number) + (leafValues[b + place] as number);
      const second = (leafValues[c + place] as number) + (leafValues[d + place] as number);
      block[to + place] = (block[to + place] as number) + first + second;
    }
  }
}

function addTree(
  ensemble: TreeEnsemble,
  tree: number,
  bins: Uint8Array,
  count: number,
  block: Float64Array,
  width: number,
): void {
  const { leafValues } = ensemble;
  for (let row = 0, to = 0; to < block.length; row += count, to += width) {
    const leaf = leafOf(ensemble, tree, bins, row);
    for (let place = 0; place < width; place++) {
      block[to + place] = (block[to + place] as number) + (leafValues[leaf + place] as number);
    }
  }
}
