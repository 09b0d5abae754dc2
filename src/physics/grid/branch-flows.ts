import { indexAt, valueAt } from './array-access.ts';
import type { GridBranch, GridNetwork } from './network.ts';
import type { PowerFlow } from './power-flow.ts';
import type { RadialFeeder } from './radial-feeder.ts';

/** Flows by index of the branch in the network's list; into the branch positive at both ends. */
export interface BranchFlows {
  readonly fromKw: Float64Array;
  readonly fromKvar: Float64Array;
  readonly toKw: Float64Array;
  readonly toKvar: Float64Array;
  readonly fromA: Float64Array;
  readonly toA: Float64Array;
}

export function emptyBranchFlows({ network }: Pick<RadialFeeder, 'network'>): BranchFlows {
  const numbers = (): Float64Array => new Float64Array(network.branches.length);
  return {
    fromKw: numbers(),
    fromKvar: numbers(),
    toKw: numbers(),
    toKvar: numbers(),
    fromA: numbers(),
    toA: numbers(),
  };
}

/** Power and current at both ends of each branch; 0 where a branch is off or has no supply. */
export function writeBranchFlows(feeder: RadialFeeder, flow: PowerFlow, into: BranchFlows): void {
  for (const array of Object.values(into)) array.fill(0);
  addBranchFlows(feeder, flow, into);
}

/** The same for one part of a network of several sources; branches of other parts keep what they have. */
export function addBranchFlows(feeder: RadialFeeder, flow: PowerFlow, into: BranchFlows): void {
  const { network, busAt, parentAt, branchAt, ratio } = feeder;
  for (let place = 1; place < busAt.length; place += 1) {
    const index = indexAt(branchAt, place);
    const branch = network.branches[index];
    if (branch === undefined) continue;
    const child = indexAt(busAt, place);
    const parent = indexAt(busAt, indexAt(parentAt, place));
    const re = valueAt(flow.currentRePu, place);
    const im = valueAt(flow.currentImPu, place);
    const k = valueAt(ratio, place);
    const childIsFrom = branch.fromBusId === network.buses[child]?.id;
    const tapRatio = valueAt(feeder.tapRatio, place);
    const ends = { network, flow, branch, tapRatio, index, into };
    writeEnd(ends, childIsFrom, { bus: child, re: -re, im: -im });
    writeEnd(ends, !childIsFrom, { bus: parent, re: k * re, im: k * im });
  }
}

interface BranchEnds {
  readonly network: GridNetwork;
  readonly flow: PowerFlow;
  readonly branch: GridBranch;
  readonly tapRatio: number;
  readonly index: number;
  readonly into: BranchFlows;
}

/** `inflow` is the current into the branch without the half of its shunt that is at this end. */
function writeEnd(
  { network, flow, branch, tapRatio, index, into }: BranchEnds,
  isFrom: boolean,
  inflow: { readonly bus: number; readonly re: number; readonly im: number },
): void {
  const { baseKva, buses } = network;
  const { bus } = inflow;
  const e = valueAt(flow.voltageRePu, bus);
  const f = valueAt(flow.voltageImPu, bus);
  const square = isFrom ? tapRatio ** 2 : 1;
  const g = branch.gPu / 2 / square;
  const b = branch.bPu / 2 / square;
  const re = inflow.re + g * e - b * f;
  const im = inflow.im + g * f + b * e;
  const baseA = baseKva / (Math.sqrt(3) * (buses[bus]?.nominalKv ?? 0));
  (isFrom ? into.fromKw : into.toKw)[index] = (e * re + f * im) * baseKva;
  (isFrom ? into.fromKvar : into.toKvar)[index] = (f * re - e * im) * baseKva;
  (isFrom ? into.fromA : into.toA)[index] = Math.sqrt(re * re + im * im) * baseA;
}

/** Active power that a branch turns into heat. */
export function branchLossKw(flows: BranchFlows, branch: number): number {
  return valueAt(flows.fromKw, branch) + valueAt(flows.toKw, branch);
}

/** Reactive power that a branch takes; negative where its line charging gives more. */
export function branchLossKvar(flows: BranchFlows, branch: number): number {
  return valueAt(flows.fromKvar, branch) + valueAt(flows.toKvar, branch);
}

/** What the source gives: the sum over the network of loads, shunts and losses less generation. */
export function sourcePower(
  feeder: RadialFeeder,
  flow: PowerFlow,
): { readonly powerKw: number; readonly reactivePowerKvar: number } {
  const slackVoltagePu = valueAt(flow.voltagePu, indexAt(feeder.busAt, 0));
  const { baseKva } = feeder.network;
  return {
    powerKw: valueAt(flow.currentRePu, 0) * slackVoltagePu * baseKva,
    reactivePowerKvar: -valueAt(flow.currentImPu, 0) * slackVoltagePu * baseKva,
  };
}
