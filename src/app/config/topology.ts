/** The configured county in the terms of the domain. */
import { isMeter } from '../../contract/device-kinds.ts';
import type { Topology, TopologyNode } from '../../domain/topology.ts';
import type { NewDevice } from '../../service/ports.ts';
import type { Config } from './config.ts';
import { withNumber } from './schema-devices.ts';

type Written = Pick<TopologyNode, 'id' | 'name' | 'kind' | 'parentId'> & {
  readonly nameEn?: string | undefined;
  readonly ratingKva?: number | undefined;
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
};

function nodeOf({ id, name, kind, parentId, ...rest }: Written): TopologyNode {
  return {
    id,
    name,
    nameEn: rest.nameEn ?? null,
    kind,
    parentId,
    ratingKva: rest.ratingKva ?? null,
    latitude: rest.latitude ?? null,
    longitude: rest.longitude ?? null,
  };
}

/** Nodes parents before children, the county first. */
export function toTopology({ county, network, cooperatives }: Config): Topology {
  const below = (
    kind: TopologyNode['kind'],
    nodes: readonly (Omit<Written, 'kind' | 'parentId'> & {
      readonly parent?: string | undefined;
    })[],
  ) => nodes.map((node) => nodeOf({ ...node, kind, parentId: node.parent ?? county.id }));
  return {
    nodes: [
      nodeOf({ ...county, kind: 'county', parentId: null }),
      ...below('substation', network.substations),
      ...below('feeder', network.feeders),
      ...below('area', network.areas),
    ],
    cooperatives: cooperatives.map(({ id, name, nameEn, shares }) => {
      return { id, name, nameEn: nameEn ?? null, shares };
    }),
  };
}

/** Every configured device, templates expanded, in the order of the file. */
export function toDevices(config: Config): NewDevice[] {
  const nodes = new Map(toTopology(config).nodes.map((node) => [node.id, node]));
  return config.devices.flatMap((entry) => {
    const { kind, node } = entry;
    const ratingOfNode = isMeter(kind) ? (nodes.get(node)?.ratingKva ?? null) : null;
    const common = {
      kind,
      nodeId: node,
      cooperativeId: entry.cooperative ?? null,
      ratingKw: entry.ratingKw ?? ratingOfNode,
      reportIntervalS: entry.reportIntervalS ?? config.deviceDefaults.reportIntervalS,
      profile: entry.profile ?? null,
    };
    return Array.from({ length: entry.count ?? 1 }, (_, index) => ({
      id: withNumber(entry.id, index + 1),
      name: withNumber(entry.name, index + 1),
      ...common,
    }));
  });
}
