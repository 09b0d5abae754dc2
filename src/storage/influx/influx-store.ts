import { join } from 'node:path';
import { type DeviceKind, deviceKinds } from '../../domain/device.ts';
import type { CountedStore, HistoryLevel, RowCounts } from '../../service/counted-store.ts';
import type {
  DirtySlot,
  JournalPosition,
  RangeQuery,
  ReadingColumns,
  RetentionLimits,
  SlotColumns,
  SlotLevel,
  SlotSum,
  StoreStats,
  WriteResult,
} from '../../service/ports.ts';
import type { NewestTimes } from '../rows/newest-times.ts';
import { exportStore } from './backup.ts';
import { closable } from './closable.ts';
import { countedRows } from './counts.ts';
import { LineWriter } from './lines.ts';
import { loadNewest } from './newest.ts';
import { openProgress, type Progress, progressFileName } from './progress.ts';
import { writeNewer, writeReadings } from './reading-writer.ts';
import { newestRows, type RowSource, readingsOf, readRows, slotsOf } from './rows.ts';
import { type InfluxDevices, measurementOf } from './schema.ts';
import { SlotSums } from './slot-sums.ts';
import { writeSlotRows } from './slot-writer.ts';
import { InfluxFault, type InfluxTransport } from './transport.ts';
import { deleteDeviceRows, deleteExpiredRows } from './upkeep.ts';

/** Calls that change the store and wait for their turn; one more is refused as busy. */
const waitingMax = 64;

export interface InfluxStoreOptions {
  /** Holds journal position and dirty slots. */
  readonly folder: string;
  /** Closed with the store. */
  readonly transport: InfluxTransport;
  readonly devices: InfluxDevices;
}

/**
 * Opens the reading store over InfluxDB. The server need not answer yet: calls that need it are
 * rejected with a retryable `InfluxFault` until it does.
 *
 * @throws Error that names the remedy when another process has the folder.
 */
export function openInfluxStore(options: InfluxStoreOptions): CountedStore {
  return new InfluxStore(options, openProgress(join(options.folder, progressFileName)));
}

class InfluxStore implements CountedStore {
  readonly #transport: InfluxTransport;
  readonly #devices: InfluxDevices;
  readonly #progress: Progress;
  readonly #sums = new SlotSums();
  readonly #lineWriters = new Map<string, LineWriter>();
  #prepared: Promise<void> | null = null;
  #newest: NewestTimes | null = null;
  /** Ends when the last call that changes the store has. */
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #diskBytes = 0;

  constructor({ transport, devices }: InfluxStoreOptions, progress: Progress) {
    this.#transport = closable(transport);
    this.#devices = devices;
    this.#progress = progress;
  }

  write(
    batches: readonly ReadingColumns[],
    position: JournalPosition | null,
    dirty: readonly DirtySlot[],
  ): Promise<WriteResult> {
    return this.#alone(async () => {
      if (position === null) return this.#writeAhead(batches);
      if (batches.every(({ length }) => length === 0)) {
        this.#progress.advance(position, dirty, { rows: 0, points: 0 });
        return { inserted: 0, duplicates: 0, replaced: 0 };
      }
      const newest = await this.#newestTimes();
      const linesOf = (kind: DeviceKind) => this.#linesOf(kind, 'raw');
      const parts = { ...(await this.#source()), newest, linesOf };
      const written = await newest.during(() => writeReadings(batches, parts));
      const { points, rejected, ...counts } = written;
      this.#progress.advance(position, dirty, { rows: counts.inserted, points });
      return rejected.length === 0 ? counts : { ...counts, rejected };
    });
  }

  async position(): Promise<JournalPosition | null> {
    return this.#progress.position();
  }

