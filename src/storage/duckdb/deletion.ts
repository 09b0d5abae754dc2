import type { DuckDBConnection } from '@duckdb/node-api';
import { dayMs } from '../../domain/instant.ts';
import type { RetentionLimits } from '../../service/ports.ts';
import { type Database, inTransaction } from './database.ts';
import type { Newest } from './newest.ts';
import { type KindTables, quoted, type Schema } from './schema.ts';

/** What one transaction of retention deletes at most, so that writes can go in between. */
const rawStepMs = dayMs;
const slotStepMs = 30 * dayMs;

async function numbersOf(connection: DuckDBConnection, sql: string): Promise<(number | null)[]> {
  const [row = []] = (await connection.runAndReadAll(sql)).getRows();
  return row.map((value) => (value === null ? null : Number(value)));
}

/** Deletes readings inside the caller's transaction and takes them off the totals. */
async function deleteReadings(
  connection: DuckDBConnection,
  tables: KindTables,
  condition: string,
): Promise<void> {
  for (const { name } of [tables.hot, tables.cold]) {
    const present = tables.points.map((point) => `count(${quoted([point])})`).join(' + ');
    const [rows, points] = await numbersOf(
      connection,
      `SELECT count(*), ${present} FROM "${name}" WHERE ${condition}`,
    );
    if (rows === 0) continue;
    await connection.run(`DELETE FROM "${name}" WHERE ${condition}`);
    await connection.run(`UPDATE state SET rows = rows - ${rows}, points = points - ${points}`);
  }
}

/** Deletes a device's readings, slots and dirty marks inside the caller's transaction. */
export async function deleteDeviceRows(
  connection: DuckDBConnection,
  tables: KindTables,
  deviceKey: number,
): Promise<void> {
  const condition = `device = ${deviceKey}`;
  await deleteReadings(connection, tables, condition);
  for (const table of [tables.slots['15m'].name, tables.slots['1d'].name, 'dirty', 'newest']) {
    await connection.run(`DELETE FROM "${table}" WHERE ${condition}`);
  }
}

async function deleteExpiredReadings(
  database: Database,
  tables: KindTables,
  newest: Newest,
  limit: number,
): Promise<void> {
  const names = [tables.hot.name, tables.cold.name];
  const remove = (connection: DuckDBConnection, condition: string) =>
    deleteReadings(connection, tables, condition);
  await deleteBefore(database, names, limit, rawStepMs, remove);
  await database.alone(async (connection) => {
    await inTransaction(connection, async () => {
      // Readings this old that came in between the steps go as well, so that the devices without
      // newer ones have none.
      await remove(connection, `ts < ${limit}`);
      await connection.run(`DELETE FROM newest WHERE kind = '${tables.kind}' AND ts < ${limit}`);
    });
    newest.forgetBefore(tables.kind, limit);
  });
}

/**
 * Deletes what is older than `limit` from the oldest on, a stretch of time in each transaction.
 * `oldest` finds where to begin: rows before the limit are few, and zones without any are skipped.
 */
async function deleteBefore(
  database: Database,
  tableNames: readonly string[],
  limit: number,
  stepMs: number,
  remove: (connection: DuckDBConnection, condition: string) => Promise<void>,
): Promise<void> {
  const union = tableNames
    .map((name) => `SELECT min(ts) AS ts FROM "${name}" WHERE ts < ${limit}`)
    .join(' UNION ALL ');
  for (;;) {
    const [oldest = null] = await database.read((connection) =>
      numbersOf(connection, `SELECT min(ts) FROM (${union})`),
    );
    if (oldest === null) return;
    const end = Math.min(limit, (Math.floor(oldest / stepMs) + 1) * stepMs);
    await database.transaction((connection) => remove(connection, `ts < ${end}`));
  }
}

/**
 * Deletes what is older than each level keeps. Dirty marks go first: a roll-up over readings that
 * are gone would empty a slot that is still kept. Stops between two kinds when it is told to.
 */
export async function deleteExpired(
  database: Database,
  schema: Schema,
  newest: Newest,
  limits: RetentionLimits,
  signal: AbortSignal,
): Promise<void> {
  await database.transaction(async (connection) => {
    await connection.run(`DELETE FROM dirty WHERE ts < ${limits.rawBefore}`);
  });
  for (const tables of schema.values()) {
    if (signal.aborted) return;
    await deleteExpiredReadings(database, tables, newest, limits.rawBefore);
    const { slots } = tables;
    for (const [table, limit] of [
      [slots['15m'].name, limits.quartersBefore],
      [slots['1d'].name, limits.daysBefore],
    ] as const) {
      await deleteBefore(database, [table], limit, slotStepMs, async (connection, condition) => {
        await connection.run(`DELETE FROM "${table}" WHERE ${condition}`);
      });
    }
  }
  await database.checkpoint();
}
