/** What a start finds in the folder: whole records, torn tails, damage, segments made ready. */
import { join } from 'node:path';
import type { JournalPosition, Log } from '../../service/ports.ts';
import type { Damage } from './damage.ts';
import type { JournalFiles } from './files.ts';
import { claimedBytes, recordHeaderBytes, senderIn, tailKind, walkRecords } from './record.ts';
import { baseOfName, limitOf, type Segment } from './segment.ts';

export const preparingName = 'preparing.tmp';

const scanPieceBytes = 4 * 1_024 * 1_024;
/** Enough of a damaged record for its header and a topic of usual length. */
const senderBytesMax = 1_024;

export interface Recovery {
  /** Segments from the first to the last that holds a record, in order. */
  readonly live: readonly Segment[];
  /** Segments behind those: preallocated, without a record of their own. */
  readonly empty: readonly Segment[];
}

/** Tells damage, where it is and what it costs. */
type Tell = (
  place: { readonly from: JournalPosition; readonly to: JournalPosition },
  facts: object,
  message: string,
) => void;

export async function recoverSegments(
  folder: string,
  files: JournalFiles,
  parts: { readonly log: Log; readonly damage: Damage },
): Promise<Recovery> {
  const { log, damage } = parts;
  const tell: Tell = ({ from, to }, facts, message) => {
    const lostBytes = damage.note(from, to);
    log.warn({ ...facts, from, to, lostBytes }, message);
  };
  const segments: Segment[] = [];
  for (const { name, base, bytes } of await segmentFiles(folder, files)) {
    const path = join(folder, name);
    const segment = { base, bytes, path, file: await files.open(path), end: base, isDirty: false };
    await recoverSegment(segment, name, tell);
    segments.push(segment);
  }
  const liveCount = segments.findLastIndex((segment) => segment.end > segment.base) + 1;
  const live = segments.slice(0, liveCount);
  tellMissing(live, tell);
  return { live, empty: segments.slice(liveCount) };
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

/** Sets the segment's end and cuts a torn tail. */
async function recoverSegment(segment: Segment, name: string, tell: Tell): Promise<void> {
  const { end, gaps } = await scanSegment(segment);
  segment.end = end;
  for (const gap of gaps) {
    const facts = { segment: name, ...(await senderOf(segment, gap)) };
    tell(gap, facts, 'A damaged part of the journal was skipped.');
  }
  const tornBytes = await tornTailBytes(segment);
  if (tornBytes === 0) return;
  const tail = { from: end, to: end + tornBytes };
  const facts = { segment: name, ...(await senderOf(segment, tail)) };
  await cutTail(segment);
  tell(tail, facts, 'A torn tail of the journal was cut.');
}

interface Gap {
  readonly from: JournalPosition;
  readonly to: JournalPosition;
}

/** The first record of a damaged part, as far as its own header and topic can still be read. */
async function senderOf({ base, file }: Segment, { from, to }: Gap): Promise<object> {
  return senderIn(await file.read(from - base, Math.min(to - from, senderBytesMax)), from);
}

async function scanSegment({ base, bytes, file }: Segment) {
  const limit = base + bytes;
  let end = base;
  const gaps: Gap[] = [];
  let walk = { next: base, neededBytes: recordHeaderBytes };
  while (walk.next + walk.neededBytes <= limit) {
    const from = walk.next;
    const length = Math.min(Math.max(walk.neededBytes, scanPieceBytes), limit - from);
    walk = walkRecords(await file.read(from - base, length), from, limit, (offset, recordBytes) => {
      if (from + offset > end) gaps.push({ from: end, to: from + offset });
      end = from + offset + recordBytes;
    });
  }
  return { end, gaps };
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
function tellMissing(live: readonly Segment[], tell: Tell): void {
  let expected = live[0]?.base ?? 0;
  for (const segment of live) {
    const from = expected;
    expected = limitOf(segment);
    const to = segment.end === segment.base ? expected : segment.base;
    if (to > from) tell({ from, to }, {}, 'A segment of the journal is missing or blank.');
  }
}