  async read(query: RangeQuery): Promise<ReadingColumns> {
    return readingsOf(query.kind, await readRows(await this.#source(), 'raw', query));
  }

  async latest(): Promise<readonly ReadingColumns[]> {
    const source = await this.#source();
    const latest: ReadingColumns[] = [];
    for (const kind of deviceKinds) {
      const rows = readingsOf(kind, await newestRows(source, kind));
      if (rows.length > 0) latest.push(rows);
    }
    return latest;
  }

  async dirtySlots(limit: number): Promise<readonly DirtySlot[]> {
    return this.#progress.dirtySlots(limit);
  }

  writeSlots(
    level: SlotLevel,
    slots: readonly SlotColumns[],
    clean: readonly DirtySlot[],
  ): Promise<void> {
    return this.#alone(async () => {
      const linesOf = (kind: DeviceKind) => this.#linesOf(kind, level);
      try {
        await writeSlotRows(level, slots, { ...(await this.#source()), linesOf });
      } finally {
        for (const batch of slots) this.#sums.forget(level, batch);
      }
      if (clean.length > 0) this.#progress.clean(clean);
    });
  }

  async readSlots(level: SlotLevel, query: RangeQuery): Promise<SlotColumns> {
    return slotsOf(query.kind, await readRows(await this.#source(), level, query));
  }

  async sumSlots(
    level: SlotLevel,
    query: RangeQuery & { readonly point: string },
  ): Promise<SlotSum> {
    return this.#sums.sum(await this.#source(), level, query);
  }

  async countRows(level: HistoryLevel, kind: DeviceKind, stretchMs: number): Promise<RowCounts> {
    return countedRows(await this.#source(), level, kind, stretchMs);
  }

  deleteDevice(kind: DeviceKind, deviceKey: number): Promise<void> {
    return this.#alone(async () => {
      const source = await this.#source();
      const removed = await this.#deleting(() => deleteDeviceRows(source, kind, deviceKey));
      this.#newest?.forget(kind, deviceKey);
      this.#progress.forgetDevice(deviceKey, removed);
    });
  }

  applyRetention(limits: RetentionLimits): Promise<void> {
    return this.#alone(async () => {
      const { transport } = await this.#source();
      const removed = await this.#deleting(() => deleteExpiredRows(transport, limits));
      for (const kind of deviceKinds) this.#newest?.forgetBefore(kind, limits.rawBefore);
      this.#progress.forgetBefore(limits.rawBefore, removed);
    });
  }

  /** InfluxDB compacts by itself. */
  async compact(): Promise<void> {}

  /** Writes wait until it is done; the journal keeps what comes in. */
  backup(folder: string): Promise<void> {
    return this.#alone(async () => {
      const { transport } = await this.#source();
      await exportStore({ transport, progress: this.#progress }, folder);
    });
  }

  /** What the data takes on the disk is as of the last time that the server answered. */
  async stats(): Promise<StoreStats> {
    this.#diskBytes = (await this.#transport.diskBytes().catch(() => null)) ?? this.#diskBytes;
    return { ...this.#progress.totals(), diskBytes: this.#diskBytes };
  }

  /** Breaks off what a server has not answered: what was not noted as done is done again. */
  async close(): Promise<void> {
    await this.#transport.close();
    await this.#turn.catch(() => undefined);
    this.#progress.close();
    this.#devices.close?.();
  }

  /** One after the other: each looks at what is stored before it writes. */
  async #alone<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#waiting >= waitingMax) {
      throw new InfluxFault('Too many calls wait for InfluxDB.', { retryable: true });
    }
    this.#waiting += 1;
    const run = this.#turn.catch(() => undefined).then(task);
    this.#turn = run;
    try {
      return await run;
    } catch (error) {
      // The database may be gone; what is missing is made anew before the next call.
      this.#prepared = null;
      throw error;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #source(): Promise<RowSource> {
    this.#prepared ??= this.#transport.prepare();
    try {
      await this.#prepared;
    } catch (error) {
      this.#prepared = null;
      throw error;
    }
    return { transport: this.#transport, devices: this.#devices };
  }

  /**
   * Nothing is counted, and the newest times stay as they are: when the same readings come in their
   * turn they are written once more, without a look at what is stored.
   */
  async #writeAhead(batches: readonly ReadingColumns[]): Promise<WriteResult> {
    const newest = await this.#newestTimes();
    const linesOf = (kind: DeviceKind) => this.#linesOf(kind, 'raw');
    await writeNewer(batches, { ...(await this.#source()), newest, linesOf });
    return { inserted: 0, duplicates: 0, replaced: 0 };
  }

  async #deleting<Result>(task: () => Promise<Result>): Promise<Result> {
    try {
      return await task();
    } finally {
      this.#sums.forgetAll();
    }
  }

  async #newestTimes(): Promise<NewestTimes> {
    this.#newest ??= await loadNewest(await this.#source(), deviceKinds);
    return this.#newest;
  }

  #linesOf(kind: DeviceKind, level: HistoryLevel): LineWriter {
    const measurement = measurementOf(kind, level);
    const known = this.#lineWriters.get(measurement);
    if (known !== undefined) return known;
    const lines = new LineWriter(kind, level, this.#devices);
    this.#lineWriters.set(measurement, lines);
    return lines;
  }
}
