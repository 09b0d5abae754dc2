/** What a start finds in the folder: whole records, torn tails, damage, segments made ready. */
import { join } from 'node:path';
import type { Log } from '../../service/ports.ts';
import type { JournalFiles } from './files.ts';
import { claimedBytes, recordHeaderBytes, tailKind, walkRecords } from './record.ts';
import { baseOfName, limitOf, type Segment } from './segment.ts';

export const preparingName = 'preparing.tmp';

const scanPieceBytes = 4 * 1_024 * 1_024;

export interface Recovery {
  /** Segments from the first to the last that holds a record, in order. */
  readonly live: readonly Segment[];
  /** Segments behind those: preallocated, without a record of their own. */
  readonly empty: readonly Segment[];
  readonly damagedBytes: number;
}

export async function recoverSegments(
  folder: string,
  files: JournalFiles,
  log: Log,
): Promise<Recovery> {
  const segments: Segment[] = [];
  let damagedBytes = 0;
  for (const { name, base, bytes } of await segmentFiles(folder, files)) {
    const path = join(folder, name);
    const segment = { base, bytes, path, file: await files.open(path), end: base, isDirty: false };
    damagedBytes += await recoverSegment(segment, name, log);
    segments.push(segment);
  }
  const liveCount = segments.findLastIndex((segment) => segment.end > segment.base) + 1;
  const live = segments.slice(0, liveCount);
  damagedBytes += missingBytes(live, log);
  return { live, empty: segments.slice(liveCount), damagedBytes };
}

async function segmentFiles(folder: string, files: JournalFiles) {
  const entries = await files.list(folder);
  if (entries.some(({ name }) => name === preparingName)) {
    await files.remove(join(folder, preparingName));
  }
  return entries
    .flatMap(({ name, bytes }) => {
      const base = baseOfName(name);
      return base === null ? [] : [{ name, base, bytes }];
    })
    .sort((left, right) => left.base - right.base);
}

/** Sets the segment's end, cuts a torn tail, and answers the number of damaged bytes. */
async function recoverSegment(segment: Segment, name: string, log: Log): Promise<number> {
  const { end, skippedBytes } = await scanSegment(segment);
  segment.end = end;
  if (skippedBytes > 0) {
    log.warn({ segment: name, skippedBytes }, 'Damaged records in the journal were skipped.');
  }
  const tornBytes = await tornTailBytes(segment);
  if (tornBytes > 0) {
    await cutTail(segment);
    log.warn({ segment: name, end, tornBytes }, 'A torn tail of the journal was cut.');
  }
  return skippedBytes + tornBytes;
}

async function scanSegment({ base, bytes, file }: Segment) {
  const limit = base + bytes;
  let end = base;
  let skippedBytes = 0;
  let walk = { next: base, neededBytes: recordHeaderBytes };
  while (walk.next + walk.neededBytes <= limit) {
    const from = walk.next;
    const length = Math.min(Math.max(walk.neededBytes, scanPieceBytes), limit - from);
    walk = walkRecords(await file.read(from - base, length), from, limit, (offset, recordBytes) => {
      skippedBytes += from + offset - end;
      end = from + offset + recordBytes;
    });
  }
  return { end, skippedBytes };
}

/** A group ends in a blank header, so anything else where the next record would begin is torn. */
async function tornTailBytes(segment: Segment): Promise<number> {
  const { base, end, file } = segment;
  const room = limitOf(segment) - end;
  if (room < recordHeaderBytes) return 0;
  const header = await file.read(end - base, recordHeaderBytes);
  const kind = tailKind(header, end);
  if (kind === 'clean' || (kind === 'recycled' && end === base)) return 0;
  return Math.min(Math.max(claimedBytes(header, 0, end), recordHeaderBytes), room);
}

async function cutTail({ file, end, base }: Segment): Promise<void> {
  await file.write(Buffer.alloc(recordHeaderBytes), recordHeaderBytes, end - base);
  await file.sync();
}

/** Positions for which there is no file any more, or one without the records that it had. */
function missingBytes(live: readonly Segment[], log: Log): number {
  let missing = 0;
  let expected = live[0]?.base ?? 0;
  for (const segment of live) {
    const from = expected;
    expected = limitOf(segment);
    const to = segment.end === segment.base ? expected : segment.base;
    if (to <= from) continue;
    log.warn({ from, to }, 'A segment of the journal is missing or blank.');
    missing += to - from;
  }
  return missing;
}
