import { type BusInjections, emptyInjections } from '../../src/physics/grid/bus-injections.ts';
import type { GridBranch, GridBus, GridNetwork } from '../../src/physics/grid/network.ts';
import {
  emptyPowerFlow,
  type PowerFlow,
  type PowerFlowEnd,
  PowerFlowSolver,
} from '../../src/physics/grid/power-flow.ts';
import { prepareFeeder, type RadialFeeder } from '../../src/physics/grid/radial-feeder.ts';

export function gridBus(id: string, more: Partial<GridBus> = {}): GridBus {
  return { id, nominalKv: 10, shuntKw: 0, shuntKvar: 0, ...more };
}

export function gridBranch(
  fromBusId: string,
  toBusId: string,
  more: Partial<GridBranch> = {},
): GridBranch {
  return {
    id: `${fromBusId}-${toBusId}`,
    fromBusId,
    toBusId,
    rPu: 0.02,
    xPu: 0.03,
    gPu: 0,
    bPu: 0,
    tapRatio: 1,
    inService: true,
    ...more,
  };
}

/** A network on 1,000 kVA whose source is the first bus. */
export function gridNetwork(
  buses: readonly GridBus[],
  branches: readonly GridBranch[],
  slackVoltagePu = 1,
): GridNetwork {
  return { baseKva: 1_000, slackBusId: buses[0]?.id ?? '', slackVoltagePu, buses, branches };
}

export function feederOf(network: GridNetwork): RadialFeeder {
  const prepared = prepareFeeder(network);
  if (!prepared.ok) throw new Error(`the network is refused: ${JSON.stringify(prepared.fault)}`);
  return prepared.value;
}

/** Loads and generation of single buses, by the bus's id. */
export type BusPowers = Readonly<
  Record<string, Partial<Readonly<Record<keyof BusInjections, number>>>>
>;

export function injectionsOf(network: GridNetwork, powers: BusPowers): BusInjections {
  const injections = emptyInjections(network.buses.length);
  network.buses.forEach(({ id }, bus) => {
    for (const [name, value] of Object.entries(powers[id] ?? {})) {
      injections[name as keyof BusInjections][bus] = value;
    }
  });
  return injections;
}

export interface SolvedNetwork {
  readonly feeder: RadialFeeder;
  readonly injections: BusInjections;
  readonly flow: PowerFlow;
  readonly end: PowerFlowEnd;
  voltagePu(busId: string): number;
}

export function solved(network: GridNetwork, powers: BusPowers): SolvedNetwork {
  const feeder = feederOf(network);
  const injections = injectionsOf(network, powers);
  const flow = emptyPowerFlow(feeder);
  const end = new PowerFlowSolver(feeder).solve(injections, flow);
  const indexes = new Map(network.buses.map(({ id }, index) => [id, index]));
  const voltagePu = (busId: string): number => flow.voltagePu[indexes.get(busId) ?? -1] ?? 0;
  return { feeder, injections, flow, end, voltagePu };
}

/**
 * The 33-bus feeder of Baran and Wu, IEEE Trans. Power Delivery 4 (1989) 1401-1407, 12.66 kV, without
 * its tie lines: from bus, to bus, r and x in ohm, load of the to bus in kW and kvar.
 */
const baranWu = [
  [1, 2, 0.0922, 0.047, 100, 60],
  [2, 3, 0.493, 0.2511, 90, 40],
  [3, 4, 0.366, 0.1864, 120, 80],
  [4, 5, 0.3811, 0.1941, 60, 30],
  // biome-ignore lint/suspicious/noApproximativeNumericConstant: a reactance, not the root of a half.
  [5, 6, 0.819, 0.707, 60, 20],
  [6, 7, 0.1872, 0.6188, 200, 100],
  [7, 8, 0.7114, 0.2351, 200, 100],
  [8, 9, 1.03, 0.74, 60, 20],
  [9, 10, 1.044, 0.74, 60, 20],
  [10, 11, 0.1966, 0.065, 45, 30],
  [11, 12, 0.3744, 0.1238, 60, 35],
  [12, 13, 1.468, 1.155, 60, 35],
  [13, 14, 0.5416, 0.7129, 120, 80],
  [14, 15, 0.591, 0.526, 60, 10],
  [15, 16, 0.7463, 0.545, 60, 20],
  [16, 17, 1.289, 1.721, 60, 20],
  [17, 18, 0.732, 0.574, 90, 40],
  [2, 19, 0.164, 0.1565, 90, 40],
  [19, 20, 1.5042, 1.3554, 90, 40],
  [20, 21, 0.4095, 0.4784, 90, 40],
  [21, 22, 0.7089, 0.9373, 90, 40],
  [3, 23, 0.4512, 0.3083, 90, 50],
  [23, 24, 0.898, 0.7091, 420, 200],
  [24, 25, 0.896, 0.7011, 420, 200],
  [6, 26, 0.203, 0.1034, 60, 25],
  [26, 27, 0.2842, 0.1447, 60, 25],
  [27, 28, 1.059, 0.9337, 60, 20],
  [28, 29, 0.8042, 0.7006, 120, 70],
  [29, 30, 0.5075, 0.2585, 200, 600],
  [30, 31, 0.9744, 0.963, 150, 70],
  [31, 32, 0.3105, 0.3619, 210, 100],
  [32, 33, 0.341, 0.5302, 60, 40],
] as const;

export function baranWu33(): { readonly network: GridNetwork; readonly powers: BusPowers } {
  const baseOhm = 12.66 ** 2 / 10;
  const ids = Array.from({ length: 33 }, (_, place) => String(place + 1));
  const branches = baranWu.map(([from, to, rOhm, xOhm]) =>
    gridBranch(String(from), String(to), { rPu: rOhm / baseOhm, xPu: xOhm / baseOhm }),
  );
  const buses = ids.map((id) => gridBus(id, { nominalKv: 12.66 }));
  return {
    network: { ...gridNetwork(buses, branches), baseKva: 10_000 },
    powers: Object.fromEntries(
      baranWu.map(([, to, , , loadKw, loadKvar]) => [String(to), { loadKw, loadKvar }]),
    ),
  };
}
