import { invariant } from '../../domain/outcome.ts';
import { meanOf, quantilesOfSample, valueAt, varianceOf } from './quantile-curve.ts';
import { coherentMeans } from './tree-means.ts';

/**
 * Forecasts of one kind over the tree. Nodes are listed parents before children; those without
 * children are leaves. `values` are row-major, slot by level, kW.
 */
export interface TreeCurves {
  /** Index of each node's parent, −1 for a root. */
  readonly parentOf: Int32Array;
  readonly slots: number;
  readonly levels: readonly number[];
  /** Each node's own quantiles; null for a node above that has no model of its own. */
  readonly values: readonly (Float64Array | null)[];
  /** What no leaf leaves, kW; for nodes above unused. */
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
}

/** Ranks of the leaves in each scenario of a slot, leaf (in the order of nodes) by scenario. */
export type RanksOfSlot = (slot: number) => Float32Array;

/** Equally likely values of every node in one slot, node by scenario: in each, children add up to parents. */
export interface SlotScenarios {
  readonly slot: number;
  readonly scenarios: number;
  readonly values: Float64Array;
}

/**
 * Scenarios of all nodes, slot after slot, that agree with the tree. First the expected values are
 * made coherent (see `coherentMeans`); each leaf's distribution is moved by what that changed, and
 * cut at its bounds; then leaves are drawn together by the ranks, and sums are taken scenario by
 * scenario. The same array is used again for the next slot.
 */
export function* coherentScenarios(
  tree: TreeCurves,
  { scenarios, ranksOfSlot }: { scenarios: number; ranksOfSlot: RanksOfSlot },
): Generator<SlotScenarios> {
  const nodes = tree.parentOf.length;
  const leaves = leavesOf(tree.parentOf);
  const values = new Float64Array(nodes * scenarios);
  const means = new Float64Array(nodes);
  const variances = new Float64Array(nodes);
  for (let slot = 0; slot < tree.slots; slot += 1) {
    expectedValues(tree, slot, { means, variances });
    const coherent = coherentMeans({ parentOf: tree.parentOf, means, variances });
    const ranks = ranksOfSlot(slot);
    invariant(
      ranks.length === leaves.length * scenarios,
      'every leaf has a rank in every scenario',
    );
    values.fill(0);
    for (const [place, leaf] of leaves.entries()) {
      const shift = (coherent[leaf] as number) - (means[leaf] as number);
      const quantiles = quantilesAt(tree, leaf, slot);
      const low = tree.lowest[leaf] as number;
      const high = tree.highest[leaf] as number;
      for (let scenario = 0; scenario < scenarios; scenario += 1) {
        const value = valueAt(quantiles, ranks[place * scenarios + scenario] as number) + shift;
        values[leaf * scenarios + scenario] = Math.min(Math.max(value, low), high);
      }
    }
    addUp(tree.parentOf, values, scenarios);
    yield { slot, scenarios, values };
  }
}

/** Quantile curves of every node out of its scenarios: node by (slot by level). */
export function curvesOfScenarios(
  { parentOf, slots, levels }: Pick<TreeCurves, 'parentOf' | 'slots' | 'levels'>,
  all: Iterable<SlotScenarios>,
): Float64Array[] {
  const curves = Array.from(parentOf, () => new Float64Array(slots * levels.length));
  for (const { slot, scenarios, values } of all) {
    const sample = new Float64Array(scenarios);
    for (const [node, out] of curves.entries()) {
      sample.set(values.subarray(node * scenarios, (node + 1) * scenarios));
      quantilesOfSample(sample, { levels, first: slot * levels.length, out });
    }
  }
  return curves;
}

/** Nodes that are nobody's parent, in their order. */
export function leavesOf(parentOf: Int32Array): Int32Array {
  const parents = new Set(parentOf);
  return Int32Array.from(parentOf.keys()).filter((node) => !parents.has(node));
}

function quantilesAt({ levels, values }: TreeCurves, node: number, slot: number) {
  const own = values[node];
  invariant(own !== null && own !== undefined, `node ${node} has a forecast of its own`);
  return { levels, values: own, first: slot * levels.length };
}

function expectedValues(
  tree: TreeCurves,
  slot: number,
  { means, variances }: { means: Float64Array; variances: Float64Array },
): void {
  for (const [node, own] of tree.values.entries()) {
    const quantiles = own === null ? null : quantilesAt(tree, node, slot);
    means[node] = quantiles === null ? Number.NaN : meanOf(quantiles);
    variances[node] = quantiles === null ? 0 : varianceOf(quantiles);
  }
}

function addUp(parentOf: Int32Array, values: Float64Array, scenarios: number): void {
  for (let node = parentOf.length - 1; node >= 0; node -= 1) {
    const parent = parentOf[node] as number;
    if (parent < 0) continue;
    for (let scenario = 0; scenario < scenarios; scenario += 1) {
      const sum = values[parent * scenarios + scenario] as number;
      values[parent * scenarios + scenario] = sum + (values[node * scenarios + scenario] as number);
    }
  }
}
