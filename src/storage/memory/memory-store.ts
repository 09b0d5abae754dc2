import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { pointIndexesOf } from '../../contract/device-kinds.ts';
import type { DeviceKind } from '../../domain/device.ts';
import type { Instant } from '../../domain/instant.ts';
import type { CountedStore, HistoryLevel, RowCounts } from '../../service/counted-store.ts';
import type {
  DirtySlot,
  RangeQuery,
  ReadingColumns,
  RetentionLimits,
  SlotColumns,
  SlotLevel,
  SlotSum,
  WriteResult,
} from '../../service/ports.ts';
import { readingsOf, rowsOfReadings, rowsOfSlots, type StoredRow, slotsOf } from './rows.ts';

/** Rows of one table under `device/time`. */
type Rows = Map<string, StoredRow>;

interface State {
  readonly readings: Map<DeviceKind, Rows>;
  readonly slots: Record<SlotLevel, Map<DeviceKind, Rows>>;
  readonly dirty: Map<string, DirtySlot>;
  position: number | null;
}

const backupFileName = 'readings.v8';

function keyOf(deviceKey: number, at: number): string {
  return `${deviceKey}/${at}`;
}

function emptyState(): State {
  return {
    readings: new Map(),
    slots: { '15m': new Map(), '1d': new Map() },
    dirty: new Map(),
    position: null,
  };
}

function tableOf(tables: Map<DeviceKind, Rows>, kind: DeviceKind): Rows {
  const table = tables.get(kind) ?? new Map();
  tables.set(kind, table);
  return table;
}

function inOrder(rows: Iterable<StoredRow>): StoredRow[] {
  return Array.from(rows).sort((a, b) => a.deviceKey - b.deviceKey || a.at - b.at);
}

function rowsInRange(table: Rows, { deviceKeys, from, to }: RangeQuery): StoredRow[] {
  const devices = new Set(deviceKeys);
  return inOrder(
    table.values().filter((row) => devices.has(row.deviceKey) && row.at >= from && row.at < to),
  );
}

function removeWhere(table: Rows, matches: (row: StoredRow) => boolean): void {
  for (const [key, row] of table) if (matches(row)) table.delete(key);
}

/** The reading store in memory: small and plain, what the other adapters are held against. */
export class MemoryStore implements CountedStore {
  readonly #state: State;

  constructor(state: State = emptyState()) {
    this.#state = state;
  }

