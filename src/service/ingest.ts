import type { DecodeFault } from '../contract/decode-faults.ts';
import type { DecodeResult, IncomingMessage } from '../contract/device-message.ts';
import { hasNoTime, type JudgedReading, type Reading } from '../domain/reading.ts';
import type { KeptBirth } from './births.ts';
import type { DirtySlots } from './dirty-slots.ts';
import type { Judge } from './judge.ts';
import type { LiveState } from './live-state.ts';
import type { Journal, JournalPosition, JournalRead, JournalRecord, Log } from './ports.ts';
import { ReadingBatch } from './reading-batch.ts';
import type { StoreWriter } from './store-writer.ts';

/** Journal bytes that are taken in one step: enough for good batches, little enough to stay live. */
const stepBytesMax = 1_048_576;
/** How long the live side waits for a busy store before it goes on alone, in ms. */
const storePatienceMs = 1_000;
/** A journal that cannot be read is tried again at this interval, in ms. */
const readRetryMs = 1_000;

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
  /** Told of the births that came together. */
  readonly onBirths: (births: readonly KeptBirth[]) => void;
  readonly delay: (ms: number) => Promise<void>;
  readonly log: Log;
}

type ForStore = (judged: JudgedReading) => void;

export interface IngestStats {
  readonly messages: number;
  readonly readings: number;
  readonly questionable: number;
  readonly invalid: number;
  readonly faults: number;
  readonly acks: number;
  /** Journal bytes that the live values still have to take in, and that the store has not committed. */
  readonly liveBacklogBytes: number;
  readonly storeBacklogBytes: number;
  /** Messages that the live values have taken in and the store has not. */
  readonly storeBacklogMessages: number;
}

/**
 * Takes messages from the journal to the live values and to the store. The two go together as long
 * as the store keeps up. When it does not, the live side goes on alone, and the store side reads
 * the journal again from where it stopped: an outage of the store costs disk and nothing else. What
 * the live side takes meanwhile is also written ahead, so that history shows now before it is whole.
 */
export class Ingest {
  readonly #deps: IngestDeps;
  #livePosition: JournalPosition;
  #storePosition: JournalPosition;
  #catchingUp: Promise<void> | null = null;
  #stopping = false;
  #storedMessages = 0;
  /** The newest of each device in this step. */
  readonly #births = new Map<number, KeptBirth['birth']>();
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
      storeBacklogMessages: this.#counts.messages - this.#storedMessages,
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
    const { writer } = this.#deps;
    const isLevel = this.#storePosition === this.#livePosition;
    const batch = new ReadingBatch();
    const forStore = isLevel
      ? (judged: JudgedReading) => this.#addForStore(judged, batch)
      : (judged: JudgedReading) => addNewest(judged, batch);
    const { records, next } = await this.#read(this.#livePosition);
    for (const record of records) this.#takeLive(record, judge, forStore);
    this.#livePosition = next;
    this.#tellBirths();
    if (!isLevel) writer.writeAhead(batch.columns());
    if (isLevel && (await writer.roomWithin(storePatienceMs))) {
      this.#toStore(batch, next, records.length);
    } else this.#catchingUp ??= this.#catchUp();
  }

  /** Feeds the store from the journal until it is level with the live side again. */
  async #catchUp(): Promise<void> {
    const { writer, log } = this.#deps;
    log.warn({}, 'The reading store is behind; the journal keeps what it has not taken.');
    const judge = this.#deps.newJudge();
    while (!this.#stopping && this.#storePosition < this.#livePosition) {
      if (!(await writer.roomWithin(storePatienceMs))) continue;
      const { records, next } = await this.#read(this.#storePosition);
      const batch = new ReadingBatch();
      const limit = this.#livePosition;
      const passed = records.filter(({ position }) => position < limit);
      for (const record of passed) this.#takeForStore(record, judge, batch);
      this.#toStore(batch, Math.min(next, limit), passed.length);
    }
    writer.dropAhead();
    this.#catchingUp = null;
    if (!this.#stopping) log.info({}, 'The reading store has caught up.');
  }

  /** Tries until it succeeds: what the journal holds was acknowledged. Ends empty at the stop. */
  async #read(position: JournalPosition): Promise<JournalRead> {
    const { journal, log, delay } = this.#deps;
    while (!this.#stopping) {
      try {
        return await journal.read(position, stepBytesMax);
      } catch (error) {
        log.error({ err: error, position }, 'The journal cannot be read; it is tried again.');
        await delay(readRetryMs);
      }
    }
    return { records: [], next: position };
  }

  #toStore(batch: ReadingBatch, next: JournalPosition, messages: number): void {
    const { dirty, writer } = this.#deps;
    const { slots, batch: number } = dirty.closeBatch();
    const onStored = (): void => {
      dirty.stored(number);
      this.#storedMessages += messages;
    };
    writer.enqueue({ columns: batch.columns(), dirty: slots, messages, next, onStored });
    this.#storePosition = next;
  }

  #takeLive(record: JournalRecord, judge: Judge, forStore: ForStore): void {
    const { messages, faults } = this.#decoded(record);
    this.#counts.messages += 1;
    if (faults.length > 0) {
      this.#counts.faults += faults.length;
      this.#deps.onFaults(record, faults);
    }
    for (const message of messages) {
      switch (message.type) {
        case 'telemetry':
          this.#takeReading(message.reading, judge, forStore);
          break;
        case 'birth':
          this.#deps.live.setBirth(message.device, message.birth);
          this.#births.set(message.device.key, message.birth);
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

  #tellBirths(): void {
    if (this.#births.size === 0) return;
    this.#deps.onBirths(Array.from(this.#births, ([deviceKey, birth]) => ({ deviceKey, birth })));
    this.#births.clear();
  }

  #takeReading(reading: Reading, judge: Judge, forStore: ForStore): void {
    const judged = judge(reading);
    this.#counts.readings += 1;
    if (judged.quality === 1) this.#counts.questionable += 1;
    if (judged.quality === 2) this.#counts.invalid += 1;
    this.#deps.live.apply(judged);
    forStore(judged);
  }

  #takeForStore(record: JournalRecord, judge: Judge, batch: ReadingBatch): void {
    for (const message of this.#decoded(record).messages) {
      if (message.type === 'telemetry') this.#addForStore(judge(message.reading), batch);
    }
  }

  #addForStore(judged: JudgedReading, batch: ReadingBatch): void {
    batch.add(judged);
    if (!hasNoTime(judged)) this.#deps.dirty.mark(judged);
  }

  /** A message that our own fault cannot read is left out: it would be met again at every start. */
  #decoded(record: JournalRecord): DecodeResult {
    try {
      return this.#deps.decode(record);
    } catch (error) {
      const { topic, position } = record;
      this.#deps.log.error({ err: error, topic, position }, 'A message could not be decoded.');
      return { messages: [], faults: [] };
    }
  }
}

/** Back-fill is not what whoever looks at now waits for. */
function addNewest(judged: JudgedReading, batch: ReadingBatch): void {
  if (!judged.reading.historical) batch.add(judged);
}
