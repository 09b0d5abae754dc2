import type {
  DirtySlot,
  Journal,
  JournalPosition,
  Log,
  ReadingColumns,
  ReadingStore,
} from './ports.ts';
import { joinedByKind } from './reading-batch.ts';

/** Readings that may wait for the store. Beyond it the journal alone remembers, and is read again. */
export const pendingReadingsMax = 100_000;
/**
 * Batches are gathered for so long and written together, in ms: a transaction of the store costs far
 * more than the readings in it, and nobody waits for it but a restart, which reads the journal again.
 */
const gatherMs = 200;
const roomCheckMs = 5;
const retryMsMin = 250;
const retryMsMax = 30_000;

export interface StoreBatch {
  readonly columns: readonly ReadingColumns[];
  readonly dirty: readonly DirtySlot[];
  /** Journal position after the last message of the batch. */
  readonly next: JournalPosition;
  readonly onStored: () => void;
}

export interface StoreWriterStats {
  readonly inserted: number;
  readonly duplicates: number;
  readonly replaced: number;
  readonly failures: number;
  /** What the store said at the last failure, while it has not taken a batch since. */
  readonly fault: string | null;
}

/**
 * Takes batches to the store, those that have gathered together, and retries until they are taken:
 * what was acknowledged is never given up. The journal is released only behind what the store has
 * committed.
 */
export class StoreWriter {
  readonly #store: ReadingStore;
  readonly #journal: Pick<Journal, 'release'>;
  readonly #delay: (ms: number) => Promise<void>;
  readonly #log: Log;
  readonly #pendingReadingsMax: number;
  /** What waits and what is being written, which are the first of them. */
  #queue: StoreBatch[] = [];
  #pendingReadings = 0;
  #committed: JournalPosition;
  #stopping = false;
  #draining: Promise<void> | null = null;
  #stats = { inserted: 0, duplicates: 0, replaced: 0, failures: 0, fault: null as string | null };

  constructor(deps: {
    store: ReadingStore;
    journal: Pick<Journal, 'release'>;
    delay: (ms: number) => Promise<void>;
    log: Log;
    /** Journal position that the store has at the start. */
    from: JournalPosition;
    pendingReadingsMax?: number;
  }) {
    this.#store = deps.store;
    this.#journal = deps.journal;
    this.#delay = deps.delay;
    this.#log = deps.log;
    this.#committed = deps.from;
    this.#pendingReadingsMax = deps.pendingReadingsMax ?? pendingReadingsMax;
  }

  /** Everything before it is in the store. */
  get committed(): JournalPosition {
    return this.#committed;
  }

  stats(): StoreWriterStats {
    return { ...this.#stats };
  }

  /** The caller has asked `roomWithin`. */
  enqueue(batch: StoreBatch): void {
    this.#queue.push(batch);
    this.#pendingReadings += placesOf(batch);
    this.#draining ??= this.#drain();
  }

  /** Whether there is room within so many ms. Asks every few ms, which costs nothing at this rate. */
  async roomWithin(patienceMs: number): Promise<boolean> {
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += roomCheckMs) {
      if (this.#hasRoom() || this.#stopping) break;
      await this.#delay(roomCheckMs);
    }
    return this.#hasRoom();
  }

  /** Finishes the write that is under way; what still waits is in the journal. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#draining;
  }

  #hasRoom(): boolean {
    return this.#pendingReadings < this.#pendingReadingsMax;
  }

  /** Ends in the same turn in which it finds the queue empty, so that no batch is left waiting. */
  async #drain(): Promise<void> {
    let waitMs = gatherMs;
    let retryMs = retryMsMin;
    while (this.#queue.length > 0) {
      await this.#delay(waitMs);
      if (this.#stopping) break;
      if (await this.#write([...this.#queue])) {
        waitMs = gatherMs;
        retryMs = retryMsMin;
      } else {
        waitMs = retryMs;
        retryMs = Math.min(retryMs * 2, retryMsMax);
      }
    }
    this.#draining = null;
  }

  async #write(batches: readonly StoreBatch[]): Promise<boolean> {
    const next = batches.at(-1)?.next ?? this.#committed;
    try {
      const columns = joinedByKind(batches.flatMap((batch) => batch.columns));
      const dirty = batches.flatMap((batch) => batch.dirty);
      const result = await this.#store.write(columns, next, dirty);
      this.#stats.inserted += result.inserted;
      this.#stats.duplicates += result.duplicates;
      this.#stats.replaced += result.replaced;
      this.#stats.fault = null;
      this.#committed = next;
      this.#journal.release(next);
      this.#queue = this.#queue.slice(batches.length);
      for (const batch of batches) {
        this.#pendingReadings -= placesOf(batch);
        batch.onStored();
      }
      return true;
    } catch (error) {
      this.#stats.failures += 1;
      this.#stats.fault = error instanceof Error ? error.message : String(error);
      this.#log.error({ err: error }, 'The reading store did not take a batch; it is tried again.');
      return false;
    }
  }
}

/** A batch without readings takes a place as well: during an outage there can be many of them. */
function placesOf({ columns }: StoreBatch): number {
  return columns.reduce((sum, { length }) => sum + length, 1);
}
