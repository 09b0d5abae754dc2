/** Copies the whole history of one reading store into another one, so that it can be broken off. */
import { deviceKinds } from '../domain/device.ts';
import type { CountedStore } from './counted-store.ts';
import {
  cursorAfter,
  type HistoryPart,
  type IsKnown,
  isBehind,
  type MigrationCursor,
  planOf,
} from './migration-plan.ts';
import {
  type DirtySlot,
  isRetryable,
  type JournalPosition,
  type ReadingColumns,
  type WriteResult,
} from './ports.ts';

/** Dirty slots that one write takes. */
const dirtyPerWrite = 10_000;

/** More than a county makes in a day; a store with more has roll-ups to finish first. */
const dirtySlotsMax = 1_000_000;

/** How often a call is tried that a store cannot do just now, and how long is waited before. */
const triesMax = 10;
const retryMsMax = 30_000;

export interface MigrationProgress {
  readonly phase: 'copy' | 'compare';
  readonly devices: number;
  readonly rows: number;
  readonly rowsDone: number;
}

export interface Migration {
  readonly source: CountedStore;
  readonly target: CountedStore;
  /** Rows of devices that are not known stay where they are. */
  readonly isKnown: IsKnown;
  /** Where an earlier run stopped; null copies from the beginning. */
  readonly cursor: MigrationCursor | null;
  /**
   * Journal position that the target gets in the end; null lets the service read the journal from
   * its beginning, which changes nothing that is stored already.
   */
  readonly position: JournalPosition | null;
  /** Keeps how far the copy has come; called when the target has confirmed it. */
  readonly keep: (cursor: MigrationCursor) => void;
  readonly onProgress: (progress: MigrationProgress) => void;
  readonly onRetry: (fault: unknown) => void;
  readonly delay: (ms: number) => Promise<void>;
  readonly stopped: () => boolean;
}

/**
 * Copies readings, slots, dirty marks and the journal position. Every piece may be written twice,
 * so it does not matter when a run ends. Answers false where it was told to stop.
 */
export async function copyHistory(migration: Migration): Promise<boolean> {
  const { source, target, isKnown, cursor, stopped, keep, onProgress } = migration;
  const { devices, rows, parts } = await planOf(source, isKnown);
  let rowsDone = 0;
  for (const part of parts()) {
    if (stopped()) return false;
    if (!isBehind(part, cursor)) {
      await again(migration, () => copyPart(part, source, target));
      keep(cursorAfter(part));
    }
    rowsDone += part.rows;
    onProgress({ phase: 'copy', devices, rows, rowsDone });
  }
  await copyDirtySlots(migration);
  return true;
}

/** Until the very end the position says that nothing is stored, so that no service relies on it. */
const positionOfUnfinished: JournalPosition = 0;

async function copyPart(
  { level, ...query }: HistoryPart,
  source: CountedStore,
  target: CountedStore,
): Promise<void> {
  if (level === 'raw') {
    const readings = await source.read(query);
    refuseRejected(await target.write([readings], positionOfUnfinished, []), readings);
  } else {
    await target.writeSlots(level, [await source.readSlots(level, query)], []);
  }
}

/** A reading that the target leaves out would be missing in it for good. */
function refuseRejected({ rejected: [first] = [] }: WriteResult, readings: ReadingColumns): void {
  if (first === undefined) return;
  const { kind, deviceKeys, measuredAt } = readings;
  throw new Error(
    `The target does not take the ${kind} reading of device ${deviceKeys[first.row]} at ${measuredAt[first.row]}: ${first.reason}`,
  );
}

async function copyDirtySlots(migration: Migration): Promise<void> {
  const { source, target, isKnown, position } = migration;
  const dirty = await again(migration, () => allDirtySlots(source, isKnown));
  for (let first = 0; first < dirty.length; first += dirtyPerWrite) {
    const some = dirty.slice(first, first + dirtyPerWrite);
    await again(migration, () => target.write([], positionOfUnfinished, some));
  }
  await again(migration, () => target.write([], position ?? positionOfUnfinished, []));
}

/** @throws Error that names the remedy where there are more than can be held. */
export async function allDirtySlots(
  store: CountedStore,
  isKnown: IsKnown,
): Promise<readonly DirtySlot[]> {
  const slots = await store.dirtySlots(dirtySlotsMax + 1);
  if (slots.length <= dirtySlotsMax) {
    return slots.filter(({ deviceKey }) => deviceKinds.some((kind) => isKnown(kind, deviceKey)));
  }
  throw new Error(
    `More than ${dirtySlotsMax} slots wait for their roll-up. Run the service on this store until it has caught up, then migrate.`,
  );
}

/** Tries a call again that a store says can succeed later, each time after a longer wait. */
export async function again<Result>(
  { delay, onRetry }: Pick<Migration, 'delay' | 'onRetry'>,
  call: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (fault) {
      if (tries === triesMax || !isRetryable(fault)) throw fault;
      onRetry(fault);
      await delay(Math.min(retryMsMax, 500 * 2 ** tries));
    }
  }
}
