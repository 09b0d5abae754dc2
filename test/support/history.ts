/** A small history of several kinds, for tests that move it from store to store. */
import type { DeviceKind } from '../../src/domain/device.ts';
import { dayMs, minuteMs, quarterMs } from '../../src/domain/instant.ts';
import type { CountedStore } from '../../src/service/counted-store.ts';
import { compareStores } from '../../src/service/store-comparison.ts';
import { copyHistory, type Migration } from '../../src/service/store-migration.ts';
import { dirty } from './store-bed.ts';
import { at, type ReadingRow, readings, type SlotRow, slots } from './store-columns.ts';

const days = 3;
export const historyPosition = 4_711;

interface Numbered {
  readonly device: number;
  readonly row: number;
}

/** Values that no rounding leaves alone, some absent, with every quality. */
function valuesOf({ device, row }: Numbered): ReadingRow['values'] {
  if (row % 97 === 0) return {};
  return { powerKw: device / 3 + row / 7, ...(row % 3 === 0 ? { voltageV: 230 + row / 11 } : {}) };
}

function rowsOf(device: number, stepMs: number): SlotRow[] {
  return Array.from({ length: (days * dayMs) / stepMs }, (_, row) => ({
    device,
    at: at(row * stepMs),
    values: valuesOf({ device, row }),
    quality: row % 3,
    reasons: row % 200,
    completeness: (row % 8) / 8,
  }));
}

/** Devices of the test county by their keys, and the minutes between two readings of each. */
export const historyDevices: readonly { kind: DeviceKind; key: number; everyMin: number }[] = [
  { kind: 'transformer_meter', key: 1, everyMin: 20 },
  { kind: 'pv', key: 2, everyMin: 10 },
  { kind: 'pv', key: 3, everyMin: 15 },
  { kind: 'load', key: 4, everyMin: 30 },
];

/** Fills an empty store; one device has a reading of a clock that was years ahead. */
export async function writeHistory(store: CountedStore): Promise<void> {
  for (const { kind, key, everyMin } of historyDevices) {
    const rows = rowsOf(key, everyMin * minuteMs);
    await store.write([readings(kind, rows)], 1, []);
    await store.writeSlots('15m', [slots(kind, rowsOf(key, quarterMs))], []);
    await store.writeSlots('1d', [slots(kind, rowsOf(key, dayMs))], []);
  }
  const ahead = { device: 4, at: at(20_000 * dayMs), values: { powerKw: 1 }, quality: 2 };
  await store.write([readings('load', [ahead])], historyPosition, [dirty(4, 0), dirty(2, dayMs)]);
}

/** A migration without a terminal around it, which never waits. */
export function migrationOf(
  stores: { source: CountedStore; target: CountedStore },
  more: Partial<Migration> = {},
): Migration {
  return {
    ...stores,
    isKnown: () => true,
    cursor: null,
    position: historyPosition,
    keep: () => {},
    onProgress: () => {},
    onRetry: () => {},
    delay: async () => {},
    stopped: () => false,
    ...more,
  };
}

/** Moves a store's history and says how the two compare. */
export async function moved(source: CountedStore, target: CountedStore) {
  const migration = migrationOf({ source, target });
  await copyHistory(migration);
  const comparison = await compareStores(migration);
  if (comparison === null) throw new Error('nobody told it to stop');
  return comparison;
}
