import type { Instant } from '../domain/instant.ts';
import { DrainRate } from './drain-rate.ts';
import type {
  Clock,
  DirtySlot,
  Journal,
  JournalPosition,
  Log,
  ReadingColumns,
  ReadingStore,
  RejectedRow,
  WriteResult,
} from './ports.ts';
import { joinedByKind, lastOf, readingsIn } from './reading-batch.ts';

/** Readings that may wait for the store. Beyond it the journal alone remembers, and is read again. */
export const pendingReadingsMax = 100_000;
/** Readings of one write, as far as batches can be parted: the newest are not kept waiting for long. */
const writeReadingsMax = 50_000;
/** Readings that may wait to be written ahead; beyond it the oldest of them wait for their turn. */
export const aheadReadingsMax = 5_000;
/**
 * Batches are gathered for so long and written together, in ms: a transaction of the store costs far
 * more than the readings in it, and nobody waits for it but a restart, which reads the journal again.
 */
const gatherMs = 200;
const roomCheckMs = 5;
/** A store that is away is tried again after so long, in ms; it doubles from the first to the last. */
const retryMsMin = 250;
const retryMsMax = 2_000;
/** A write that takes longer counts as no answer, in ms: the time limit of a store may be far off. */
const silentMsMax = 5_000;

export interface StoreBatch {
  readonly columns: readonly ReadingColumns[];
  readonly dirty: readonly DirtySlot[];
  /** Messages of the journal that it stands for. */
  readonly messages: number;
  /** Journal position after the last message of the batch. */
  readonly next: JournalPosition;
  readonly onStored: () => void;
}

export interface StoreWriterStats {
  readonly inserted: number;
  readonly duplicates: number;
  readonly replaced: number;
  /** Readings that the store rejected for themselves. */
  readonly rejected: number;
  /** Readings that were written ahead of older ones; that they come again in their turn is no repetition. */
  readonly ahead: number;
  readonly failures: number;
  /** What the store said at the last failure, while it has not taken a batch since. */
  readonly fault: string | null;
  /** Since when the store has failed or not answered; null while it takes batches. */
  readonly awaySince: Instant | null;
}

/** Told of rows that the store rejected, with the batches in which they stand. */
export type OnRejected = (batches: readonly ReadingColumns[], rows: readonly RejectedRow[]) => void;

interface StoreWriterDeps {
  readonly store: ReadingStore;
  readonly journal: Pick<Journal, 'release'>;
  readonly onRejected: OnRejected;
  readonly clock: Clock;
  readonly delay: (ms: number) => Promise<void>;
  readonly log: Log;
  /** Journal position that the store has at the start. */
  readonly from: JournalPosition;
  readonly pendingReadingsMax?: number;
}

/**
 * Takes batches to the store, those that have gathered together, and retries until they are taken:
 * what was acknowledged is never given up. The journal is released only behind what the store has
 * committed.
 */
