import type { FieldDevice } from '../../simulators/models/fleet.ts';
import type { FieldNode } from '../../simulators/network/field-node.ts';

/** A county of the demonstration's size: 24 areas, every device kind, about 400 devices. */
export interface DemoCounty {
  readonly nodes: readonly FieldNode[];
  readonly devices: readonly FieldDevice[];
}

const site = { latitude: 34.82, longitude: 114.82 };

export const demoSite = site;
export const demoTimeZone = 'Asia/Shanghai';

function node(
  id: string,
  kind: FieldNode['kind'],
  parentId: string | null,
  ratingKva: number | null,
  offset = 0,
): FieldNode {
  return {
    id,
    kind,
    parentId,
    ratingKva,
    latitude: site.latitude + 0.02 * (offset % 5) - 0.04,
    longitude: site.longitude + 0.03 * Math.floor(offset / 5) - 0.06,
  };
}

function device(
  id: string,
  kind: FieldDevice['kind'],
  nodeId: string,
  ratingKw: number | null,
): FieldDevice {
  return { id, name: id, kind, nodeId, ratingKw };
}

function areaDevices(id: string, index: number): FieldDevice[] {
  const numbered = (count: number, make: (number: number) => FieldDevice): FieldDevice[] =>
    Array.from({ length: count }, (_, place) => make(place + 1));
  return [
    device(`${id}-meter`, 'transformer_meter', id, null),
    ...numbered(6, (n) => device(`${id}-pv-${n}`, 'pv', id, 10 + 10 * n)),
    ...numbered(5, (n) => device(`${id}-homes-${n}`, 'load', id, 30 + 5 * n)),
    device(`${id}-pump-1`, 'load', id, 22),
    device(`${id}-workshop-1`, 'load', id, 45),
    device(`${id}-battery`, 'battery', id, 50),
    device(`${id}-ev-1`, 'ev_charger', id, index % 4 === 0 ? 60 : 7),
    ...(index % 3 === 0
      ? [device(`${id}-hp-1`, 'heat_pump', id, 60), device(`${id}-store`, 'heat_store', id, 150)]
      : []),
    ...(index % 12 === 0 ? [device(`${id}-biogas`, 'biogas', id, 120)] : []),
    ...(index % 8 === 0 ? [device(`${id}-weather`, 'weather_station', id, null)] : []),
  ];
}

export function demoCounty(areas = 24): DemoCounty {
  const areaIds = Array.from({ length: areas }, (_, index) => `area-${index + 1}`);
  const nodes: FieldNode[] = [
    node('county', 'county', null, null),
    node('sub-1', 'substation', 'county', 50_000),
    node('feeder-1', 'feeder', 'sub-1', null),
    node('feeder-2', 'feeder', 'sub-1', null),
    ...areaIds.map((id, index) =>
      node(id, 'area', index % 2 === 0 ? 'feeder-1' : 'feeder-2', 630, index),
    ),
  ];
  const devices = [
    device('county-pcc', 'pcc_meter', 'county', 50_000),
    device('wind-farm', 'wind', 'sub-1', 10_000),
    ...areaIds.flatMap((id, index) => areaDevices(id, index)),
  ];
  return { nodes, devices };
}
