import { kindSpecOf, pointIndexesOf } from '../../src/contract/device-kinds.ts';
import type { Device } from '../../src/domain/device.ts';
import { instant } from '../../src/domain/instant.ts';
import type { JudgedReading, Reading } from '../../src/domain/reading.ts';
import type { Topology, TopologyNode } from '../../src/domain/topology.ts';

/** A device with sensible facts, for tests that care about few of them. */
export function deviceWith(facts: Partial<Device> = {}): Device {
  return {
    key: 1,
    id: 'pv-1',
    name: 'pv-1',
    kind: 'pv',
    nodeId: 'area-1',
    cooperativeId: null,
    ratingKw: 10,
    reportIntervalS: 60,
    profile: null,
    origin: 'configuration',
    retiredAt: null,
    ...facts,
  };
}

/** A reading with the values of the named points; the others are absent. */
export function readingOf(
  device: Device,
  measuredAt: number,
  values: Readonly<Record<string, number>>,
  facts: Partial<Reading> = {},
): Reading {
  const columns = new Float64Array(kindSpecOf(device.kind).points.length).fill(Number.NaN);
  for (const [name, value] of Object.entries(values)) {
    columns[pointIndexesOf(device.kind).get(name) ?? -1] = value;
  }
  return {
    device,
    measuredAt: instant(measuredAt),
    receivedAt: instant(measuredAt),
    seq: null,
    historical: false,
    values: columns,
    ...facts,
  };
}

export function good(reading: Reading): JudgedReading {
  return { reading, quality: 0, reasons: 0 };
}

function node(id: string, kind: TopologyNode['kind'], parentId: string | null): TopologyNode {
  return {
    id,
    name: id,
    nameEn: null,
    kind,
    parentId,
    ratingKva: null,
    latitude: null,
    longitude: null,
  };
}

/** One county, one substation, one feeder, two areas, two cooperatives. */
export const smallTopology: Topology = {
  nodes: [
    node('county', 'county', null),
    node('substation', 'substation', 'county'),
    node('feeder', 'feeder', 'substation'),
    node('area-1', 'area', 'feeder'),
    node('area-2', 'area', 'feeder'),
  ],
  cooperatives: [
    { id: 'coop-1', name: 'coop-1', nameEn: null, shares: { 'household-1': 1 } },
    { id: 'coop-2', name: 'coop-2', nameEn: null, shares: { 'household-2': 1 } },
  ],
};
