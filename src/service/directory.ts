import { kindSpecOf } from '../contract/device-kinds.ts';
import type { Device } from '../domain/device.ts';
import type { Instant } from '../domain/instant.ts';
import { invariant } from '../domain/outcome.ts';
import { exchangeMetersOf, subtreeIds, type Topology } from '../domain/topology.ts';

/** The devices that make up the curve of one node of the tree, or of one cooperative. */
export interface CurveMembers {
  /** Sources, storage and consumers: everything in the balance but the exchange. */
  readonly parts: readonly Device[];
  /** The exchange with the network above: periods in the order of time; none for a cooperative. */
  readonly exchange: readonly ExchangePeriod[];
}

/** For how long which meters' sum is the exchange: it changes where a meter is retired. */
export interface ExchangePeriod {
  /** Where the next period begins; null for the last one. */
  readonly to: Instant | null;
  readonly meters: readonly Device[];
}

/** Everything that counts for the curve of a node at an instant. */
export function membersAt({ parts, exchange }: CurveMembers, at: Instant): Device[] {
  const period = exchange.find(({ to }) => to === null || at < to);
  return [...parts, ...(period?.meters ?? [])].filter((device) => inServiceAt(device, at));
}

/** Who is where: the tree and every device that was ever known, held in memory. */
export class Directory {
  readonly topology: Topology;
  readonly #byId = new Map<string, Device>();
  readonly #byKey = new Map<number, Device>();
  readonly #members = new Map<string, CurveMembers>();

  constructor(topology: Topology, devices: readonly Device[]) {
    this.topology = topology;
    for (const device of devices) this.put(device);
  }

  put(device: Device): void {
    this.#byId.set(device.id, device);
    this.#byKey.set(device.key, device);
    this.#members.clear();
  }

  device(id: string): Device | undefined {
    return this.#byId.get(id);
  }

  deviceByKey(key: number): Device {
    const device = this.#byKey.get(key);
    invariant(device !== undefined, `a stored row has the unknown device key ${key}`);
    return device;
  }

  /** False for the key that a device had before its kind was changed. */
  isKnown(key: number): boolean {
    return this.#byKey.has(key);
  }

  devices(): IterableIterator<Device> {
    return this.#byId.values();
  }

  isNode(id: string): boolean {
    return this.topology.nodes.some((node) => node.id === id);
  }

  isCooperative(id: string): boolean {
    return this.topology.cooperatives.some((cooperative) => cooperative.id === id);
  }

  /** Devices connected anywhere at or below the node. */
  devicesUnder(nodeId: string): Device[] {
    const ids = subtreeIds(this.topology, nodeId);
    return [...this.#byId.values()].filter((device) => ids.has(device.nodeId));
  }

  /** Null where the id is neither a node nor a cooperative. */
  curveMembers(id: string): CurveMembers | null {
    const known = this.#members.get(id);
    if (known !== undefined) return known;
    const members = this.#findMembers(id);
    if (members !== null) this.#members.set(id, members);
    return members;
  }

  #findMembers(id: string): CurveMembers | null {
    if (this.isNode(id)) {
      const under = this.devicesUnder(id);
      return {
        parts: under.filter(isBalancePart),
        exchange: this.#exchangeOf(id, under.filter(isExchangeMeter)),
      };
    }
    if (!this.isCooperative(id)) return null;
    const owned = [...this.#byId.values()].filter((device) => device.cooperativeId === id);
    return { parts: owned.filter(isBalancePart), exchange: [] };
  }

  #exchangeOf(nodeId: string, meters: readonly Device[]): ExchangePeriod[] {
    const ends = new Set(meters.flatMap(({ retiredAt }) => retiredAt ?? []));
    return [...[...ends].sort((a, b) => a - b), null].map((to) => {
      const inService = meters.filter(
        ({ retiredAt }) => retiredAt === null || (to !== null && retiredAt >= to),
      );
      return { to, meters: exchangeMetersOf(this.topology, nodeId, inService) };
    });
  }
}

function isExchangeMeter(device: Device): boolean {
  return kindSpecOf(device.kind).balancePart === 'pccPowerKw';
}

function isBalancePart(device: Device): boolean {
  const part = kindSpecOf(device.kind).balancePart;
  return part !== null && part !== 'pccPowerKw';
}

/** Whether the device was in service at that instant, as far as its retirement tells. */
export function inServiceAt(device: Device, at: Instant): boolean {
  return device.retiredAt === null || device.retiredAt > at;
}
