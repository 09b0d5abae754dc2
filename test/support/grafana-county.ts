import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import { dayStartOf } from '../../src/domain/calendar.ts';
import { type DeviceKind, deviceKinds } from '../../src/domain/device.ts';
import { dayMs, hourMs, instant, minuteMs, quarterMs } from '../../src/domain/instant.ts';
import type { ReadingStore, SlotLevel } from '../../src/service/ports.ts';
import { openInfluxStore } from '../../src/storage/influx/influx-store.ts';
import { influx1Transport } from '../../src/storage/influx/transport-1.ts';
import { readings, slots } from './store-columns.ts';

export const devicesPerKind = 2;

/** Device keys count through the kinds: the first kind has 1 and 2. */
export function deviceKeysOf(kind: DeviceKind): number[] {
  const first = deviceKinds.indexOf(kind) * devicesPerKind + 1;
  return Array.from({ length: devicesPerKind }, (_, index) => first + index);
}

const devices = new Map(
  deviceKinds.flatMap((kind) =>
    deviceKeysOf(kind).map((key, index) => [key, { id: `${kind}-${index + 1}`, area: 'zhao' }]),
  ),
);

/** Each point of a device has another value, and so has each time. */
function valuesOf(kind: DeviceKind, key: number, step: number): Record<string, number> {
  const { points } = kindSpecOf(kind);
  return Object.fromEntries(points.map(({ name }, index) => [name, key + index / 10 + step / 100]));
}

function times(first: number, last: number, stepMs: number): number[] {
  const count = Math.floor((last - first) / stepMs) + 1;
  return Array.from({ length: count }, (_, step) => first + step * stepMs);
}

function rowsOf(kind: DeviceKind, at: readonly number[]) {
  return deviceKeysOf(kind).flatMap((device) =>
    at.map((time, step) => ({
      ...{ device, at: time, values: valuesOf(kind, device, step) },
      ...{ quality: step % 7 === 0 ? 1 : 0, reasons: step % 7 === 0 ? 1 : 0, completeness: 0.9 },
    })),
  );
}

/**
 * A county with two devices of each kind as the service's own store writes it: two hours of
 * readings up to `now`, a day of 15-minute slots, three daily slots.
 */
export async function fillCounty(server: {
  readonly url: string;
  readonly database: string;
  readonly folder: string;
  readonly now: number;
}): Promise<ReadingStore> {
  const { url, database, folder, now } = server;
  const ids = new Map([...devices].map(([key, { id }]) => [id, key]));
  const registry = {
    byKey: (key: number) => devices.get(key) ?? null,
    keyOf: (id: string) => ids.get(id) ?? null,
    close() {},
  };
  const transport = influx1Transport({ url, database });
  const store = openInfluxStore({ folder, transport, devices: registry });
  const raw = times(now - 2 * hourMs, now, minuteMs);
  await store.write(
    deviceKinds.map((kind) => readings(kind, rowsOf(kind, raw))),
    1,
    [],
  );
  const today = dayStartOf(instant(now), 'Asia/Shanghai');
  const runningQuarter = now - (now % quarterMs);
  const slotTimes: Record<SlotLevel, number[]> = {
    '15m': times(runningQuarter - dayMs, runningQuarter, quarterMs),
    '1d': times(today - 2 * dayMs, today, dayMs),
  };
  for (const level of ['15m', '1d'] as const) {
    const all = deviceKinds.map((kind) => slots(kind, rowsOf(kind, slotTimes[level])));
    await store.writeSlots(level, all, []);
  }
  return store;
}
