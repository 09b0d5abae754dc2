import { onTestFinished } from 'vitest';
import { decodeMessage } from '../../src/contract/decode.ts';
import type { DecodeFault } from '../../src/contract/decode-faults.ts';
import { instant } from '../../src/domain/instant.ts';
import type { KeptBirth } from '../../src/service/births.ts';
import { Directory } from '../../src/service/directory.ts';
import { DirtySlots } from '../../src/service/dirty-slots.ts';
import { type Decode, Ingest } from '../../src/service/ingest.ts';
import { newJudge } from '../../src/service/judge.ts';
import { LiveState } from '../../src/service/live-state.ts';
import type { Journal, RejectedRow } from '../../src/service/ports.ts';
import { ingestStart } from '../../src/service/restore.ts';
import { StoreWriter } from '../../src/service/store-writer.ts';
import { capturedLog } from './captured-log.ts';
import { deviceWith, smallTopology } from './devices.ts';
import { type FaultyStore, faultyStore } from './faulty-store.ts';
import { openTestJournal } from './journal-ground.ts';

/** Waits pass this much faster than they say. */
const haste = 20;
/** Readings that may wait for the store, few enough to be exceeded quickly. */
export const pendingReadingsMax = 5_000;

export const pv = deviceWith({ key: 1, id: 'pv-1', reportIntervalS: 60, ratingKw: 100 });

/** Ingest between a real journal and a store in memory that can be made to fail. */
export interface IngestWorld {
  readonly journal: Journal;
  readonly faulty: FaultyStore;
  readonly live: LiveState;
  readonly directory: Directory;
  readonly dirty: DirtySlots;
  readonly ingest: Ingest;
  readonly writer: StoreWriter;
  readonly told: DecodeFault[];
  readonly births: KeptBirth[];
  readonly rejected: RejectedRow[];
  readonly log: ReturnType<typeof capturedLog>;
  /** Appends a message and waits until it is durable. */
  send(payload: unknown, topic?: string): Promise<void>;
  /** Stops as the service does, and closes the journal. */
  stop(): Promise<void>;
}

export async function ingestWorld(
  folder: string,
  options: {
    faulty?: FaultyStore;
    receivedAt?: number;
    decode?: (decode: Decode) => Decode;
    journal?: (journal: Journal) => Journal;
  } = {},
): Promise<IngestWorld> {
  const { faulty = faultyStore(), receivedAt = Date.parse('2026-05-04T08:00:00Z') } = options;
  const log = capturedLog();
  const open = await openTestJournal({ folder, maxBytes: 64 << 20, segmentBytes: 64 << 10 });
  const journal = options.journal?.(open) ?? open;
  const directory = new Directory(smallTopology, [pv]);
  const live = new LiveState();
  const dirty = new DirtySlots();
  const told: DecodeFault[] = [];
  const births: KeptBirth[] = [];
  const rejected: RejectedRow[] = [];
  const waits = new AbortController();
  const delay = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (waits.signal.aborted) return resolve();
      setTimeout(resolve, ms / haste);
      waits.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  const { store } = faulty;
  const decode: Decode = (message) =>
    decodeMessage(message, { deviceById: (id) => directory.device(id), profiles: [] });
  const from = await ingestStart(store, journal);
  const writer = new StoreWriter({
    ...{ store, journal, delay, log, from, pendingReadingsMax },
    onRejected: (_, rows) => void rejected.push(...rows),
    clock: { now: () => instant(receivedAt) },
  });
  const ingest = new Ingest(
    {
      ...{ journal, newJudge, live, dirty, writer, delay, log },
      decode: options.decode?.(decode) ?? decode,
      onFaults: (_, faults) => void told.push(...faults),
      onBirths: (kept) => void births.push(...kept),
    },
    from,
  );
  const running = ingest.run();
  const stop = async (): Promise<void> => {
    ingest.stop();
    waits.abort();
    await writer.stop();
    await journal.close();
    await running;
  };
  onTestFinished(stop);
  return {
    ...{
      journal,
      faulty,
      directory,
      live,
      dirty,
      ingest,
      writer,
      told,
      births,
      rejected,
      log,
      stop,
    },
    send: (payload, topic = 'paulownia/v1/pv-1/telemetry') =>
      new Promise((resolve) => {
        const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
        journal.append(
          { receivedAt: instant(receivedAt), topic, payload: Buffer.from(text) },
          resolve,
        );
      }),
  };
}
