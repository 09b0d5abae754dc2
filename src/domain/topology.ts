import type { Device } from './device.ts';

export const nodeKinds = ['county', 'substation', 'feeder', 'area'] as const;
export type NodeKind = (typeof nodeKinds)[number];

export interface TopologyNode {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly kind: NodeKind;
  readonly parentId: string | null;
  /** Rating of the transformer that serves the node, in kVA; null if not stated. */
  readonly ratingKva: number | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

export interface Cooperative {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string | null;
  /** Household id to its share of the cooperative; shares sum to 1. */
  readonly shares: Readonly<Record<string, number>>;
}

/** The county's tree. Nodes are listed parents before children; the first is the county. */
export interface Topology {
  readonly nodes: readonly TopologyNode[];
  readonly cooperatives: readonly Cooperative[];
}

export function childrenOf(topology: Topology, nodeId: string): TopologyNode[] {
  return topology.nodes.filter((node) => node.parentId === nodeId);
}

/** The node itself and every node below it. */
export function subtreeIds(topology: Topology, nodeId: string): Set<string> {
  const ids = new Set<string>();
  for (const node of topology.nodes) {
    if (node.id === nodeId || (node.parentId !== null && ids.has(node.parentId))) ids.add(node.id);
  }
  return ids;
}

/**
 * The meters whose sum is the exchange of a node with the network above it: the PCC meters at the
 * node itself; failing these, its transformer meters; failing both, those of its children.
 */
export function exchangeMetersOf(
  topology: Topology,
  nodeId: string,
  devices: readonly Device[],
): Device[] {
  for (const kind of ['pcc_meter', 'transformer_meter'] as const) {
    const own = devices.filter((device) => device.nodeId === nodeId && device.kind === kind);
    if (own.length > 0) return own;
  }
  return childrenOf(topology, nodeId).flatMap((child) =>
    exchangeMetersOf(topology, child.id, devices),
  );
}
