import {
  addBranchFlows,
  type BranchFlows,
  branchLossKw,
  emptyBranchFlows,
  sourcePower,
} from '../../src/physics/grid/branch-flows.ts';
import type { FieldNode } from './field-node.ts';
import type { DrawnGrid, NodeEntry } from './grid-draft.ts';
import type { LivePart } from './switched-grid.ts';

/** Power through one node of the tree, drawing from above positive. */
export interface NodeFlow {
  /** Through the meter at the head of the node: below its transformer, or where its line begins. */
  readonly meterKw: number;
  readonly meterKvar: number;
  /** Apparent power through the meter as a share of the node's rating; null if it states none. */
  readonly loadingRatio: number | null;
  /** Of the busbar. */
  readonly voltagePu: number;
  /** Lost in the wires of the node, and in the transformer above its meter. */
  readonly wireLossKw: number;
  readonly transformerLossKw: number;
}

/** What the parts of a network come to when they are solved, each with its own source. */
export interface SolvedParts {
  /** Supplied from above; null where the county itself has no supply. */
  readonly main: LivePart | null;
  readonly islands: readonly LivePart[];
  /** By index of the bus; 0 where there is no supply. */
  readonly voltagePu: Float64Array;
}

/** Reads the power through the nodes, by their ids, off solved power flows. */
export function nodeFlows(
  nodes: readonly FieldNode[],
  grid: DrawnGrid,
  { main, islands, voltagePu }: SolvedParts,
): Map<string, NodeFlow> {
  const flows = emptyBranchFlows(grid);
  for (const part of islands) addBranchFlows(part.feeder, part.flow, flows);
  if (main !== null) addBranchFlows(main.feeder, main.flow, flows);
  const source = main === null ? noPower : sourcePower(main.feeder, main.flow);
  const losses = lossesByNode(grid, flows);
  return new Map(
    nodes.map((node): [string, NodeFlow] => {
      const entry = grid.entries.get(node.id);
      const [meterKw, meterKvar] =
        entry === undefined ? [source.powerKw, source.reactivePowerKvar] : passage(flows, entry);
      const { wire = 0, transformer = 0 } = losses.get(node.id) ?? {};
      return [
        node.id,
        {
          meterKw,
          meterKvar,
          loadingRatio:
            node.ratingKva === null ? null : Math.hypot(meterKw, meterKvar) / node.ratingKva,
          voltagePu: voltagePu[grid.busIndexes.get(node.id) ?? -1] ?? 0,
          wireLossKw: wire,
          transformerLossKw: transformer,
        },
      ];
    }),
  );
}

const noPower = { powerKw: 0, reactivePowerKvar: 0 } as const;

/** Taken from zero, so that a switch that is open shows no negative zero. */
function passage(flows: BranchFlows, { branch, meterEnd }: NodeEntry): [kw: number, kvar: number] {
  return meterEnd === 'from'
    ? [flows.fromKw[branch] ?? 0, flows.fromKvar[branch] ?? 0]
    : [0 - (flows.toKw[branch] ?? 0), 0 - (flows.toKvar[branch] ?? 0)];
}

type NodeLosses = { -readonly [Part in DrawnGrid['roles'][number]['part']]: number };

function lossesByNode(grid: DrawnGrid, flows: BranchFlows): Map<string, NodeLosses> {
  const losses = new Map<string, NodeLosses>();
  for (const [branch, { nodeId, part }] of grid.roles.entries()) {
    const own = losses.get(nodeId) ?? { wire: 0, transformer: 0 };
    own[part] += branchLossKw(flows, branch);
    losses.set(nodeId, own);
  }
  return losses;
}
