/** Appends that are committed together: one write into one segment. */
import { invariant } from '../../domain/outcome.ts';
import type { JournalPosition } from '../../service/ports.ts';
import {
  type JournalMessage,
  recordBytesAtMost,
  recordHeaderBytes,
  writeRecord,
} from './record.ts';
import { limitOf, type Segment } from './segment.ts';

/** Two such buffers are kept: one is being filled while the other is being written. */
export const groupBytesMax = 2 * 1_024 * 1_024;

/** The largest record that a journal with such segments takes. */
export function recordBytesMaxOf(segmentBytes: number): number {
  return Math.min(segmentBytes, groupBytesMax - recordHeaderBytes);
}

export class Group {
  readonly #buffer = Buffer.allocUnsafeSlow(groupBytesMax);
  readonly #callbacks: (() => void)[] = [];
  #segment: Segment | null = null;
  #start: JournalPosition = 0;
  #used = 0;

  get isEmpty(): boolean {
    return this.#used === 0;
  }

  get records(): number {
    return this.#callbacks.length;
  }

  /** Points an empty group at the place where its first record goes. */
  begin(segment: Segment, start: JournalPosition): void {
    this.#segment = segment;
    this.#start = start;
    this.#used = 0;
    this.#callbacks.length = 0;
  }

  /** Points an empty group at the place behind another one. */
  follow(other: Group): void {
    if (other.#segment !== null) this.begin(other.#segment, other.#end);
  }

  fits(message: JournalMessage): boolean {
    const bytes = recordBytesAtMost(message);
    return (
      this.#segment !== null &&
      this.#end + bytes <= limitOf(this.#segment) &&
      this.#used + bytes + recordHeaderBytes <= groupBytesMax
    );
  }

  add(message: JournalMessage, onDurable: () => void): void {
    this.#used += writeRecord(this.#buffer, this.#used, this.#end, message);
    this.#callbacks.push(onDurable);
  }

  /**
   * Writes the group with a blank header behind it, which tells a clean end from a torn record also
   * where an earlier life of the segment left its bytes. The next group overwrites the blank.
   * Answers the segment that was written to.
   */
  async write(): Promise<Segment> {
    const segment = this.#segment;
    invariant(segment !== null, 'a group that is written has a segment');
    const blankBytes = Math.min(recordHeaderBytes, limitOf(segment) - this.#end);
    this.#buffer.fill(0, this.#used, this.#used + blankBytes);
    await segment.file.write(this.#buffer, this.#used + blankBytes, this.#start - segment.base);
    return segment;
  }

  /** Lets readers see the group; answers the position behind its last record. */
  publish(): JournalPosition {
    if (this.#segment !== null) this.#segment.end = this.#end;
    return this.#end;
  }

  /** Calls back in the order of the appends; a callback that throws is answered, not passed on. */
  callBack(onError: (error: unknown) => void): void {
    for (const callback of this.#callbacks) {
      try {
        callback();
      } catch (error) {
        onError(error);
      }
    }
  }

  /** Position behind the last record. */
  get #end(): JournalPosition {
    return this.#start + this.#used;
  }
}
