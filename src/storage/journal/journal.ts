/** The append-only journal of a folder: group commit into preallocated segments. */
import { mkdir } from 'node:fs/promises';
import type { Journal, JournalPosition, Log } from '../../service/ports.ts';
import { Damage } from './damage.ts';
import { diskFiles, type JournalFiles } from './files.ts';
import { lockFolder } from './folder-lock.ts';
import { HeldAppends, heldBytesMax } from './held-appends.ts';
import { type Recovery, recoverSegments } from './recovery.ts';
import { SegmentJournal } from './segment-journal.ts';
import { Segments } from './segments.ts';
import { SyncPolicy, type SyncSetting } from './sync-policy.ts';
import { Trouble } from './trouble.ts';

export interface JournalOptions {
  readonly folder: string;
  /** Bound of all segment files together, in bytes. At it appends are held until `release`. */
  readonly maxBytes: number;
  /** Size of one preallocated segment file, in bytes; the largest record must fit. */
  readonly segmentBytes: number;
  readonly sync: SyncSetting;
  readonly log: Log;
  /**
   * Up to where the reading store has everything. A journal that ends before it, because its folder
   * was lost or a power cut took an unsynced tail, goes on from here, so that the store does not
   * take new records for old ones.
   */
  readonly notBefore?: JournalPosition;
  readonly heldBytesMax?: number;
  readonly files?: JournalFiles;
}

/** One segment is filled while another is read and released. */
const segmentsMin = 2;
/** Each segment is an open file. */
const segmentsMax = 1_024;
const ownerOnly = 0o700;

/**
 * @throws Error when another process has the folder, when the bounds do not fit each other, or when
 * the folder cannot be read or written. Damage in segments is skipped, counted and logged instead.
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  checkBounds(options);
  await mkdir(options.folder, { recursive: true, mode: ownerOnly });
  const unlock = lockFolder(options.folder);
  try {
    return await openLocked(options, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function checkBounds({ maxBytes, segmentBytes }: JournalOptions): void {
  const segments = Math.floor(maxBytes / segmentBytes);
  if (segments >= segmentsMin && segments <= segmentsMax) return;
  throw new RangeError(
    `A journal of ${maxBytes} bytes in segments of ${segmentBytes} bytes has ${segments} segments; ` +
      `${segmentsMin} to ${segmentsMax} are possible.`,
  );
}

async function openLocked(options: JournalOptions, unlock: () => void): Promise<Journal> {
  const { folder, maxBytes, segmentBytes, log, files = diskFiles, notBefore = 0 } = options;
  const damage = new Damage(notBefore);
  const found = await recoverSegments(folder, files, { log, damage });
  warnOfLostEnd(found, notBefore, log);
  const trouble = new Trouble(folder, log);
  const segments = new Segments(
    { folder, files, segmentBytes, bytesMax: maxBytes, trouble, onReady: () => journal.resume() },
    found,
    notBefore,
  );
  const sync = new SyncPolicy(options.sync, trouble);
  const journal = new SegmentJournal({
    segments,
    held: new HeldAppends(options.heldBytesMax ?? heldBytesMax),
    sync,
    trouble,
    log,
    segmentBytes,
    maxBytes,
    damage,
    unlock,
  });
  sync.start(segments);
  segments.maintain();
  const { start, end } = journal.range();
  const { damagedBytes, lostBytes } = damage;
  log.info({ folder, start, end, damagedBytes, lostBytes }, 'The journal is open.');
  return journal;
}

function warnOfLostEnd({ live }: Recovery, notBefore: JournalPosition, log: Log): void {
  const end = live.at(-1)?.end ?? 0;
  if (end >= notBefore) return;
  log.warn(
    { end, notBefore },
    'The journal ends before what the store has, and goes on from there.',
  );
}