  async write(
    batches: readonly ReadingColumns[],
    position: number | null,
    dirty: readonly DirtySlot[],
  ): Promise<WriteResult> {
    const result = { inserted: 0, duplicates: 0, replaced: 0 };
    for (const batch of batches) {
      const table = tableOf(this.#state.readings, batch.kind);
      for (const row of rowsOfReadings(batch)) result[this.#put(table, row)]++;
    }
    for (const slot of dirty) {
      this.#state.dirty.set(keyOf(slot.deviceKey, slot.slotStart), { ...slot });
    }
    this.#state.position = position ?? this.#state.position;
    return result;
  }

  async position(): Promise<number | null> {
    return this.#state.position;
  }

  async read(query: RangeQuery): Promise<ReadingColumns> {
    const table = tableOf(this.#state.readings, query.kind);
    return readingsOf(query.kind, rowsInRange(table, query));
  }

  async latest(): Promise<readonly ReadingColumns[]> {
    return Array.from(this.#state.readings, ([kind, table]) => {
      const byDevice = Map.groupBy(inOrder(table.values()), (row) => row.deviceKey);
      const last = Array.from(byDevice.values()).flatMap((rows) => rows.slice(-1));
      return readingsOf(kind, last);
    }).filter((rows) => rows.length > 0);
  }

  async dirtySlots(limit: number): Promise<readonly DirtySlot[]> {
    return Array.from(this.#state.dirty.values())
      .sort((a, b) => a.slotStart - b.slotStart || a.deviceKey - b.deviceKey)
      .slice(0, limit);
  }

  async writeSlots(
    level: SlotLevel,
    slots: readonly SlotColumns[],
    clean: readonly DirtySlot[],
  ): Promise<void> {
    for (const batch of slots) {
      const table = tableOf(this.#state.slots[level], batch.kind);
      for (const row of rowsOfSlots(batch)) table.set(keyOf(row.deviceKey, row.at), row);
    }
    for (const slot of clean) this.#state.dirty.delete(keyOf(slot.deviceKey, slot.slotStart));
  }

  async readSlots(level: SlotLevel, query: RangeQuery): Promise<SlotColumns> {
    const table = tableOf(this.#state.slots[level], query.kind);
    return slotsOf(query.kind, rowsInRange(table, query));
  }

  async sumSlots(
    level: SlotLevel,
    query: RangeQuery & { readonly point: string },
  ): Promise<SlotSum> {
    const point = pointIndexesOf(query.kind).get(query.point);
    if (point === undefined) throw new Error(`Kind ${query.kind} has no point '${query.point}'.`);
    const value = (row: StoredRow) => row.values[point] ?? Number.NaN;
    const table = tableOf(this.#state.slots[level], query.kind);
    const present = rowsInRange(table, query).filter((row) => !Number.isNaN(value(row)));
    const slots = Array.from(Map.groupBy(present, (row) => row.at)).sort(([a], [b]) => a - b);
    const column = (of: (rows: readonly StoredRow[]) => number) =>
      slots.map(([, rows]) => of(rows));
    const sumOf = (of: (row: StoredRow) => number) =>
      column((rows) => rows.reduce((sum, row) => sum + of(row), 0));
    return {
      slotStart: Float64Array.from(slots, ([at]) => at),
      sum: Float64Array.from(sumOf(value)),
      completenessSum: Float64Array.from(sumOf((row) => row.completeness)),
      worstQuality: Uint8Array.from(column((rows) => Math.max(...rows.map((row) => row.quality)))),
    };
  }

  async countRows(level: HistoryLevel, kind: DeviceKind, stretchMs: number): Promise<RowCounts> {
    const tables = level === 'raw' ? this.#state.readings : this.#state.slots[level];
    const stretchOf = (row: StoredRow) => Math.floor(row.at / stretchMs) * stretchMs;
    const groups = Map.groupBy(tableOf(tables, kind).values(), (row) =>
      keyOf(row.deviceKey, stretchOf(row)),
    );
    const counts = Array.from(groups.values(), (rows) => ({
      deviceKey: rows[0]?.deviceKey ?? 0,
      at: rows[0] === undefined ? 0 : stretchOf(rows[0]),
      rows: rows.length,
    })).sort((a, b) => a.at - b.at || a.deviceKey - b.deviceKey);
    return {
      length: counts.length,
      deviceKeys: Int32Array.from(counts, (count) => count.deviceKey),
      stretchStart: Float64Array.from(counts, (count) => count.at),
      rows: Float64Array.from(counts, (count) => count.rows),
    };
  }

  async deleteDevice(kind: DeviceKind, deviceKey: number): Promise<void> {
    const { readings, slots, dirty } = this.#state;
    for (const tables of [readings, slots['15m'], slots['1d']]) {
      removeWhere(tableOf(tables, kind), (row) => row.deviceKey === deviceKey);
    }
    for (const [key, slot] of dirty) if (slot.deviceKey === deviceKey) dirty.delete(key);
  }

  async applyRetention(limits: RetentionLimits): Promise<void> {
    const { readings, slots, dirty } = this.#state;
    const removeBefore = (tables: Map<DeviceKind, Rows>, limit: Instant) => {
      for (const table of tables.values()) removeWhere(table, (row) => row.at < limit);
    };
    removeBefore(readings, limits.rawBefore);
    removeBefore(slots['15m'], limits.quartersBefore);
    removeBefore(slots['1d'], limits.daysBefore);
    for (const [key, slot] of dirty) if (slot.slotStart < limits.rawBefore) dirty.delete(key);
  }

  /** Memory has no clusters to make. */
  async compact(): Promise<void> {}

  async backup(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    if ((await readdir(folder)).length > 0) {
      throw new Error(`The backup folder ${folder} is not empty.`);
    }
    await writeFile(join(folder, backupFileName), serialize(this.#state));
  }

  async stats(): Promise<{ rows: number; points: number; diskBytes: number }> {
    const rows = Array.from(this.#state.readings.values()).flatMap((table) =>
      Array.from(table.values()),
    );
    const points = rows.flatMap((row) => row.values.filter((value) => !Number.isNaN(value)));
    return { rows: rows.length, points: points.length, diskBytes: 0 };
  }

  async close(): Promise<void> {}

  /** Present values win over stored ones, absent ones leave them; equal ones change nothing. */
  #put(table: Rows, row: StoredRow): Exclude<keyof WriteResult, 'rejected'> {
    const key = keyOf(row.deviceKey, row.at);
    const old = table.get(key);
    if (old === undefined) {
      table.set(key, row);
      return 'inserted';
    }
    const values = old.values.map((value, point) => {
      const newer = row.values[point] ?? Number.NaN;
      return Number.isNaN(newer) ? value : newer;
    });
    const same = values.every((value, point) => value === old.values[point] || Number.isNaN(value));
    if (same) return 'duplicates';
    table.set(key, { ...row, values });
    return 'replaced';
  }
}

export function openMemoryStore(): CountedStore {
  return new MemoryStore();
}

export async function restoreMemoryStore(backupFolder: string): Promise<CountedStore> {
  return new MemoryStore(deserialize(await readFile(join(backupFolder, backupFileName))));
}
