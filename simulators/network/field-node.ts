import type { NodeKind, TopologyNode } from '../../src/domain/topology.ts';

export type FieldNode = Pick<
  TopologyNode,
  'id' | 'kind' | 'parentId' | 'ratingKva' | 'latitude' | 'longitude'
>;

/** Line-to-line voltage of the busbar that a node's meters and devices sit on. */
export const nominalKv: Readonly<Record<NodeKind, number>> = {
  county: 110,
  substation: 10,
  feeder: 10,
  area: 0.4,
};

/** Line-to-neutral voltage of that busbar. */
export function nominalVoltageV(kind: NodeKind): number {
  return (1_000 * nominalKv[kind]) / Math.sqrt(3);
}
