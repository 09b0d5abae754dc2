/** Reads committed records back, mostly from the page cache. */
import type { JournalPosition, JournalRead, JournalRecord, Log } from '../../service/ports.ts';
import { readRecord, recordHeaderBytes, walkRecords } from './record.ts';
import type { Segment } from './segment.ts';
import type { Segments } from './segments.ts';

/**
 * Reads from the first segment that has records at or after `from`: a read never spans two of them.
 * A segment that is released while it is being read may be overwritten, so the read starts again.
 */
export async function readCommitted(
  segments: Segments,
  position: JournalPosition,
  maxBytes: number,
  log: Log,
): Promise<JournalRead> {
  let from = position;
  for (;;) {
    const segment = segments.live.find((candidate) => candidate.end > from);
    if (segment === undefined) return { records: [], next: from };
    const isLive = () => segments.live.includes(segment);
    const start = Math.max(from, segment.base);
    const read = await readSegment(segment, start, maxBytes, log).catch((error: unknown) => {
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
  log: Log,
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
      if (position > expected) logDamage(log, expected, position);
      records.push(readRecord(piece, offset, recordBytes, position));
      expected = position + recordBytes;
    });
  }
  if (records.length > 0) return { records, next: walk.next };
  logDamage(log, expected, end);
  return { records, next: end };
}

function logDamage(log: Log, from: JournalPosition, to: JournalPosition): void {
  log.warn({ from, to }, 'Damaged bytes of the journal were skipped while reading.');
}
