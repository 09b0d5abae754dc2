import type { DuckDBConnection } from '@duckdb/node-api';
import { instant } from '../../domain/instant.ts';
import { invariant } from '../../domain/outcome.ts';
import type { HistoryLevel, RowCounts } from '../../service/counted-store.ts';
import type {
  DirtySlot,
  RangeQuery,
  ReadingColumns,
  SlotColumns,
  SlotLevel,
  SlotSum,
} from '../../service/ports.ts';
import { readingsFrom, slotsFrom } from './batches.ts';
import { type Column, columnsOf } from './columns.ts';
import type { Newest } from './newest.ts';
import { fillProbe, probedRows } from './probe.ts';
import {
  type KindTables,
  quoted,
  rowColumnsOf,
  type Schema,
  selected,
  slotColumnsOf,
  tablesOf,
} from './schema.ts';
import { StoreFault } from './store-fault.ts';

/** Rows of one answer; a longer range is refused and must be asked for in parts. */
const answerRowsMax = 2_000_000;

async function rowsOf(
  connection: DuckDBConnection,
  sql: string,
  limit = answerRowsMax + 1,
): Promise<Column[]> {
  const result = await connection.run(`${sql} LIMIT ${limit}`);
  if (result.rowCount > answerRowsMax) {
    throw new StoreFault('refused', `The answer has more than ${answerRowsMax} rows.`);
  }
  return columnsOf(result);
}

/** Devices of one kind often have keys in a row, and a list of a thousand takes ms to plan. */
function devicesIn(keys: readonly number[]): string {
  if (keys.length === 0) return 'false';
  const first = keys.reduce((a, b) => Math.min(a, b));
  const last = keys.reduce((a, b) => Math.max(a, b));
  const isRow = new Set(keys).size === last - first + 1;
  return isRow ? `device BETWEEN ${first} AND ${last}` : `device IN (${keys.join(',')})`;
}

/** The rows that a query asks for, as a condition. */
function conditionOf(query: RangeQuery): string {
  const { deviceKeys, from, to } = query;
  invariant(
    [...deviceKeys, from, to].every(Number.isSafeInteger),
    'device keys and times of a query are whole numbers',
  );
  return `${devicesIn(deviceKeys)} AND ts >= ${from} AND ts < ${to}`;
}

export async function readRows(
  connection: DuckDBConnection,
  schema: Schema,
  query: RangeQuery,
): Promise<ReadingColumns> {
  const tables = tablesOf(schema, query.kind);
  const columns = rowColumnsOf(tables);
  const half = (table: string) =>
    `SELECT ${quoted(columns)} FROM "${table}" WHERE ${conditionOf(query)}`;
  const found = await rowsOf(
    connection,
    `SELECT ${selected(columns)} FROM (${half(tables.hot.name)} UNION ALL ${half(tables.cold.name)})
     ORDER BY device, "ts"`,
  );
  return readingsFrom(tables, found);
}

/** The newest stored row of each device; needs the writing connection, which has the probe. */
export async function latestRows(
  connection: DuckDBConnection,
  schema: Schema,
  newest: Newest,
): Promise<ReadingColumns[]> {
  const latest = [];
  for (const tables of schema.values()) {
    const keys = newest.of(tables.kind);
    if (keys.length === 0) continue;
    await fillProbe(connection, keys);
    const found = await rowsOf(connection, `${probedRows(tables, keys)} ORDER BY device`);
    const rows = readingsFrom(tables, found);
    if (rows.length > 0) latest.push(rows);
  }
  return latest;
}

export async function readSlotRows(
  connection: DuckDBConnection,
  schema: Schema,
  level: SlotLevel,
  query: RangeQuery,
): Promise<SlotColumns> {
  const tables = tablesOf(schema, query.kind);
  const found = await rowsOf(
    connection,
    `SELECT ${selected(slotColumnsOf(tables))} FROM "${tables.slots[level].name}"
     WHERE ${conditionOf(query)} ORDER BY device, "ts"`,
  );
  return slotsFrom(tables, found);
}

export async function sumSlotRows(
  connection: DuckDBConnection,
  schema: Schema,
  level: SlotLevel,
  query: RangeQuery & { readonly point: string },
): Promise<SlotSum> {
  const tables = tablesOf(schema, query.kind);
  if (!tables.points.includes(query.point)) {
    throw new StoreFault('refused', `Kind ${query.kind} has no point '${query.point}'.`);
  }
  const [slotStart, sum, completenessSum, worstQuality] = await rowsOf(
    connection,
    `SELECT ts::DOUBLE, sum("${query.point}"), sum(completeness), max(quality)
     FROM "${tables.slots[level].name}"
     WHERE ${conditionOf(query)} AND "${query.point}" IS NOT NULL GROUP BY ts ORDER BY ts`,
  );
  return {
    slotStart: slotStart as Float64Array,
    sum: sum as Float64Array,
    completenessSum: completenessSum as Float64Array,
    worstQuality: worstQuality as Uint8Array,
  };
}

export async function countedRows(
  connection: DuckDBConnection,
  tables: KindTables,
  level: HistoryLevel,
  stretchMs: number,
): Promise<RowCounts> {
  const { hot, cold, slots } = tables;
  const union = (level === 'raw' ? [hot, cold] : [slots[level]])
    .map(({ name }) => `SELECT device, ts FROM "${name}"`)
    .join(' UNION ALL ');
  const [deviceKeys, stretchStart, rows] = await rowsOf(
    connection,
    `SELECT device, floor(ts / ${stretchMs}) * ${stretchMs} AS start, count(*)::DOUBLE
     FROM (${union}) GROUP BY device, start ORDER BY start, device`,
  );
  return {
    length: deviceKeys?.length ?? 0,
    deviceKeys: deviceKeys as Int32Array,
    stretchStart: stretchStart as Float64Array,
    rows: rows as Float64Array,
  };
}

/** The oldest slots first, so that none waits for ever. */
export async function dirtySlotRows(
  connection: DuckDBConnection,
  limit: number,
): Promise<DirtySlot[]> {
  const [devices, times] = await rowsOf(
    connection,
    `SELECT device, ts::DOUBLE FROM (SELECT DISTINCT device, ts FROM dirty)
     ORDER BY ts, device`,
    limit,
  );
  return Array.from(devices ?? [], (deviceKey, row) => ({
    deviceKey,
    slotStart: instant(times?.[row] ?? 0),
  }));
}
