import { fail, type Outcome, succeed } from '../../domain/outcome.ts';
import { valueAt } from './array-access.ts';
import type { GridBranch, GridBus, GridNetwork, NetworkFault } from './network.ts';

/**
 * A radial network laid out for sweeps. Places count the supplied buses so that parents come before
 * children and the slack bus is 0; arrays are by place unless they say otherwise. Each branch is
 * seen from its child: with J drawn at the child's end, V = ratio · V(parent) − (r + jx) · J, and
 * the parent's end draws ratio · J. Halves of branch shunts count to the buses.
 */
export interface RadialFeeder {
  readonly network: GridNetwork;
  /** Index of the bus in the network's list. */
  readonly busAt: Int32Array;
  readonly parentAt: Int32Array;
  /** Index of the branch to the parent in the network's list; −1 at the slack bus. */
  readonly branchAt: Int32Array;
  readonly ratio: Float64Array;
  /** Of the branch to the parent; a `tapChanger` moves it. */
  readonly tapRatio: Float64Array;
  readonly rPu: Float64Array;
  readonly xPu: Float64Array;
  /** Admittance to earth: shunt of the bus and halves of the branches there. */
  readonly gPu: Float64Array;
  readonly bPu: Float64Array;
  /** Buses that no branch in service joins to the slack bus; they have no voltage. */
  readonly unsuppliedBusIds: readonly string[];
}

/**
 * Orders a network for power flows; to be done once for many of them, and again when a branch is
 * switched. Loops are a fault; buses without supply are named and left out.
 */
export function prepareFeeder(network: GridNetwork): Outcome<RadialFeeder, NetworkFault> {
  const indexes = new Map(network.buses.map(({ id }, index) => [id, index]));
  const ends = [network.slackBusId, ...network.branches.flatMap(endsOf)];
  const unknown = new Set(ends.filter((id) => !indexes.has(id)));
  if (unknown.size > 0) return fail({ kind: 'unknown_bus', busIds: [...unknown] });
  const { steps, loops } = treeOf(network);
  if (loops.length > 0) return fail({ kind: 'not_radial', branchIds: loops });
  const supplied = new Set(steps.map(({ busId }) => busId));
  return succeed({
    network,
    ...arraysOf(network, steps, indexes),
    unsuppliedBusIds: network.buses.map(({ id }) => id).filter((id) => !supplied.has(id)),
  });
}

function endsOf({ fromBusId, toBusId }: GridBranch): [string, string] {
  return [fromBusId, toBusId];
}

interface TreeStep {
  readonly busId: string;
  readonly parentPlace: number;
  readonly branchIndex: number;
}

/** Walks from the slack bus outwards, level by level. */
function treeOf(network: GridNetwork): { steps: TreeStep[]; loops: string[] } {
  const waysAt = waysByBus(network);
  const steps: TreeStep[] = [{ busId: network.slackBusId, parentPlace: -1, branchIndex: -1 }];
  const reached = new Set([network.slackBusId]);
  const loops = new Set<string>();
  for (const [parentPlace, step] of steps.entries()) {
    const onwards = waysAt.get(step.busId)?.filter((way) => way.branchIndex !== step.branchIndex);
    for (const { branchId, branchIndex, busId } of onwards ?? []) {
      if (reached.has(busId)) loops.add(branchId);
      else steps.push({ busId, parentPlace, branchIndex });
      reached.add(busId);
    }
  }
  return { steps, loops: [...loops] };
}

/** A branch in service as seen from one of its buses. */
interface Way {
  readonly branchId: string;
  readonly branchIndex: number;
  /** The bus at its other end. */
  readonly busId: string;
}

function waysByBus(network: GridNetwork): ReadonlyMap<string, readonly Way[]> {
  const ways = new Map<string, Way[]>(network.buses.map(({ id }) => [id, []]));
  network.branches.forEach(({ id, inService, fromBusId, toBusId }, branchIndex) => {
    if (!inService) return;
    ways.get(fromBusId)?.push({ branchId: id, branchIndex, busId: toBusId });
    ways.get(toBusId)?.push({ branchId: id, branchIndex, busId: fromBusId });
  });
  return ways;
}

type FeederArrays = Omit<RadialFeeder, 'network' | 'unsuppliedBusIds'>;

function arraysOf(
  network: GridNetwork,
  steps: readonly TreeStep[],
  indexes: ReadonlyMap<string, number>,
): FeederArrays {
  const numbers = (): Float64Array => new Float64Array(steps.length);
  const feeder: FeederArrays = {
    busAt: Int32Array.from(steps, ({ busId }) => indexes.get(busId) ?? -1),
    parentAt: Int32Array.from(steps, ({ parentPlace }) => parentPlace),
    branchAt: Int32Array.from(steps, ({ branchIndex }) => branchIndex),
    ratio: numbers().fill(1),
    tapRatio: numbers().fill(1),
    rPu: numbers(),
    xPu: numbers(),
    gPu: numbers(),
    bPu: numbers(),
  };
  steps.forEach(({ busId, parentPlace, branchIndex }, place) => {
    const bus = network.buses[indexes.get(busId) ?? -1];
    if (bus !== undefined) addShunt(feeder, place, shuntOf(bus, network.baseKva));
    const branch = network.branches[branchIndex];
    if (branch !== undefined) layBranch(feeder, branch, { place, parentPlace, busId });
  });
  return feeder;
}

function shuntOf(bus: GridBus, baseKva: number): { readonly gPu: number; readonly bPu: number } {
  return { gPu: bus.shuntKw / baseKva, bPu: -bus.shuntKvar / baseKva };
}

function addShunt(
  feeder: FeederArrays,
  place: number,
  shunt: { readonly gPu: number; readonly bPu: number },
): void {
  feeder.gPu[place] = valueAt(feeder.gPu, place) + shunt.gPu;
  feeder.bPu[place] = valueAt(feeder.bPu, place) + shunt.bPu;
}

function layBranch(
  feeder: FeederArrays,
  branch: GridBranch,
  at: { readonly place: number; readonly parentPlace: number; readonly busId: string },
): void {
  const { rPu, xPu, tapRatio } = branch;
  const isFrom = branch.fromBusId === at.busId;
  const childTap = isFrom ? tapRatio : 1;
  const parentTap = isFrom ? 1 : tapRatio;
  feeder.ratio[at.place] = childTap / parentTap;
  feeder.tapRatio[at.place] = tapRatio;
  feeder.rPu[at.place] = rPu * childTap ** 2;
  feeder.xPu[at.place] = xPu * childTap ** 2;
  addShunt(feeder, at.place, halfShunt(branch, childTap));
  addShunt(feeder, at.parentPlace, halfShunt(branch, parentTap));
}

/** Half of a branch's shunt as its end sees it, through the tap there. */
export function halfShunt(
  { gPu, bPu }: GridBranch,
  tap: number,
): { readonly gPu: number; readonly bPu: number } {
  return { gPu: gPu / 2 / tap ** 2, bPu: bPu / 2 / tap ** 2 };
}
