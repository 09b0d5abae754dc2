/** Takes appends, commits them in groups, and holds them while there is no room. */
import { setImmediate as afterInput } from 'node:timers/promises';
import type {
  Journal,
  JournalPosition,
  JournalRead,
  JournalStats,
  Log,
} from '../../service/ports.ts';
import type { Damage } from './damage.ts';
import { Group, recordBytesMaxOf } from './group.ts';
import type { HeldAppends } from './held-appends.ts';
import { readCommitted } from './reader.ts';
import { type JournalMessage, recordBytesAtMost } from './record.ts';
import type { Segments } from './segments.ts';
import type { SyncPolicy } from './sync-policy.ts';
import type { Trouble } from './trouble.ts';

export interface JournalParts {
  readonly segments: Segments;
  readonly held: HeldAppends;
  readonly sync: SyncPolicy;
  readonly trouble: Trouble;
  readonly log: Log;
  readonly segmentBytes: number;
  readonly maxBytes: number;
  readonly damage: Damage;
  readonly unlock: () => void;
}

const commitTask = 'committing';

export class SegmentJournal implements Journal {
  readonly #parts: JournalParts;
  /** Gathers appends while `#writing` is on its way to the disk. */
  #filling = new Group();
  #writing = new Group();
  #durableEnd: JournalPosition;
  #commit: Promise<void> | null = null;
  #progress = Promise.withResolvers<void>();
  #appendedRecords = 0;
  #commits = 0;
  #refusedAppends = 0;
  #saidHeld = false;
  #isClosed = false;

  constructor(parts: JournalParts) {
    this.#parts = parts;
    const { segments } = parts;
    this.#durableEnd = segments.live.at(-1)?.end ?? segments.upcoming;
    const unfilled = segments.lastUnfilled();
    if (unfilled !== null) this.#filling.begin(unfilled, unfilled.end);
  }

  append(message: JournalMessage, onDurable: () => void): void {
    if (this.#isClosed || this.#isTooLarge(message)) {
      this.#refusedAppends += 1;
    } else if (this.#parts.held.count === 0 && this.#makeRoom(message)) {
      this.#filling.add(message, onDurable);
      this.#startCommit();
    } else {
      this.#hold(message, onDurable);
    }
  }

  async read(position: JournalPosition, maxBytes: number): Promise<JournalRead> {
    if (this.#isClosed) return { records: [], next: position };
    const from = Math.max(position, this.range().start);
    return readCommitted(this.#parts.segments, from, maxBytes, this.#parts);
  }

  async waitFor(position: JournalPosition): Promise<void> {
    while (this.#durableEnd <= position && !this.#isClosed) await this.#progress.promise;
  }

  release(position: JournalPosition): void {
    this.#parts.segments.release(position);
  }

  range(): { readonly start: JournalPosition; readonly end: JournalPosition } {
    const start = this.#parts.segments.live[0]?.base ?? this.#durableEnd;
    return { start, end: this.#durableEnd };
  }

  stats(): JournalStats {
    const { segments, held, maxBytes, damage, trouble } = this.#parts;
    return {
      appendedRecords: this.#appendedRecords,
      commits: this.#commits,
      acknowledges: !this.#saidHeld,
      heldAppends: held.count,
      heldBytes: held.bytes,
      refusedAppends: this.#refusedAppends,
      usedBytes: segments.live.reduce((sum, segment) => sum + segment.end - segment.base, 0),
      maxBytes,
      damagedBytes: damage.damagedBytes,
      lostBytes: damage.lostBytes,
      lastError: trouble.lastError,
    };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { segments, sync, trouble, unlock } = this.#parts;
    trouble.close();
    await this.#commit;
    await sync.close(segments);
    await segments.close();
    unlock();
    this.#progress.resolve();
  }

  /** Goes on with held appends after a segment became ready or a commit left room in its buffer. */
  resume(): void {
    if (this.#isClosed) return;
    this.#parts.held.drain((message, onDurable) => {
      if (!this.#makeRoom(message)) return false;
      this.#filling.add(message, onDurable);
      return true;
    });
    if (!this.#filling.isEmpty) this.#startCommit();
    this.#sayWhetherHeld();
  }

  #isTooLarge(message: JournalMessage): boolean {
    const bytes = recordBytesAtMost(message);
    const bytesMax = recordBytesMaxOf(this.#parts.segmentBytes);
    if (bytes <= bytesMax) return false;
    const { topic } = message;
    this.#parts.log.warn({ topic, bytes, bytesMax }, 'A message is too large for the journal.');
    return true;
  }

  /** True when the message fits into the group, if need be at the beginning of another segment. */
  #makeRoom(message: JournalMessage): boolean {
    if (this.#filling.fits(message)) return true;
    if (!this.#filling.isEmpty) return false;
    const segment = this.#parts.segments.take();
    if (segment === null) return false;
    this.#filling.begin(segment, segment.base);
    return this.#filling.fits(message);
  }

  #hold(message: JournalMessage, onDurable: () => void): void {
    if (!this.#parts.held.add(message, onDurable)) this.#refusedAppends += 1;
    this.#sayWhetherHeld();
  }

  /** One line when devices begin to be held back, with the reason, and one when it is over. */
  #sayWhetherHeld(): void {
    const { held, trouble, log } = this.#parts;
    const reason = this.#whyHeld();
    if (!this.#saidHeld && reason !== null) {
      this.#saidHeld = true;
      log.error(
        { ...this.range(), reason },
        'The journal takes nothing; devices are not acknowledged.',
      );
    } else if (this.#saidHeld && held.count === 0 && !trouble.isOpen(commitTask)) {
      this.#saidHeld = false;
      log.info(this.range(), 'The journal has room again; devices are acknowledged.');
    }
  }

  #whyHeld(): string | null {
    const { held, segments, trouble, maxBytes } = this.#parts;
    if (trouble.isOpen(commitTask)) return trouble.lastError;
    if (held.count === 0) return null;
    if (segments.isFull) return `The journal is full: ${maxBytes} bytes are its bound.`;
    return segments.isExhausted ? trouble.lastError : null;
  }

  /** The commit waits until the input of this turn of the event loop is in the group. */
  #startCommit(): void {
    this.#commit ??= afterInput().then(() => this.#commitAll());
  }

  async #commitAll(): Promise<void> {
    while (!this.#filling.isEmpty) {
      const group = this.#filling;
      this.#filling = this.#writing;
      this.#writing = group;
      this.#filling.follow(group);
      if (!(await this.#makeDurable(group))) break;
      this.#finish(group);
      await afterInput();
    }
    this.#commit = null;
  }

  /**
   * Tries until it succeeds, or fails while the journal closes. A retry writes again before it syncs
   * again, because after a failed sync the kernel may call pages clean that never reached the disk.
   */
  async #makeDurable(group: Group): Promise<boolean> {
    const { sync, trouble } = this.#parts;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await sync.afterWrite(await group.write());
        trouble.over(commitTask);
        return true;
      } catch (error) {
        trouble.failed(commitTask, error);
        this.#sayWhetherHeld();
      }
      if (trouble.isClosing) return false;
      await trouble.backOff(attempt);
    }
  }

  #finish(group: Group): void {
    this.#durableEnd = group.publish();
    this.#appendedRecords += group.records;
    this.#commits += 1;
    group.callBack((error) => {
      this.#parts.log.error({ error: String(error) }, 'An acknowledgement failed.');
    });
    this.#progress.resolve();
    this.#progress = Promise.withResolvers();
    this.resume();
  }
}
