/** Reads committed records back, mostly from the page cache. */
import type { JournalPosition, JournalRead, JournalRecord, Log } from '../../service/ports.ts';
import type { Damage } from './damage.ts';
import { readRecord, recordHeaderBytes, walkRecords } from './record.ts';
import type { Segment } from './segment.ts';
import type { Segments } from './segments.ts';

/** Where damage is told and counted. */
interface Found {
  readonly log: Log;
  readonly damage: Damage;
}

/**
 * Reads from the first segment that has records at or after `from`: a read never spans two of them.
 * A segment that is released while it is being read may be overwritten, so the read starts again.
 */
export async function readCommitted(
  segments: Segments,
  position: JournalPosition,
  maxBytes: number,
  found: Found,
): Promise<JournalRead> {
  let from = position;
  for (;;) {
    const segment = segments.live.find((candidate) => candidate.end > from);
    if (segment === undefined) return { records: [], next: from };
    const isLive = () => segments.live.includes(segment);
    const start = Math.max(from, segment.base);
    const read = await readSegment(segment, start, maxBytes, found).catch((error: unknown) => {
      if (isLive()) throw error;
    });
    if (read === undefined || !isLive()) continue;
    if (read.records.length > 0) return read;
    from = read.next;
  }
}

/** Answers no records, and the segment's end as next, when everything from `from` on is damaged. */
async function readSegment(
  segment: Segment,
  from: JournalPosition,
  maxBytes: number,
  found: Found,
): Promise<JournalRead> {
  const { base, end, file } = segment;
  const records: JournalRecord[] = [];
  let expected = from;
  let walk = { next: from, neededBytes: recordHeaderBytes };
  while (records.length === 0 && walk.next + walk.neededBytes <= end) {
    const start = walk.next;
    const length = Math.min(Math.max(walk.neededBytes, maxBytes), end - start);
    const piece = await file.read(start - base, length);
    walk = walkRecords(piece, start, end, (offset, recordBytes) => {
      const position = start + offset;
      if (position > expected) tellDamage(found, expected, position);
      records.push(readRecord(piece, offset, recordBytes, position));
      expected = position + recordBytes;
    });
  }
  if (records.length > 0) return { records, next: walk.next };
  tellDamage(found, expected, end);
  return { records, next: end };
}

/** What the start found is known already; this arose since, or was cut from the disk meanwhile. */
function tellDamage({ log, damage }: Found, from: JournalPosition, to: JournalPosition): void {
  const lostBytes = damage.note(from, to);
  if (lostBytes === null) return;
  log.warn({ from, to, lostBytes }, 'Damaged bytes of the journal were skipped while reading.');
}
