import {
  linePi,
  type TransformerData,
  transformerPi,
} from '../../src/physics/grid/branch-parameters.ts';
import type { GridBranch, GridBus, GridNetwork } from '../../src/physics/grid/network.ts';
import type { StrungLine } from './conductors.ts';
import { lineOfRoute, type Route, type RoutePlan } from './route.ts';

/** What a branch is to the county's tree: losses are told by node, wires and transformers apart. */
export interface BranchRole {
  readonly nodeId: string;
  readonly part: 'wire' | 'transformer';
}

/** The branch through which all power of a node comes, and the meter's end of it. */
export interface NodeEntry {
  readonly branch: number;
  readonly meterEnd: 'from' | 'to';
}

export const baseKva = 10_000;

/** A network that is being drawn, bus by bus and branch by branch. */
export class GridDraft {
  readonly #buses: GridBus[] = [];
  readonly #branches: GridBranch[] = [];
  readonly #roles: BranchRole[] = [];
  readonly #busIndexes = new Map<string, number>();
  readonly #entries = new Map<string, NodeEntry>();

  addBus(id: string, nominalKv: number): void {
    this.#busIndexes.set(id, this.#buses.length);
    this.#buses.push({ id, nominalKv, shuntKw: 0, shuntKvar: 0 });
  }

  /** Strings a route from a bus; the buses of its points are made. Gives the line that it took. */
  addRoute(nodeId: string, headBusId: string, route: Route, plan: RoutePlan): StrungLine {
    const line = lineOfRoute(route, plan);
    const { nominalKv } = plan;
    for (const { busId, before, lengthKm } of route) {
      this.addBus(busId, nominalKv);
      const pi = linePi({ ...line, lengthKm, nominalKv }, baseKva);
      const fromBusId = route[before]?.busId ?? headBusId;
      this.#add({ ...pi, id: `line to ${busId}`, fromBusId, toBusId: busId }, nodeId, 'wire');
    }
    return line;
  }

  /** From the upper to the lower voltage; the lower bus is the node's. */
  addTransformer(nodeId: string, fromBusId: string, data: TransformerData): void {
    const pi = transformerPi(data, baseKva);
    this.#add(
      { ...pi, id: `transformer of ${nodeId}`, fromBusId, toBusId: nodeId },
      nodeId,
      'transformer',
    );
    this.enter(nodeId, 'to');
  }

  /** The branch added last brings all power of the node. */
  enter(nodeId: string, meterEnd: NodeEntry['meterEnd']): void {
    this.#entries.set(nodeId, { branch: this.#branches.length - 1, meterEnd });
  }

  finish(slackBusId: string): DrawnGrid {
    return {
      network: {
        baseKva,
        slackBusId,
        slackVoltagePu: 1,
        buses: this.#buses,
        branches: this.#branches,
      },
      roles: this.#roles,
      entries: this.#entries,
      busIndexes: this.#busIndexes,
    };
  }

  #add(branch: Omit<GridBranch, 'inService'>, nodeId: string, part: BranchRole['part']): void {
    this.#branches.push({ ...branch, inService: true });
    this.#roles.push({ nodeId, part });
  }
}

export interface DrawnGrid {
  readonly network: GridNetwork;
  /** By index of the branch. */
  readonly roles: readonly BranchRole[];
  /** By node id; the county has none, its power comes from the source. */
  readonly entries: ReadonlyMap<string, NodeEntry>;
  /** By bus id, which for a node is its own, and for a device's terminals `terminalsOf` it. */
  readonly busIndexes: ReadonlyMap<string, number>;
}

/** Ids of devices hold no blank, so this is nobody else's. */
export function terminalsOf(deviceId: string): string {
  return `${deviceId} terminals`;
}
