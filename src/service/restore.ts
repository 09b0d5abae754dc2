import { type Instant, instant } from '../domain/instant.ts';
import type { QualityCode } from '../domain/reading.ts';
import type { Directory } from './directory.ts';
import type { DirtySlots } from './dirty-slots.ts';
import type { LiveState } from './live-state.ts';
import type { Journal, JournalPosition, ReadingStore } from './ports.ts';

/** Dirty slots that are taken over at start; there are only so many if the store was long behind. */
const restoredSlotsMax = 5_000_000;

/** Takes over from an earlier run: live values and unfinished roll-ups from the store. */
export async function restoreFromStore(
  store: ReadingStore,
  { directory, live, dirty }: { directory: Directory; live: LiveState; dirty: DirtySlots },
): Promise<void> {
  const newest: [number, Instant][] = [];
  for (const columns of await store.latest()) {
    for (let row = 0; row < columns.length; row += 1) {
      const device = directory.deviceByKey(columns.deviceKeys[row] ?? 0);
      const measuredAt = instant(columns.measuredAt[row] ?? 0);
      newest.push([device.key, measuredAt]);
      live.seed(device, {
        measuredAt,
        values: Float64Array.from(columns.values, (column) => column[row] ?? Number.NaN),
        valuesAt: new Float64Array(columns.values.length).fill(measuredAt),
        quality: (columns.quality[row] ?? 0) as QualityCode,
        reasons: columns.reasons[row] ?? 0,
      });
    }
  }
  dirty.restore(await store.dirtySlots(restoredSlotsMax), newest);
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
