import type { DecodeFault } from '../contract/decode-faults.ts';
import type { DecodeResult, IncomingMessage } from '../contract/device-message.ts';
import type { JudgedReading, Reading } from '../domain/reading.ts';
import type { DirtySlots } from './dirty-slots.ts';
import type { Judge } from './judge.ts';
import type { LiveState } from './live-state.ts';
import type { Journal, JournalPosition, JournalRecord, Log } from './ports.ts';
import { ReadingBatch } from './reading-batch.ts';
import type { StoreWriter } from './store-writer.ts';

/** Journal bytes that are taken in one step: enough for good batches, little enough to stay live. */
const stepBytesMax = 1_048_576;
/** How long the live side waits for a busy store before it goes on alone, in ms. */
const storePatienceMs = 1_000;

export type Decode = (message: IncomingMessage) => DecodeResult;

export interface IngestDeps {
  readonly journal: Journal;
  readonly decode: Decode;
  /** A judge with no memory of any device. */
  readonly newJudge: () => Judge;
  readonly live: LiveState;
  readonly dirty: DirtySlots;
  readonly writer: StoreWriter;
  /** Told once of everything in a message that could not be read. */
  readonly onFaults: (record: JournalRecord, faults: readonly DecodeFault[]) => void;
  readonly log: Log;
}

export interface IngestStats {
  readonly messages: number;
  readonly readings: number;
  readonly questionable: number;
  readonly invalid: number;
  readonly faults: number;
  readonly acks: number;
  /** Journal bytes that the live values, and the store, still have to take in. */
  readonly liveBacklogBytes: number;
  readonly storeBacklogBytes: number;
}

/**
 * Takes messages from the journal to the live values and to the store. The two go together as long
 * as the store keeps up. When it does not, the live side goes on alone, and the store side reads
 * the journal again from where it stopped: an outage of the store costs disk and nothing else.
 */
export class Ingest {
  readonly #deps: IngestDeps;
  #livePosition: JournalPosition;
  #storePosition: JournalPosition;
  #catchingUp: Promise<void> | null = null;
  #stopping = false;
  #counts = { messages: 0, readings: 0, questionable: 0, invalid: 0, faults: 0, acks: 0 };

  /** Starts where the store stopped: what it has not committed is in the journal. */
  constructor(deps: IngestDeps, from: JournalPosition) {
    this.#deps = deps;
    this.#livePosition = from;
    this.#storePosition = from;
  }

  stats(): IngestStats {
    const { end } = this.#deps.journal.range();
    return {
      ...this.#counts,
      liveBacklogBytes: Math.max(0, end - this.#livePosition),
      storeBacklogBytes: Math.max(0, end - this.#deps.writer.committed),
    };
  }

  /** Runs until `stop`, which must be followed by closing the journal to end the last wait. */
  async run(): Promise<void> {
    const judge = this.#deps.newJudge();
    while (!this.#stopping) {
      await this.#deps.journal.waitFor(this.#livePosition);
      if (!this.#stopping) await this.#step(judge);
    }
    await this.#catchingUp;
  }

  stop(): void {
    this.#stopping = true;
  }

  async #step(judge: Judge): Promise<void> {
    const { journal, writer } = this.#deps;
    const together = this.#storePosition === this.#livePosition;
    const { records, next } = await journal.read(this.#livePosition, stepBytesMax);
    const batch = new ReadingBatch();
    for (const record of records) this.#takeLive(record, judge, batch);
    this.#livePosition = next;
    if (together && (await writer.roomWithin(storePatienceMs))) this.#toStore(batch, next);
    else this.#catchingUp ??= this.#catchUp();
  }

  /** Feeds the store from the journal until it is level with the live side again. */
  async #catchUp(): Promise<void> {
    const { journal, writer, log } = this.#deps;
    log.warn({}, 'The reading store is behind; the journal keeps what it has not taken.');
    const judge = this.#deps.newJudge();
    while (!this.#stopping && this.#storePosition < this.#livePosition) {
      if (!(await writer.roomWithin(storePatienceMs))) continue;
      const { records, next } = await journal.read(this.#storePosition, stepBytesMax);
      const batch = new ReadingBatch();
      const limit = this.#livePosition;
      for (const record of records) {
        if (record.position < limit) this.#takeForStore(record, judge, batch);
      }
      this.#toStore(batch, Math.min(next, limit));
    }
    this.#catchingUp = null;
    log.info({}, 'The reading store has caught up.');
  }

  #toStore(batch: ReadingBatch, next: JournalPosition): void {
    const { dirty, writer } = this.#deps;
    writer.enqueue({ columns: batch.columns(), dirty: dirty.takeFresh(), next });
    this.#storePosition = next;
  }

  #takeLive(record: JournalRecord, judge: Judge, batch: ReadingBatch): void {
    const { messages, faults } = this.#deps.decode(record);
    this.#counts.messages += 1;
    if (faults.length > 0) {
      this.#counts.faults += faults.length;
      this.#deps.onFaults(record, faults);
    }
    for (const message of messages) {
      switch (message.type) {
        case 'telemetry':
          this.#takeReading(message.reading, judge, batch);
          break;
        case 'birth':
          this.#deps.live.setBirth(message.device, message.birth);
          break;
        case 'status':
          this.#deps.live.setOnline(message.device, message.online);
          break;
        case 'ack':
          this.#counts.acks += 1;
          break;
      }
    }
  }

  #takeReading(reading: Reading, judge: Judge, batch: ReadingBatch): void {
    const judged = judge(reading);
    this.#counts.readings += 1;
    if (judged.quality === 1) this.#counts.questionable += 1;
    if (judged.quality === 2) this.#counts.invalid += 1;
    this.#deps.live.apply(judged);
    this.#addForStore(judged, batch);
  }

  #takeForStore(record: JournalRecord, judge: Judge, batch: ReadingBatch): void {
    for (const message of this.#deps.decode(record).messages) {
      if (message.type === 'telemetry') this.#addForStore(judge(message.reading), batch);
    }
  }

  #addForStore(judged: JudgedReading, batch: ReadingBatch): void {
    batch.add(judged);
    this.#deps.dirty.mark(judged.reading.device, judged.reading.measuredAt);
  }
}
