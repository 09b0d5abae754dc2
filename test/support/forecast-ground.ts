/** A small county with a past of quarter hours, and forecasting on it in one thread. */
import { join } from 'node:path';
import { kindSpecOf, pointIndexesOf } from '../../src/contract/device-kinds.ts';
import type { Device, DeviceKind } from '../../src/domain/device.ts';
import { dayMs, hourMs, type Instant, instant, quarterMs } from '../../src/domain/instant.ts';
import type { Topology, TopologyNode } from '../../src/domain/topology.ts';
import { seededRandom } from '../../src/forecast/learn/random.ts';
import { Directory } from '../../src/service/directory.ts';
import type { WeatherRun } from '../../src/service/forecast-ports.ts';
import { addUpCurves, predictGroups } from '../../src/service/forecasting/compute.ts';
import type { ForecastEngine, ForecastTrainer } from '../../src/service/forecasting/engine.ts';
import { followDays } from '../../src/service/forecasting/follow.ts';
import { ForecastCycle } from '../../src/service/forecasting/forecast-cycle.ts';
import { trainGroup } from '../../src/service/forecasting/group-models.ts';
import { MemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openForecastDatabase } from '../../src/storage/sqlite/forecast-database.ts';
import { unpackServing } from '../../src/storage/sqlite/packed-model.ts';
import { deviceWith } from './devices.ts';
import { tempFolder } from './temp-folder.ts';

export const timeZone = 'Asia/Shanghai';
const localMs = 8 * hourMs;

const node = (
  id: string,
  kind: TopologyNode['kind'],
  parentId: string | null,
  place: { latitude: number; longitude: number } | null = null,
): TopologyNode => ({
  ...{ id, name: id, nameEn: null, kind, parentId, ratingKva: null },
  latitude: place?.latitude ?? null,
  longitude: place?.longitude ?? null,
});

export const twoVillages: Topology = {
  nodes: [
    node('county', 'county', null, { latitude: 34.82, longitude: 114.82 }),
    node('east', 'feeder', 'county'),
    node('zhao', 'area', 'east', { latitude: 34.9, longitude: 114.8 }),
    node('qian', 'area', 'east'),
  ],
  cooperatives: [{ id: 'coop', name: '合作社', nameEn: null, shares: { h1: 1 } }],
};

const device = (
  key: number,
  kind: DeviceKind,
  nodeId: string,
  ratingKw: number,
  cooperativeId: string | null = null,
): Device => deviceWith({ key, id: `${kind}-${key}`, kind, nodeId, ratingKw, cooperativeId });

export const villageDevices: readonly Device[] = [
  device(1, 'pv', 'zhao', 20),
  device(2, 'pv', 'zhao', 30, 'coop'),
  device(3, 'pv', 'qian', 50, 'coop'),
  device(4, 'load', 'zhao', 100),
  device(5, 'load', 'qian', 80),
  device(6, 'heat_pump', 'qian', 40),
  device(7, 'wind', 'county', 500),
  device(8, 'battery', 'zhao', 50),
];

/** How much of its rating a device of a kind gives or takes at a local hour of a day. */
export function ratioAt(kind: DeviceKind, at: number): number {
  const day = Math.floor((at + localMs) / dayMs);
  const hour = ((at + localMs) % dayMs) / hourMs;
  const luck = seededRandom(day * 31 + kind.length)();
  switch (kind) {
    case 'pv':
      return Math.max(0, Math.sin((Math.PI * (hour - 6.5)) / 11)) * (0.3 + 0.5 * luck);
    case 'wind':
      return 0.1 + 0.7 * luck;
    default:
      return (0.2 + 0.15 * Math.sin((Math.PI * (hour - 12)) / 12)) * (0.9 + 0.2 * luck);
  }
}

export interface SlotValues {
  readonly powerKw?: number;
  readonly availablePowerKw?: number;
  readonly completeness?: number;
}

/** Writes quarter hours of one device from `from` to before `to`. */
export async function writeQuarters(
  store: MemoryStore,
  { key, kind }: Pick<Device, 'key' | 'kind'>,
  range: { from: number; to: number },
  valuesAt: (at: number) => SlotValues,
): Promise<void> {
  const { from, to } = range;
  const length = Math.round((to - from) / quarterMs);
  const starts = Float64Array.from({ length }, (_, row) => from + row * quarterMs);
  const points = pointIndexesOf(kind);
  const values = kindSpecOf(kind).points.map(() => new Float64Array(length).fill(Number.NaN));
  const completeness = new Float32Array(length);
  for (const [row, at] of starts.entries()) {
    const { completeness: share = 1, ...told } = valuesAt(at);
    completeness[row] = share;
    for (const [name, value] of Object.entries(told)) {
      const column = values[points.get(name) ?? -1];
      if (column !== undefined) column[row] = value;
    }
  }
  const deviceKeys = new Int32Array(length).fill(key);
  const [quality, reasons] = [new Uint8Array(length), new Uint16Array(length)];
  const slots = { kind, length, deviceKeys, slotStart: starts, completeness, quality, reasons };
  await store.writeSlots('15m', [{ ...slots, values }], []);
}

export async function writePast(
  store: MemoryStore,
  devices: readonly Device[],
  range: { from: number; to: number },
): Promise<void> {
  for (const one of devices) {
    const ratingKw = one.ratingKw ?? 0;
    await writeQuarters(store, one, range, (at) => ({ powerKw: ratingKw * ratioAt(one.kind, at) }));
  }
}

/** The engine without a thread. */
export const engineHere: ForecastEngine & ForecastTrainer = {
  predict: async (work) => predictGroups(work, (group) => unpackServing(work.models[group])),
  addUp: async (work) => addUpCurves(work),
  train: async (work) => trainGroup(work),
  follow: async (work) => followDays({ ...work, contestants: work.contestants.map(unpackServing) }),
};

export function forecastGround(
  devices: readonly Device[] = villageDevices,
  readings = new MemoryStore(),
  folder = tempFolder(),
) {
  const { weather, forecasts, models } = openForecastDatabase(join(folder, 'forecasts.sqlite'));
  const directory = new Directory(twoVillages, devices);
  const clock = { now: (): Instant => instant(0) };
  const cycle = new ForecastCycle({
    ...{ readings, weather, forecasts, models, directory, engine: engineHere, timeZone, clock },
    specialDays: new Map(),
  });
  return { readings, weather, forecasts, models, directory, cycle };
}

/** A run of 72 hours in hourly steps, every value of a column the same. */
export function weatherRun(
  receivedAt: number,
  columns: Readonly<Partial<Record<keyof WeatherRun['columns'], number>>>,
  from = receivedAt,
): WeatherRun {
  const count = 72;
  return {
    sourceId: 'own',
    place: { latitude: 34.82, longitude: 114.82 },
    ...{ issuedAt: instant(receivedAt), receivedAt: instant(receivedAt) },
    slots: { from, slotMs: hourMs, count },
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, value]) => [name, new Float64Array(count).fill(value)]),
    ),
  };
}
