import type { FieldNode } from '../network/field-node.ts';
import { islandFormer } from '../network/island-former.ts';
import type { SimulatedDevice } from './device-model.ts';
import type { IslandPlants } from './island.ts';

/** A node with its devices by their order in a step: those that follow weather and people first. */
export interface PlantNode {
  readonly id: string;
  readonly childIds: readonly string[];
  readonly free: readonly SimulatedDevice[];
  readonly pumps: readonly SimulatedDevice[];
  readonly stores: readonly SimulatedDevice[];
  readonly batteries: readonly SimulatedDevice[];
  readonly meters: readonly SimulatedDevice[];
  /** What can keep an area alive without the grid; null where nothing can. */
  readonly island: IslandPlants | null;
}

export function isMeter(device: SimulatedDevice): boolean {
  return device.kind === 'pcc_meter' || device.kind === 'transformer_meter';
}

/** The nodes with their devices; children come first, so that a node finds what those below it draw. */
export function plantNodes(
  nodes: readonly FieldNode[],
  devices: readonly SimulatedDevice[],
): PlantNode[] {
  const childrenOf = Map.groupBy(nodes, ({ parentId }) => parentId);
  const devicesOf = Map.groupBy(devices, ({ nodeId }) => nodeId);
  return nodes.toReversed().map(({ id, kind }) => {
    const own = devicesOf.get(id) ?? [];
    return {
      id,
      childIds: (childrenOf.get(id) ?? []).map((child) => child.id),
      ...inStepOrder(own),
      island: kind === 'area' ? islandPlants(own, id) : null,
    };
  });
}

function inStepOrder(
  own: readonly SimulatedDevice[],
): Omit<PlantNode, 'id' | 'childIds' | 'island'> {
  const ofKind = (kind: string): SimulatedDevice[] => own.filter((device) => device.kind === kind);
  const apart = new Set(['heat_pump', 'heat_store', 'battery']);
  return {
    free: own.filter((device) => !isMeter(device) && !apart.has(device.kind)),
    pumps: ofKind('heat_pump'),
    stores: ofKind('heat_store'),
    batteries: ofKind('battery'),
    meters: own.filter(isMeter),
  };
}

function islandPlants(own: readonly SimulatedDevice[], nodeId: string): IslandPlants | null {
  const former = islandFormer(own, nodeId);
  if (former === null) return null;
  const others = own.filter((device) => device !== former);
  return {
    former,
    otherBatteries: others.filter(({ kind }) => kind === 'battery'),
    sunAndWind: others.filter(({ kind }) => kind === 'pv' || kind === 'wind'),
    otherEngines: others.filter(({ kind }) => kind === 'biogas'),
  };
}
