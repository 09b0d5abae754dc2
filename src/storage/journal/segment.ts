/** One file of the journal and its name, which carries the position of its first byte. */
import { join } from 'node:path';
import type { JournalPosition } from '../../service/ports.ts';
import type { JournalFile } from './files.ts';

export interface Segment {
  readonly base: JournalPosition;
  readonly bytes: number;
  readonly path: string;
  readonly file: JournalFile;
  /** Behind the last committed record; `base` while there is none. */
  end: JournalPosition;
  /** Written since the last sync; counts only when commits do not sync themselves. */
  isDirty: boolean;
}

/** Enough for every safe integer, so that names sort like positions. */
const baseDigits = 16;
const namePattern = /^(\d{16})\.segment$/;

export function segmentPath(folder: string, base: JournalPosition): string {
  return join(folder, `${String(base).padStart(baseDigits, '0')}.segment`);
}

/** Position in a segment's file name; null for a file of another sort. */
export function baseOfName(name: string): JournalPosition | null {
  const digits = namePattern.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

export function limitOf(segment: Segment): JournalPosition {
  return segment.base + segment.bytes;
}
