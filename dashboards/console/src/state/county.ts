import { signal } from '@preact/signals';
import type { DeviceView, NodeView, TopologyView } from '../../../../src/contract/http.ts';
import type { ApiFault } from '../api/http.ts';
import { readDevices, readTopology } from '../api/routes.ts';

/** The county's tree and the states of its devices, read once and refreshed for every page. */

/** Most devices that the tree lists; others are found in the device list. */
export const treeDevicesMax = 1_000;
export const devicesRefreshMs = 30_000;

/** The county's time zone until the topology has said it. */
const usualTimeZone = 'Asia/Shanghai';

export const topology = signal<TopologyView | null>(null);
export const topologyFault = signal<ApiFault | null>(null);
export const treeDevices = signal<readonly DeviceView[] | null>(null);
export const treeDevicesTotal = signal(0);
export const treeDevicesFault = signal<ApiFault | null>(null);

export async function loadTopology(): Promise<void> {
  const answer = await readTopology();
  if (answer.ok) topology.value = answer.value;
  topologyFault.value = answer.ok ? null : answer.fault;
}

export async function loadTreeDevices(): Promise<void> {
  const answer = await readDevices({ limit: treeDevicesMax });
  if (answer.ok) {
    treeDevices.value = answer.value.items;
    treeDevicesTotal.value = answer.value.total;
  }
  treeDevicesFault.value = answer.ok ? null : answer.fault;
}

export function forgetCounty(): void {
  topology.value = null;
  treeDevices.value = null;
}

export function countyTimeZone(): string {
  return topology.value?.timeZone ?? usualTimeZone;
}

/** A node of the tree or a cooperative, as pages name them. */
export interface Place {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly kind: NodeView['kind'] | 'cooperative';
  readonly parentId: string | null;
  readonly ratingKva: number | null;
  readonly deviceCount: number;
}

export function placeOf(view: TopologyView, id: string): Place | null {
  const node = view.nodes.find((candidate) => candidate.id === id);
  if (node !== undefined) return node;
  const cooperative = view.cooperatives.find((candidate) => candidate.id === id);
  if (cooperative === undefined) return null;
  return { ...cooperative, kind: 'cooperative', parentId: null, ratingKva: null };
}

/** The place and everything above it, the county first. */
export function pathTo(view: TopologyView, id: string): Place[] {
  const path: Place[] = [];
  let place = placeOf(view, id);
  while (place !== null && !path.includes(place)) {
    path.unshift(place);
    place = place.parentId === null ? null : placeOf(view, place.parentId);
  }
  return path;
}

/** Where an account begins: a cooperative's at the cooperative, others at the county. */
export function homePlace(view: TopologyView, cooperativeId: string | null): Place | null {
  const own = cooperativeId === null ? null : placeOf(view, cooperativeId);
  return own ?? view.nodes[0] ?? null;
}

/** Ids of a place and everything below it; null for a cooperative, whose devices are spread over the tree. */
function idsBelow(view: TopologyView, place: Place): Set<string> | null {
  if (place.kind === 'cooperative') return null;
  const ids = new Set([place.id]);
  for (const node of view.nodes)
    if (node.parentId !== null && ids.has(node.parentId)) ids.add(node.id);
  return ids;
}

/** The first state, from stale to silent, in which any device of the place is; `stale` if none is known. */
export function deviatingState(place: Place): 'stale' | 'dead' | 'silent' {
  const view = topology.value;
  const ids = view === null ? null : idsBelow(view, place);
  const states = new Set(
    (treeDevices.value ?? [])
      .filter((device) => ids?.has(device.nodeId) ?? device.cooperativeId === place.id)
      .map((device) => device.state),
  );
  return (['stale', 'dead', 'silent'] as const).find((state) => states.has(state)) ?? 'stale';
}
