import type { DuckDBConnection } from '@duckdb/node-api';
import { appendColumns } from './columns.ts';
import { type KindTables, quoted, rowColumnsOf, selected } from './schema.ts';

/**
 * A temporary table of (device, time) on the writing connection: joined with the readings it
 * answers which of many are stored, in one scan that is limited to their span.
 */
const probe = { name: 'probe', catalog: 'temp' };

export interface Keys {
  readonly length: number;
  readonly deviceKeys: Int32Array;
  readonly measuredAt: Float64Array;
}

export async function createProbe(connection: DuckDBConnection): Promise<void> {
  await connection.run('CREATE TEMP TABLE probe (device INTEGER NOT NULL, ts BIGINT NOT NULL)');
}

export async function fillProbe(connection: DuckDBConnection, keys: Keys): Promise<void> {
  await connection.run('TRUNCATE temp.probe');
  await appendColumns(connection, probe, [keys.deviceKeys, keys.measuredAt], keys.length);
}

function extent(values: ArrayLike<number>, length: number): [number, number] {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < length; row++) {
    const value = values[row] ?? 0;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

/** The span of the keys, which lets DuckDB pass over most of a table unread. */
function spanOf(keys: Keys): string {
  const [deviceMin, deviceMax] = extent(keys.deviceKeys, keys.length);
  const [from, to] = extent(keys.measuredAt, keys.length);
  return `device BETWEEN ${deviceMin} AND ${deviceMax} AND ts BETWEEN ${from} AND ${to}`;
}

/** Rows of the kind whose device and time are in the probe, with the columns of `rowColumnsOf`. */
export function probedRows(tables: KindTables, keys: Keys): string {
  const columns = rowColumnsOf(tables);
  const span = spanOf(keys);
  const half = (table: string) => `SELECT ${quoted(columns)} FROM "${table}" WHERE ${span}`;
  return `SELECT ${selected(columns)}
    FROM (${half(tables.hot.name)} UNION ALL ${half(tables.cold.name)})
    SEMI JOIN temp.probe USING (device, ts)`;
}

/** Deletes the rows of a table whose device and time are in the probe. */
export function deleteProbed(table: string, keys: Keys): string {
  return `DELETE FROM "${table}"
    WHERE ${spanOf(keys)} AND (device, ts) IN (SELECT (device, ts) FROM temp.probe)`;
}
