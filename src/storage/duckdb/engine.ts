import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { KindSpec } from '../../contract/device-kinds.ts';
import type { DeviceKind } from '../../domain/device.ts';
import type { Instant } from '../../domain/instant.ts';
import type { CountedStore, HistoryLevel, RowCounts } from '../../service/counted-store.ts';
import type {
  DirtySlot,
  JournalPosition,
  Log,
  RangeQuery,
  ReadingColumns,
  RetentionLimits,
  SlotColumns,
  SlotLevel,
  SlotSum,
  StoreStats,
  WriteResult,
} from '../../service/ports.ts';
import { backUp } from './backup.ts';
import { compactRows } from './compaction.ts';
import {
  Database,
  type DatabaseOptions,
  databaseFileName,
  inTransaction,
  Lane,
} from './database.ts';
import { deleteDeviceRows, deleteExpired } from './deletion.ts';
import { Newest } from './newest.ts';
import { createProbe } from './probe.ts';
import {
  countedRows,
  dirtySlotRows,
  latestRows,
  readRows,
  readSlotRows,
  sumSlotRows,
} from './queries.ts';
import { addWritten, nothingWritten, type Written, writeReadings } from './reading-writer.ts';
import { prepareSchema, type Schema, tablesOf } from './schema.ts';
import { addDirtySlots, removeDirtySlots, writeSlotRows } from './slot-writer.ts';

export interface EngineOptions extends DatabaseOptions {
  readonly kinds: readonly KindSpec[];
}

async function bytesOf(path: string): Promise<number> {
  return stat(path).then(
    (file) => file.size,
    () => 0,
  );
}

/** The reading store over DuckDB, in the thread that calls it. */
export class DuckDbEngine implements CountedStore {
  readonly #folder: string;
  readonly #log: Log;
  readonly #database: Database;
  readonly #schema: Schema;
  readonly #newest: Newest;
  /** Compaction, retention and backup never run beside each other. */
  readonly #maintenance = new Lane();
  /** Tells compaction and retention to stop at their next step, and a backup at once. */
  readonly #closing = new AbortController();

  private constructor(parts: {
    folder: string;
    log: Log;
    database: Database;
    schema: Schema;
    newest: Newest;
  }) {
    this.#folder = parts.folder;
    this.#log = parts.log;
    this.#database = parts.database;
    this.#schema = parts.schema;
    this.#newest = parts.newest;
  }

  static async open(options: EngineOptions, log: Log): Promise<DuckDbEngine> {
    const { folder, kinds } = options;
    await mkdir(folder, { recursive: true });
    const database = await Database.open(options);
    try {
      const { schema, newest } = await database.alone(async (connection) => {
        const schema = await prepareSchema(connection, kinds);
        await createProbe(connection);
        return { schema, newest: await Newest.load(connection, schema) };
      });
      return new DuckDbEngine({ folder, log, database, schema, newest });
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  write(
    batches: readonly ReadingColumns[],
    position: JournalPosition | null,
    dirty: readonly DirtySlot[],
  ): Promise<WriteResult> {
    return this.#database.alone((connection) =>
      this.#newest.during(() =>
        inTransaction(connection, () => this.#writeRows(connection, batches, position, dirty)),
      ),
    );
  }

  async position(): Promise<JournalPosition | null> {
    const { position } = await this.#state();
    return position;
  }

  read(query: RangeQuery): Promise<ReadingColumns> {
    return this.#database.read((connection) => readRows(connection, this.#schema, query));
  }

  latest(): Promise<readonly ReadingColumns[]> {
    return this.#database.alone((connection) => latestRows(connection, this.#schema, this.#newest));
  }

  dirtySlots(limit: number): Promise<readonly DirtySlot[]> {
    return this.#database.read((connection) => dirtySlotRows(connection, limit));
  }

  writeSlots(
    level: SlotLevel,
    slots: readonly SlotColumns[],
    clean: readonly DirtySlot[],
  ): Promise<void> {
    return this.#database.transaction(async (connection) => {
      for (const batch of slots) {
        await writeSlotRows(connection, tablesOf(this.#schema, batch.kind), level, batch);
      }
      await removeDirtySlots(connection, clean);
    });
  }

  readSlots(level: SlotLevel, query: RangeQuery): Promise<SlotColumns> {
    return this.#database.read((connection) =>
      readSlotRows(connection, this.#schema, level, query),
    );
  }

  sumSlots(level: SlotLevel, query: RangeQuery & { readonly point: string }): Promise<SlotSum> {
    return this.#database.read((connection) => sumSlotRows(connection, this.#schema, level, query));
  }

  countRows(level: HistoryLevel, kind: DeviceKind, stretchMs: number): Promise<RowCounts> {
    return this.#database.read((connection) =>
      countedRows(connection, tablesOf(this.#schema, kind), level, stretchMs),
    );
  }

  deleteDevice(kind: DeviceKind, deviceKey: number): Promise<void> {
    const tables = tablesOf(this.#schema, kind);
    return this.#database.alone(async (connection) => {
      await inTransaction(connection, () => deleteDeviceRows(connection, tables, deviceKey));
      this.#newest.forget(kind, deviceKey);
    });
  }

  applyRetention(limits: RetentionLimits): Promise<void> {
    return this.#maintenance.run(() =>
      deleteExpired(this.#database, this.#schema, this.#newest, limits, this.#closing.signal),
    );
  }

  compact(before: Instant): Promise<void> {
    return this.#maintenance.run(async () => {
      await this.#database.transaction((connection) => this.#newest.save(connection));
      await compactRows(this.#database, this.#schema, before, this.#closing.signal);
    });
  }

  backup(folder: string): Promise<void> {
    return this.#maintenance.run(async () => {
      const manifest = await backUp(this.#database, folder, this.#closing.signal);
      this.#log.info({ folder, ...manifest }, 'The store was backed up.');
    });
  }

  async stats(): Promise<StoreStats> {
    const { rows, points } = await this.#state();
    const path = join(this.#folder, databaseFileName);
    const diskBytes = (await bytesOf(path)) + (await bytesOf(`${path}.wal`));
    return { rows, points, diskBytes };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#maintenance.run(async () => undefined);
    await this.#database.checkpoint().catch((error: unknown) => {
      // The log of changes is kept and read at the next start, so nothing is lost.
      const reason = error instanceof Error ? error.message : String(error);
      this.#log.warn({ reason }, 'The store was closed without a checkpoint.');
    });
    await this.#database.close();
  }

  async #writeRows(
    connection: DuckDBConnection,
    batches: readonly ReadingColumns[],
    position: JournalPosition | null,
    dirty: readonly DirtySlot[],
  ): Promise<WriteResult> {
    let sum: Written = nothingWritten;
    for (const batch of batches) {
      const tables = tablesOf(this.#schema, batch.kind);
      sum = addWritten(sum, await writeReadings(connection, tables, this.#newest, batch));
    }
    await addDirtySlots(connection, dirty);
    const { inserted, duplicates, replaced, points } = sum;
    await connection.run(
      `UPDATE state SET position = ${position ?? 'position'}, rows = rows + ${inserted}, points = points + ${points}`,
    );
    return { inserted, duplicates, replaced };
  }

  async #state(): Promise<{ position: number | null; rows: number; points: number }> {
    const [row = []] = await this.#database.read(async (connection) =>
      (await connection.runAndReadAll('SELECT position, rows, points FROM state')).getRows(),
    );
    const [position = null, rows = 0, points = 0] = row;
    return {
      position: position === null ? null : Number(position),
      rows: Number(rows),
      points: Number(points),
    };
  }
}
