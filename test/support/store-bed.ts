/** A store for one test, and what the tests of stores say again and again. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { dayMs, minuteMs, quarterMs } from '../../src/domain/instant.ts';
import type { DirtySlot, RangeQuery, ReadingStore, WriteResult } from '../../src/service/ports.ts';
import {
  at,
  type ReadingRow,
  readingRows,
  readings,
  type SlotRow,
  slotRows,
  slots,
} from './store-columns.ts';
import { tempFolder } from './temp-folder.ts';

export interface StoreHarness {
  readonly name: string;
  open(folder: string): Promise<ReadingStore>;
  restore(backupFolder: string, folder: string): Promise<ReadingStore>;
  /** Whether a store that was closed still has its data when it is opened again. */
  readonly durable: boolean;
}

export const always = { from: at(-400 * dayMs), to: at(400 * dayMs) };

export function loads(query: Partial<RangeQuery> = {}): RangeQuery {
  return { kind: 'load', deviceKeys: [1, 2, 3], ...always, ...query };
}

export function row(device: number, offsetMs: number, powerKw: number): ReadingRow {
  return { device, at: at(offsetMs), values: { powerKw } };
}

/** The row as the store answers it. */
export function stored(device: number, offsetMs: number, powerKw: number): Required<ReadingRow> {
  return { ...row(device, offsetMs, powerKw), quality: 0, reasons: 0 };
}

export function slot(device: number, offsetMs: number, powerKw: number): SlotRow {
  return { ...row(device, offsetMs, powerKw), completeness: 1 };
}

export function dirty(deviceKey: number, offsetMs: number): DirtySlot {
  return { deviceKey, slotStart: at(offsetMs) };
}

/** Opens a store in a folder of its own; both are gone when the test ends. */
export async function openBed(harness: StoreHarness): Promise<{
  readonly folder: string;
  readonly store: ReadingStore;
}> {
  const folder = tempFolder();
  const store = await harness.open(join(folder, 'store'));
  onTestFinished(() => store.close());
  return { folder, store };
}

export function writeLoads(store: ReadingStore, rows: readonly ReadingRow[]): Promise<WriteResult> {
  return store.write([readings('load', rows)], 1, []);
}

export async function allLoads(store: ReadingStore): Promise<Required<ReadingRow>[]> {
  return readingRows(await store.read(loads()));
}

/** Three devices over three days, one late reading, one changed one, some slots and dirty marks. */
export async function fill(store: ReadingStore): Promise<void> {
  const minutes = Array.from({ length: 3 * 1_440 }, (_, minute) => minute);
  for (const device of [1, 2, 3]) {
    await writeLoads(
      store,
      minutes.map((minute) => row(device, minute * minuteMs, minute / 8)),
    );
  }
  await writeLoads(store, [row(2, 7 * minuteMs, 99), row(3, -dayMs, 5)]);
  await store.writeSlots('15m', [slots('load', [slot(1, 0, 4), slot(2, 0, 5)])], []);
  await store.writeSlots('1d', [slots('load', [slot(1, 0, 6)])], []);
  await store.write([], 77, [dirty(1, 0), dirty(3, quarterMs)]);
}

/** Everything that the store answers, to compare two states of it. */
export async function answersOf(store: ReadingStore, query: Partial<RangeQuery> = {}) {
  const { rows, points } = await store.stats();
  return {
    rows,
    points,
    position: await store.position(),
    readings: readingRows(await store.read(loads(query))),
    latest: (await store.latest()).map(readingRows),
    dirty: await store.dirtySlots(1_000),
    quarters: slotRows(await store.readSlots('15m', loads(query))),
    days: slotRows(await store.readSlots('1d', loads(query))),
  };
}
