import { instant } from '../domain/instant.ts';
import type { QualityCode } from '../domain/reading.ts';
import type { Directory } from './directory.ts';
import type { DirtySlots } from './dirty-slots.ts';
import { isFromFuture, type LiveState } from './live-state.ts';
import type { Journal, JournalPosition, ReadingColumns, ReadingStore } from './ports.ts';
import { registersOf } from './registers.ts';

/** Dirty slots that are taken over at start; there are only so many if the store was long behind. */
const restoredSlotsMax = 5_000_000;

export interface Memory {
  readonly directory: Directory;
  readonly live: LiveState;
  readonly dirty: DirtySlots;
}

/** Takes over from an earlier run: live values and unfinished roll-ups from the store. */
export async function restoreFromStore(store: ReadingStore, memory: Memory): Promise<void> {
  await restoreLive(store, memory);
  await restoreDirty(store, memory);
}

/** Roll-ups that an earlier run left. Nothing shows the slots of a device that is no longer known. */
export async function restoreDirty(store: ReadingStore, memory: Memory): Promise<void> {
  const slots = await store.dirtySlots(restoredSlotsMax);
  memory.dirty.restore(slots.filter(({ deviceKey }) => memory.directory.isKnown(deviceKey)));
}

/** The newest stored row of each device becomes its live values, unless something newer is known. */
export async function restoreLive(store: ReadingStore, memory: Memory): Promise<void> {
  for (const columns of await store.latest()) {
    for (let row = 0; row < columns.length; row += 1) takeOver(columns, row, memory);
  }
}

/** A row of a clock that was ahead is the newest one stored, and says nothing about what is now. */
function takeOver(columns: ReadingColumns, row: number, { directory, live, dirty }: Memory): void {
  const quality = (columns.quality[row] ?? 0) as QualityCode;
  const reasons = columns.reasons[row] ?? 0;
  if (isFromFuture({ quality, reasons })) return;
  const key = columns.deviceKeys[row] ?? 0;
  // Readings from before a device's kind was changed have other points than it has now.
  if (!directory.isKnown(key) || directory.deviceByKey(key).kind !== columns.kind) return;
  const device = directory.deviceByKey(key);
  const measuredAt = instant(columns.measuredAt[row] ?? 0);
  const values = Float64Array.from(columns.values, (column) => column[row] ?? Number.NaN);
  const valuesAt = new Float64Array(values.length).fill(measuredAt);
  live.seed(device, { measuredAt, values, valuesAt, quality, reasons });
  if (quality !== 2 && registersOf(device.kind).some((place) => !Number.isNaN(values[place]))) {
    if (dirty.newestRegisterAt(device.key) === null) dirty.noteRegister(device.key, measuredAt);
  }
}

/**
 * Where ingest begins: behind what the store has. A store that is ahead of the journal belongs to
 * another journal, so all of this one is read; readings that are known already change nothing.
 */
export async function ingestStart(store: ReadingStore, journal: Journal): Promise<JournalPosition> {
  const { start, end } = journal.range();
  const stored = await store.position();
  return stored === null || stored < start || stored > end ? start : stored;
}
