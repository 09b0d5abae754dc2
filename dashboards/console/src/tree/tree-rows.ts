import type { DeviceView, NodeView } from '../../../../src/contract/http.ts';

/** The network tree as the rows that are visible now. */

export interface NodeRow {
  readonly type: 'node';
  readonly id: string;
  readonly node: NodeView;
  readonly level: number;
  readonly canOpen: boolean;
  readonly isOpen: boolean;
  /** Devices at or below the node that do not report as expected. */
  readonly deviating: number;
  /** Power through the node's own meter in kW; null where it has none. */
  readonly powerKw: number | null;
}

export interface DeviceRow {
  readonly type: 'device';
  readonly id: string;
  readonly device: DeviceView;
  readonly level: number;
}

export type TreeRow = NodeRow | DeviceRow;

export interface TreeInput {
  readonly nodes: readonly NodeView[];
  readonly devices: readonly DeviceView[];
  readonly open: ReadonlySet<string>;
  readonly search: string;
}

interface Index {
  readonly childrenOf: ReadonlyMap<string | null, NodeView[]>;
  readonly devicesAt: ReadonlyMap<string, DeviceView[]>;
}

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function matches(search: string, names: readonly (string | null)[]): boolean {
  return names.some((name) => name?.toLowerCase().includes(search) === true);
}

/** Deviating devices at and below each node. Nodes come parents first, so a walk backwards adds up. */
function deviatingBelow(nodes: readonly NodeView[], index: Index): Map<string, number> {
  const counts = new Map<string, number>();
  for (const node of nodes.toReversed()) {
    const own = (index.devicesAt.get(node.id) ?? []).filter((device) => device.state !== 'online');
    const total = (counts.get(node.id) ?? 0) + own.length;
    counts.set(node.id, total);
    if (node.parentId !== null) {
      counts.set(node.parentId, (counts.get(node.parentId) ?? 0) + total);
    }
  }
  return counts;
}

function meterPowerKw(devices: readonly DeviceView[]): number | null {
  const meter =
    devices.find((device) => device.kind === 'pcc_meter') ??
    devices.find((device) => device.kind === 'transformer_meter');
  return meter?.state === 'online' ? meter.powerKw : null;
}

/** Ids of what a search finds, and of everything above it. */
function foundBy(search: string, input: TreeInput): Set<string> {
  const parentOf = new Map(input.nodes.map((node) => [node.id, node.parentId]));
  const found = new Set<string>();
  const addAbove = (nodeId: string | null): void => {
    let above = nodeId;
    while (above !== null && !found.has(above)) {
      found.add(above);
      above = parentOf.get(above) ?? null;
    }
  };
  for (const node of input.nodes) {
    if (matches(search, [node.id, node.name, node.nameEn])) addAbove(node.id);
  }
  for (const device of input.devices) {
    if (!matches(search, [device.id, device.name])) continue;
    found.add(`device:${device.id}`);
    addAbove(device.nodeId);
  }
  return found;
}

function deviceRow(device: DeviceView, level: number): DeviceRow {
  return { type: 'device', id: `device:${device.id}`, device, level };
}

/** Rows in the order of the tree. A search shows what it found with the way to it, opened. */
export function treeRows(input: TreeInput): TreeRow[] {
  const known = new Set(input.nodes.map((node) => node.id));
  const index: Index = {
    // An account that sees a part of the county may not see the node above it.
    childrenOf: grouped(input.nodes, ({ parentId }) =>
      parentId !== null && known.has(parentId) ? parentId : null,
    ),
    devicesAt: grouped(input.devices, (device) => device.nodeId),
  };
  const deviating = deviatingBelow(input.nodes, index);
  const search = input.search.trim().toLowerCase();
  const found = search === '' ? null : foundBy(search, input);
  const isShown = (id: string): boolean => found === null || found.has(id);

  const rowsBelow = (node: NodeView, level: number): TreeRow[] => {
    const children = (index.childrenOf.get(node.id) ?? []).filter(({ id }) => isShown(id));
    const devices = index.devicesAt.get(node.id) ?? [];
    const shownDevices = devices.filter(({ id }) => isShown(`device:${id}`));
    const canOpen = children.length + shownDevices.length > 0;
    const isOpen = canOpen && (found !== null || input.open.has(node.id));
    const row: NodeRow = {
      type: 'node',
      id: node.id,
      node,
      level,
      canOpen,
      isOpen,
      deviating: deviating.get(node.id) ?? 0,
      powerKw: meterPowerKw(devices),
    };
    if (!isOpen) return [row];
    return [
      row,
      ...children.flatMap((child) => rowsBelow(child, level + 1)),
      ...shownDevices.map((device) => deviceRow(device, level + 1)),
    ];
  };

  const roots = (index.childrenOf.get(null) ?? []).filter(({ id }) => isShown(id));
  return roots.flatMap((root) => rowsBelow(root, 1));
}

/** The row that an arrow key leads to from `id`. */
export function nextRow(rows: readonly TreeRow[], id: string, key: string): TreeRow | null {
  const place = rows.findIndex((row) => row.id === id);
  const row = rows[place];
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return rows[place + 1] ?? null;
    case 'ArrowUp':
      return rows[place - 1] ?? null;
    case 'Home':
      return rows[0] ?? null;
    case 'End':
      return rows.at(-1) ?? null;
    case 'ArrowLeft':
      return rows.slice(0, place).findLast((above) => above.level < (row?.level ?? 0)) ?? null;
    default:
      return null;
  }
}
