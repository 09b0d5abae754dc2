import type { CountyOptions, SimulatedCounty } from '../models/county.ts';
import type { SimulatedDevice } from '../models/device-model.ts';
import type { TimedScenario } from './timed-scenario.ts';

export interface Ground {
  readonly nodes: CountyOptions['nodes'];
  readonly devices: SimulatedCounty['devices'];
}

/** Where a scenario happens: its nodes and all below them. */
export function nodesOf(scenario: TimedScenario, { nodes }: Ground): ReadonlySet<string> {
  const inside = new Set<string>();
  for (const { id, parentId } of nodes) {
    const isNamed = scenario.nodes === null || scenario.nodes.has(id);
    if (isNamed || (parentId !== null && inside.has(parentId))) inside.add(id);
  }
  return inside;
}

export function devicesIn(
  nodeIds: ReadonlySet<string>,
  { devices }: Ground,
): readonly SimulatedDevice[] {
  return devices.filter(({ nodeId }) => nodeIds.has(nodeId));
}
