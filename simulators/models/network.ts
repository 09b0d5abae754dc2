import type { NodeKind, TopologyNode } from '../../src/domain/topology.ts';

export type FieldNode = Pick<
  TopologyNode,
  'id' | 'kind' | 'parentId' | 'ratingKva' | 'latitude' | 'longitude'
>;

/** Power through one node of the tree in kW, drawing from above positive. */
export interface NodeFlow {
  /** What the devices at the node and the nodes below it draw together. */
  readonly drawnKw: number;
  /** Lost in the wires of the node. */
  readonly wireLossKw: number;
  /** Through the meter at the head of the node: drawn and wires. */
  readonly meterKw: number;
  /** Lost in the transformer above that meter. */
  readonly transformerLossKw: number;
  /** What the node above feels. */
  readonly upKw: number;
}

/** Share of the flow that the wires of a node lose (assumptions; together about 2 % with the iron). */
const wireLossRatio: Readonly<Record<NodeKind, number>> = {
  county: 0.001,
  substation: 0.002,
  feeder: 0.005,
  area: 0.01,
};
/** Of the rating: lost in the iron at all times, and in the windings at full load. */
const ironLossRatio = 0.0012;
const windingLossRatio = 0.01;

export function flowThrough(node: FieldNode, drawnKw: number): NodeFlow {
  const wireLossKw = wireLossRatio[node.kind] * Math.abs(drawnKw);
  const meterKw = drawnKw + wireLossKw;
  const transformerLossKw =
    node.ratingKva === null
      ? 0
      : ironLossRatio * node.ratingKva + (windingLossRatio * meterKw ** 2) / node.ratingKva;
  return { drawnKw, wireLossKw, meterKw, transformerLossKw, upKw: meterKw + transformerLossKw };
}

/** Voltage at the devices of a node in per unit: load pulls it down, reverse flow lifts it. */
export function voltagePuAt(node: FieldNode, meterKw: number, swing: number): number {
  const loading = node.kind === 'area' && node.ratingKva !== null ? meterKw / node.ratingKva : 0;
  return Math.min(1.1, Math.max(0.9, 1.015 - 0.04 * loading + 0.004 * swing));
}

/** Line-to-neutral voltage of the busbar that a node's meters and devices sit on. */
export const nominalVoltageV: Readonly<Record<NodeKind, number>> = {
  county: 20_207,
  substation: 5_774,
  feeder: 5_774,
  area: 230,
};
