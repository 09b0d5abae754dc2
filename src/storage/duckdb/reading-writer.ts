import type { DuckDBConnection } from '@duckdb/node-api';
import type { ReadingColumns, WriteResult } from '../../service/ports.ts';
import { MergedRows } from '../rows/merged-rows.ts';
import { countPoints, pickRows } from '../rows/pick-rows.ts';
import { readingsFrom, readingTableColumns } from './batches.ts';
import { appendColumns, columnsOf } from './columns.ts';
import type { Newest } from './newest.ts';
import { deleteProbed, fillProbe, probedRows } from './probe.ts';
import type { KindTables } from './schema.ts';

/** What a write did, with what it adds to the totals of the store. */
export interface Written extends WriteResult {
  readonly points: number;
}

export const nothingWritten: Written = { inserted: 0, duplicates: 0, replaced: 0, points: 0 };

export function addWritten(left: Written, right: Written): Written {
  return {
    inserted: left.inserted + right.inserted,
    duplicates: left.duplicates + right.duplicates,
    replaced: left.replaced + right.replaced,
    points: left.points + right.points,
  };
}

/** Rows after all of their device that are stored, and the rest, each in the order of arrival. */
function splitByNewest(
  batch: ReadingColumns,
  newest: Newest,
): { inOrder: ReadingColumns; late: ReadingColumns | null } {
  const inOrder: number[] = [];
  const late: number[] = [];
  for (let row = 0; row < batch.length; row++) {
    const device = batch.deviceKeys[row] ?? 0;
    const isNewer = newest.advance(batch.kind, device, batch.measuredAt[row] ?? 0);
    (isNewer ? inOrder : late).push(row);
  }
  if (late.length === 0) return { inOrder: batch, late: null };
  return { inOrder: pickRows(batch, inOrder), late: pickRows(batch, late) };
}

function appendHot(
  connection: DuckDBConnection,
  tables: KindTables,
  rows: ReadingColumns,
): Promise<void> {
  const columns = readingTableColumns(tables.hot, tables, rows);
  return appendColumns(connection, tables.hot, columns, rows.length);
}

/** Late, repeated and re-delivered rows: merged with what is stored under the same identity. */
async function writeLate(
  connection: DuckDBConnection,
  tables: KindTables,
  late: ReadingColumns,
): Promise<Written> {
  const merged = new MergedRows(late);
  await fillProbe(connection, merged.keys);
  const found = columnsOf(await connection.run(probedRows(tables, merged.keys)));
  merged.putStored(readingsFrom(tables, found));
  merged.merge(late);
  const changed = merged.changedRows();
  if (changed.length > 0) {
    await fillProbe(connection, changed);
    await connection.run(deleteProbed(tables.hot.name, changed));
    await connection.run(deleteProbed(tables.cold.name, changed));
  }
  await appendHot(connection, tables, merged.rowsToWrite());
  const { inserted, duplicates, replaced, addedPoints: points } = merged;
  return { inserted, duplicates, replaced, points };
}

/** Writes one batch inside the caller's transaction. */
export async function writeReadings(
  connection: DuckDBConnection,
  tables: KindTables,
  newest: Newest,
  batch: ReadingColumns,
): Promise<Written> {
  const { inOrder, late } = splitByNewest(batch, newest);
  await appendHot(connection, tables, inOrder);
  const appended = {
    ...nothingWritten,
    inserted: inOrder.length,
    points: countPoints(inOrder),
  };
  if (late === null) return appended;
  return addWritten(appended, await writeLate(connection, tables, late));
}
