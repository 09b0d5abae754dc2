import type { Device, DeviceKind } from '../../domain/device.ts';
import type { ForecastKind } from '../../domain/forecast.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Topology } from '../../domain/topology.ts';
import { inServiceAt } from '../directory.ts';

/** What is forecast of devices; `net` is made of these. */
export const partKinds = ['load', 'pv', 'wind', 'heat'] as const;
export type PartKind = (typeof partKinds)[number];

/** Storage and biogas follow orders, not the weather: they are not forecast, and `net` is without them. */
const partOfDevice: Partial<Record<DeviceKind, PartKind>> = {
  load: 'load',
  ev_charger: 'load',
  pv: 'pv',
  wind: 'wind',
  heat_pump: 'heat',
};

/** How a part enters the exchange of a node, import positive. */
const exchangeSign: Readonly<Record<PartKind, 1 | -1>> = { load: 1, heat: 1, pv: -1, wind: -1 };

/**
 * The smallest thing that is forecast: the devices of one kind at one node that one cooperative, or
 * none, owns. No group is divided between owners, so a cooperative is a sum of groups as nodes are.
 */
export interface DeviceGroup {
  readonly id: string;
  readonly nodeId: string;
  readonly cooperativeId: string | null;
  readonly deviceKind: DeviceKind;
  readonly kind: PartKind;
  readonly devices: readonly Device[];
  readonly capacityKw: number;
}

/** The tree of one kind: nodes with such devices at or below them, parents first, then the groups. */
export interface PartTree {
  readonly kind: PartKind;
  /** Index of each entry's parent, −1 for the county. */
  readonly parentOf: Int32Array;
  /** Places of the nodes; the groups follow them in their order. */
  readonly nodeIds: readonly string[];
  readonly groups: readonly DeviceGroup[];
}

/** An entry of a part's tree, as a summand. */
export interface SeriesPart {
  /** Index among the trees. */
  readonly tree: number;
  readonly place: number;
  readonly sign: 1 | -1;
}

/** A curve that is kept: of a node or a cooperative, as a sum over entries of the trees. */
export interface NodeSeries {
  readonly nodeId: string;
  readonly kind: ForecastKind;
  readonly parts: readonly SeriesPart[];
}

/** Groups of all devices in service at `at` that have a rating, ordered by their ids. */
export function deviceGroups(devices: Iterable<Device>, at: Instant): DeviceGroup[] {
  const members = Map.groupBy(
    [...devices].filter((device) => isForecast(device) && inServiceAt(device, at)),
    ({ nodeId, kind, cooperativeId }) => `${nodeId}/${kind}/${cooperativeId ?? ''}`,
  );
  return [...members]
    .flatMap(([id, group]) => {
      const [first] = group;
      const kind = first === undefined ? undefined : partOfDevice[first.kind];
      if (first === undefined || kind === undefined) return [];
      const { nodeId, cooperativeId, kind: deviceKind } = first;
      const capacityKw = group.reduce((sum, { ratingKw }) => sum + (ratingKw ?? 0), 0);
      return { id, nodeId, cooperativeId, deviceKind, kind, devices: group, capacityKw };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function isForecast({ kind, ratingKw }: Device): boolean {
  return partOfDevice[kind] !== undefined && ratingKw !== null && ratingKw > 0;
}

/** One tree for each kind that has any groups. */
export function partTrees(topology: Topology, groups: readonly DeviceGroup[]): PartTree[] {
  return partKinds.flatMap((kind) => {
    const own = groups.filter((group) => group.kind === kind);
    return own.length === 0 ? [] : partTree(topology, kind, own);
  });
}

function partTree(topology: Topology, kind: PartKind, groups: readonly DeviceGroup[]): PartTree {
  const parents = new Map(topology.nodes.map(({ id, parentId }) => [id, parentId]));
  const used = new Set<string>();
  for (const { nodeId } of groups) {
    for (let id: string | null = nodeId; id !== null; id = parents.get(id) ?? null) used.add(id);
  }
  const nodeIds = topology.nodes.map(({ id }) => id).filter((id) => used.has(id));
  const placeOf = new Map(nodeIds.map((id, place) => [id, place]));
  const above = [...nodeIds.map((id) => parents.get(id) ?? ''), ...groups.map((g) => g.nodeId)];
  const parentOf = Int32Array.from(above, (id) => placeOf.get(id) ?? -1);
  return { kind, parentOf, nodeIds, groups };
}

/** Every curve that is kept: each kind at each node and cooperative that has it, and their exchange. */
export function nodeSeries(topology: Topology, trees: readonly PartTree[]): NodeSeries[] {
  const owners = [
    ...topology.nodes.map(({ id }) => ({ id, placesIn: (tree: PartTree) => placesOf(tree, id) })),
    ...topology.cooperatives.map(({ id }) => ({
      id,
      placesIn: (tree: PartTree) => ownedPlaces(tree, id),
    })),
  ];
  return owners.flatMap(({ id, placesIn }) => seriesOf(id, trees, placesIn));
}

function placesOf({ nodeIds }: PartTree, nodeId: string): number[] {
  const place = nodeIds.indexOf(nodeId);
  return place < 0 ? [] : [place];
}

function ownedPlaces({ nodeIds, groups }: PartTree, cooperativeId: string): number[] {
  return groups.flatMap((group, place) =>
    group.cooperativeId === cooperativeId ? nodeIds.length + place : [],
  );
}

function seriesOf(
  nodeId: string,
  trees: readonly PartTree[],
  placesIn: (tree: PartTree) => number[],
): NodeSeries[] {
  const ofKinds = trees.flatMap((tree, index): NodeSeries[] => {
    const places = placesIn(tree);
    if (places.length === 0) return [];
    const parts = places.map((place): SeriesPart => ({ tree: index, place, sign: 1 }));
    return [{ nodeId, kind: tree.kind, parts }];
  });
  if (ofKinds.length === 0) return [];
  const parts = ofKinds.flatMap((series) =>
    series.parts.map((part): SeriesPart => ({ ...part, sign: signOf(series.kind) })),
  );
  return [...ofKinds, { nodeId, kind: 'net', parts }];
}

function signOf(kind: ForecastKind): 1 | -1 {
  return kind === 'net' ? 1 : exchangeSign[kind];
}

/** The groups whose forecasts a series is made of. */
export function groupsOf({ parts }: NodeSeries, trees: readonly PartTree[]): DeviceGroup[] {
  return parts.flatMap(({ tree, place }) => {
    const partTree = trees[tree];
    return partTree === undefined ? [] : groupsBelow(partTree, place);
  });
}

function groupsBelow({ parentOf, nodeIds, groups }: PartTree, place: number): DeviceGroup[] {
  const below = new Set([place]);
  for (const [entry, parent] of parentOf.entries()) if (below.has(parent)) below.add(entry);
  return groups.filter((_, index) => below.has(nodeIds.length + index));
}
