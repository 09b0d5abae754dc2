/**
 * One record in a segment, little-endian:
 *
 *     0 magic u32 · 4 crc32 u32 of all that follows · 8 length of the record u32 · 12 length of the
 *     topic u32 · 16 position f64 · 24 receivedAt f64 · 32 topic in UTF-8 · payload
 *
 * The position is part of every record, so what an earlier life of a recycled segment left behind is
 * never taken for a new record. The magic is where a search goes on behind damage.
 */
import { crc32 } from 'node:zlib';
import { instant } from '../../domain/instant.ts';
import type { Journal, JournalPosition, JournalRecord } from '../../service/ports.ts';

export type JournalMessage = Parameters<Journal['append']>[0];

export const recordHeaderBytes = 32;

const magicBytes = Buffer.from('PWJ1', 'latin1');
const magic = magicBytes.readUInt32LE(0);
const utf8BytesPerUnitMax = 3;

/** The most that the message can take as a record; cheap, because the topic is not encoded for it. */
export function recordBytesAtMost(message: JournalMessage): number {
  return (
    recordHeaderBytes + message.topic.length * utf8BytesPerUnitMax + message.payload.byteLength
  );
}

/** Writes the record and answers its length; `recordBytesAtMost` bytes must be free at `offset`. */
export function writeRecord(
  buffer: Buffer,
  offset: number,
  position: JournalPosition,
  message: JournalMessage,
): number {
  const topicAt = offset + recordHeaderBytes;
  const topicBytes = buffer.write(message.topic, topicAt, 'utf8');
  buffer.set(message.payload, topicAt + topicBytes);
  const length = recordHeaderBytes + topicBytes + message.payload.byteLength;
  buffer.writeUInt32LE(magic, offset);
  buffer.writeUInt32LE(length, offset + 8);
  buffer.writeUInt32LE(topicBytes, offset + 12);
  buffer.writeDoubleLE(position, offset + 16);
  buffer.writeDoubleLE(message.receivedAt, offset + 24);
  buffer.writeUInt32LE(crc32(buffer.subarray(offset + 8, offset + length)), offset + 4);
  return length;
}

/** Decodes a record that `walkRecords` has found; the payload is a view on `piece`. */
export function readRecord(
  piece: Buffer,
  offset: number,
  length: number,
  position: JournalPosition,
): JournalRecord {
  const topicAt = offset + recordHeaderBytes;
  const payloadAt = topicAt + piece.readUInt32LE(offset + 12);
  return {
    position,
    receivedAt: instant(piece.readDoubleLE(offset + 24)),
    topic: piece.toString('utf8', topicAt, payloadAt),
    payload: piece.subarray(payloadAt, offset + length),
  };
}

/** Length that the header at `offset` claims when it belongs to `position`; 0 when it does not. */
export function claimedBytes(piece: Buffer, offset: number, position: JournalPosition): number {
  if (piece.readUInt32LE(offset) !== magic) return 0;
  if (piece.readDoubleLE(offset + 16) !== position) return 0;
  const length = piece.readUInt32LE(offset + 8);
  return length >= recordHeaderBytes + piece.readUInt32LE(offset + 12) ? length : 0;
}

/**
 * Topic and time of a record that is damaged somewhere, where its header still makes sense: a hint,
 * since the damage may be in just these bytes.
 */
export function senderIn(
  piece: Buffer,
  position: JournalPosition,
): { readonly topic?: string; readonly receivedAt?: string } {
  if (piece.length < recordHeaderBytes || claimedBytes(piece, 0, position) === 0) return {};
  const topicEnd = recordHeaderBytes + piece.readUInt32LE(12);
  const at = new Date(piece.readDoubleLE(24));
  if (topicEnd > piece.length || Number.isNaN(at.getTime())) return {};
  return {
    topic: piece.toString('utf8', recordHeaderBytes, topicEnd),
    receivedAt: at.toISOString(),
  };
}

/** What is found where the next record would begin: nothing, an old life's record, or a broken one. */
export function tailKind(
  header: Buffer,
  position: JournalPosition,
): 'clean' | 'recycled' | 'damaged' {
  if (header.every((byte) => byte === 0)) return 'clean';
  const isOldRecord = header.readUInt32LE(0) === magic && header.readDoubleLE(16) !== position;
  return isOldRecord ? 'recycled' : 'damaged';
}

export interface Walk {
  /** Where the next piece has to start. */
  readonly next: JournalPosition;
  /** Bytes that the next piece must hold at least for the walk to get further. */
  readonly neededBytes: number;
}

/**
 * Visits every intact record in `piece`, which starts at position `from` of a segment whose records
 * end before `end`, and steps over whatever is damaged between them.
 */
export function walkRecords(
  piece: Buffer,
  from: JournalPosition,
  end: JournalPosition,
  visit: (offset: number, length: number) => void,
): Walk {
  let offset = 0;
  while (offset + recordHeaderBytes <= piece.length) {
    const length = claimedBytes(piece, offset, from + offset);
    const isPlausible = length > 0 && from + offset + length <= end;
    if (isPlausible && offset + length > piece.length) {
      return { next: from + offset, neededBytes: length };
    }
    if (isPlausible && isIntact(piece, offset, length)) {
      visit(offset, length);
      offset += length;
    } else {
      const candidate = piece.indexOf(magicBytes, offset + 1);
      offset = candidate >= 0 ? candidate : piece.length - recordHeaderBytes + 1;
    }
  }
  return { next: from + offset, neededBytes: recordHeaderBytes };
}

function isIntact(piece: Buffer, offset: number, length: number): boolean {
  return crc32(piece.subarray(offset + 8, offset + length)) === piece.readUInt32LE(offset + 4);
}
