import {
  emptyPowerFlow,
  type PowerFlow,
  PowerFlowSolver,
} from '../../src/physics/grid/power-flow.ts';
import type { RadialFeeder } from '../../src/physics/grid/radial-feeder.ts';
import type { SimulatedDevice } from '../models/device-model.ts';
import type { GridPlan } from './draw-grid.ts';
import { type DrawnGrid, terminalsOf } from './grid-draft.ts';
import { islandFormer } from './island-former.ts';
import { type Substation, substationsOf } from './substations.ts';
import { feederOf } from './usual-taps.ts';

/** A part of the network that hangs together, with one source. */
export interface LivePart {
  readonly feeder: RadialFeeder;
  readonly solver: PowerFlowSolver;
  /** The answer of the last solve. */
  readonly flow: PowerFlow;
}

/** An area that its own plant can supply: the terminals of that plant are the source. */
export interface Island extends LivePart {
  readonly former: SimulatedDevice;
}

/** The network with some of its switches open. */
export interface SwitchedGrid {
  /** Supplied from above; null where the county itself has no supply. */
  readonly main: LivePart | null;
  readonly substations: readonly Substation[];
  /** Areas without supply that have a plant which can form an island, by node id. */
  readonly islands: ReadonlyMap<string, Island>;
}

/** Opens the switch at the head of each node that has no supply. */
export function switchedGrid(
  plan: GridPlan,
  grid: DrawnGrid,
  cutOff: ReadonlySet<string>,
): SwitchedGrid {
  const open = new Set(Array.from(cutOff, (id) => grid.entries.get(id)?.branch ?? -1));
  const branches = grid.network.branches.map((branch, index) =>
    open.has(index) ? { ...branch, inService: false } : branch,
  );
  const partFrom = (slackBusId: string): LivePart =>
    livePart(feederOf({ ...grid, network: { ...grid.network, branches, slackBusId } }));
  const main = cutOff.has(grid.network.slackBusId) ? null : partFrom(grid.network.slackBusId);
  const islands = plan.nodes.flatMap(({ id, kind }): [string, Island][] => {
    const former = kind === 'area' && cutOff.has(id) ? islandFormer(plan.devices, id) : null;
    return former === null ? [] : [[id, { ...partFrom(terminalsOf(former.id)), former }]];
  });
  const substations = main === null ? [] : substationsOf(plan, grid, main.feeder);
  return { main, substations, islands: new Map(islands) };
}

function livePart(feeder: RadialFeeder): LivePart {
  return { feeder, solver: new PowerFlowSolver(feeder), flow: emptyPowerFlow(feeder) };
}