export class StoreWriter {
  readonly #deps: StoreWriterDeps;
  readonly #pendingReadingsMax: number;
  readonly #rate = new DrainRate();
  /** What waits and what is being written, which are the first of them. */
  #queue: StoreBatch[] = [];
  #pendingReadings = 0;
  /** The newest readings, while older ones are still to be read from the journal. */
  #ahead: (readonly ReadingColumns[])[] = [];
  /** Readings that the store has ahead of their turn and that it will call known when it comes. */
  #comingAgain = 0;
  #committed: JournalPosition;
  /** When the write began that is under way. */
  #writingSince: Instant | null = null;
  #stopping = false;
  #draining: Promise<void> | null = null;
  #stats = {
    ...{ inserted: 0, duplicates: 0, replaced: 0, rejected: 0, ahead: 0, failures: 0 },
    fault: null as string | null,
    awaySince: null as Instant | null,
  };

  constructor(deps: StoreWriterDeps) {
    this.#deps = deps;
    this.#committed = deps.from;
    this.#pendingReadingsMax = deps.pendingReadingsMax ?? pendingReadingsMax;
  }

  /** Everything before it is in the store. */
  get committed(): JournalPosition {
    return this.#committed;
  }

  stats(): StoreWriterStats {
    const silentSince = this.#silentSince();
    if (this.#stats.fault !== null || silentSince === null) return { ...this.#stats };
    return { ...this.#stats, fault: 'the store does not answer', awaySince: silentSince };
  }

  /** About how long the store takes for so many messages once it takes them, in ms; null if unknown. */
  drainMs(messages: number): number | null {
    return this.#rate.msFor(messages);
  }

  /** The caller has asked `roomWithin`. */
  enqueue(batch: StoreBatch): void {
    this.#queue.push(batch);
    this.#pendingReadings += placesOf(batch);
    this.#draining ??= this.#drain();
  }

  /**
   * Writes readings with the next write although older ones are not stored yet, so that whoever looks
   * at now sees it. They do not count: they must be enqueued in their turn as well, which also puts
   * right what a message between changed.
   */
  writeAhead(columns: readonly ReadingColumns[]): void {
    if (readingsIn(columns) === 0) return;
    const waiting = [...this.#ahead, lastOf(columns, aheadReadingsMax)];
    let readings = 0;
    const tooMany = waiting.findLastIndex((batch) => {
      readings += readingsIn(batch);
      return readings > aheadReadingsMax;
    });
    this.#ahead = waiting.slice(tooMany + 1);
  }

  /** All that was to be written ahead has been enqueued: written later it could undo a newer message. */
  dropAhead(): void {
    this.#ahead = [];
  }

  /** Whether there is room within so many ms. Asks every few ms, which costs nothing at this rate. */
  async roomWithin(patienceMs: number): Promise<boolean> {
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += roomCheckMs) {
      if (this.#hasRoom() || this.#stopping) break;
      await this.#deps.delay(roomCheckMs);
    }
    return this.#hasRoom();
  }

  /** Finishes the write that is under way; what still waits is in the journal. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#draining;
  }

  /** While the store is away the journal alone remembers, and the newest wait to be written ahead. */
  #hasRoom(): boolean {
    return this.#stats.awaySince === null && this.#pendingReadings < this.#pendingReadingsMax;
  }

  /** When the write began that has been waited for too long. */
  #silentSince(): Instant | null {
    const since = this.#writingSince;
    const isSilent = since !== null && this.#deps.clock.now() - since > silentMsMax;
    return isSilent ? since : null;
  }

  /** Ends in the same turn in which it finds the queue empty, so that no batch is left waiting. */
  async #drain(): Promise<void> {
    let waitMs = gatherMs;
    let retryMs = retryMsMin;
    while (this.#queue.length > 0) {
      await this.#deps.delay(waitMs);
      if (this.#stopping) break;
      if (await this.#writeSome()) {
        waitMs = this.#pendingReadings < writeReadingsMax ? gatherMs : 0;
        retryMs = retryMsMin;
      } else {
        waitMs = retryMs;
        retryMs = Math.min(retryMs * 2, retryMsMax);
      }
    }
    this.#draining = null;
  }

  async #writeSome(): Promise<boolean> {
    // Taken in one turn, so that nothing is written ahead after what came later.
    const ahead = this.#ahead;
    const batches = this.#firstBatches();
    this.#writingSince = this.#deps.clock.now();
    try {
      if (ahead.length > 0) await this.#writeNewest(ahead);
      await this.#writeInOrder(batches);
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    } finally {
      this.#writingSince = null;
    }
  }

  /** A store that stays away is told of once, and again when it gives another reason. */
  #failed(error: unknown): void {
    const fault = error instanceof Error ? error.message : String(error);
    if (fault !== this.#stats.fault) {
      const message = 'The reading store did not take a batch; it is tried until it does.';
      this.#deps.log.error({ err: error }, message);
    }
    this.#stats.failures += 1;
    this.#stats.fault = fault;
    this.#stats.awaySince ??= this.#writingSince;
  }

  #isBack(): void {
    const { awaySince } = this.#stats;
    if (awaySince === null) return;
    const awayMs = this.#deps.clock.now() - awaySince;
    this.#deps.log.info({ awayMs }, 'The reading store takes batches again.');
    this.#stats.fault = null;
    this.#stats.awaySince = null;
  }

  /** The position stays, and so does the list of dirty slots; both move when the turn comes. */
  async #writeNewest(batches: readonly (readonly ReadingColumns[])[]): Promise<void> {
    const columns = joinedByKind(batches.flat());
    const result = await this.#deps.store.write(columns, null, []);
    this.#ahead = this.#ahead.filter((batch) => !batches.includes(batch));
    this.#stats.ahead += readingsIn(columns);
    this.#stats.inserted += result.inserted;
    this.#comingAgain += result.inserted;
  }

  async #writeInOrder(batches: readonly StoreBatch[]): Promise<void> {
    const { store, journal, onRejected, clock } = this.#deps;
    const next = batches.at(-1)?.next ?? this.#committed;
    const columns = joinedByKind(batches.flatMap((batch) => batch.columns));
    const dirty = batches.flatMap((batch) => batch.dirty);
    const began = clock.now();
    const result = await store.write(columns, next, dirty);
    const messages = batches.reduce((sum, batch) => sum + batch.messages, 0);
    this.#rate.add(messages, clock.now() - began);
    this.#count(result);
    const { rejected = [] } = result;
    this.#stats.rejected += rejected.length;
    if (rejected.length > 0) onRejected(columns, rejected);
    this.#isBack();
    this.#committed = next;
    journal.release(next);
    this.#queue = this.#queue.slice(batches.length);
    for (const batch of batches) {
      this.#pendingReadings -= placesOf(batch);
      batch.onStored();
    }
  }

  #count({ inserted, duplicates, replaced }: WriteResult): void {
    const cameAgain = Math.min(duplicates, this.#comingAgain);
    this.#comingAgain -= cameAgain;
    this.#stats.inserted += inserted;
    this.#stats.duplicates += duplicates - cameAgain;
    this.#stats.replaced += replaced;
  }

  #firstBatches(): readonly StoreBatch[] {
    let readings = 0;
    const tooMany = this.#queue.findIndex((batch) => {
      readings += placesOf(batch);
      return readings > writeReadingsMax;
    });
    return this.#queue.slice(0, tooMany === -1 ? undefined : Math.max(1, tooMany));
  }
}

/** A batch without readings takes a place as well: during an outage there can be many of them. */
function placesOf({ columns }: StoreBatch): number {
  return readingsIn(columns) + 1;
}
