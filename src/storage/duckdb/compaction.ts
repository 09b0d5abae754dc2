import { dayMs } from '../../domain/instant.ts';
import { columnsOf } from './columns.ts';
import type { Database } from './database.ts';
import { type KindTables, quoted, type Schema } from './schema.ts';

/** Rows that one transaction moves: other writes wait for one such step at most. */
const stepRowsMax = 250_000;
/** Steps between checkpoints: readers can hold the automatic ones back, and a late one takes long. */
const stepsPerCheckpoint = 4;

/**
 * Every other device is laid down backwards in time: from one device to the next the time then
 * makes no jump, and differences between rows stay small. That saves 10 % of the disk.
 */
const thereAndBack = 'CASE WHEN device % 2 = 0 THEN ts ELSE -ts END';

/** How many rows of the hot table a device has on one day. */
export interface DayShare {
  readonly day: number;
  readonly device: number;
  readonly rows: number;
}

/** Whole days, or some devices of one day; all limits belong to the step. */
export interface CompactionStep {
  readonly dayMin: number;
  readonly dayMax: number;
  readonly deviceMin: number;
  readonly deviceMax: number;
}

const everyDevice = { deviceMin: -(2 ** 31), deviceMax: 2 ** 31 - 1 };

function rowsIn(shares: readonly DayShare[]): number {
  return shares.reduce((sum, share) => sum + share.rows, 0);
}

/** Splits one long list into stretches of at most `rowsMax` rows; a single longer item stays whole. */
function stretches<Item>(
  items: readonly Item[],
  rowsOf: (item: Item) => number,
  rowsMax: number,
): Item[][] {
  const lists: Item[][] = [];
  let rows = Number.POSITIVE_INFINITY;
  for (const item of items) {
    rows += rowsOf(item);
    if (rows > rowsMax) {
      lists.push([]);
      rows = rowsOf(item);
    }
    lists.at(-1)?.push(item);
  }
  return lists;
}

/**
 * Steps that together move the given shares, ordered by day and device, at most `rowsMax` rows
 * each. Small days share a step; a day that is too long for one is split between devices.
 */
export function compactionSteps(shares: readonly DayShare[], rowsMax: number): CompactionStep[] {
  const days = Map.groupBy(shares, (share) => share.day);
  return stretches(Array.from(days.values()), rowsIn, rowsMax).flatMap((list) => {
    const dayMin = list[0]?.[0]?.day ?? 0;
    const dayMax = list.at(-1)?.[0]?.day ?? 0;
    if (list.length > 1) return [{ dayMin, dayMax, ...everyDevice }];
    return stretches(list[0] ?? [], (share) => share.rows, rowsMax).map((devices) => ({
      dayMin,
      dayMax,
      deviceMin: devices[0]?.device ?? 0,
      deviceMax: devices.at(-1)?.device ?? 0,
    }));
  });
}

async function sharesBefore(
  database: Database,
  tables: KindTables,
  before: number,
): Promise<DayShare[]> {
  const [days, devices, counts] = await database.read(async (connection) =>
    columnsOf(
      await connection.run(
        `SELECT (ts // ${dayMs})::DOUBLE AS day, device, count(*)::DOUBLE FROM "${tables.hot.name}"
         WHERE ts < ${before} GROUP BY day, device ORDER BY day, device`,
      ),
    ),
  );
  return Array.from(days ?? [], (day, row) => ({
    day,
    device: devices?.[row] ?? 0,
    rows: counts?.[row] ?? 0,
  }));
}

function moveRows(database: Database, tables: KindTables, step: CompactionStep): Promise<void> {
  // All that the table has, points of another version of the program too.
  const columns = quoted(tables.hot.columns);
  const from = step.dayMin * dayMs;
  const to = (step.dayMax + 1) * dayMs;
  const chosen = `ts >= ${from} AND ts < ${to}
    AND device BETWEEN ${step.deviceMin} AND ${step.deviceMax}`;
  return database.transaction(async (connection) => {
    await connection.run(
      `INSERT INTO "${tables.cold.name}" (${columns})
       SELECT ${columns} FROM "${tables.hot.name}" WHERE ${chosen}
       ORDER BY ts // ${dayMs}, device, ${thereAndBack}`,
    );
    await connection.run(`DELETE FROM "${tables.hot.name}" WHERE ${chosen}`);
  });
}

/**
 * Moves the days that ended before `before` out of the hot tables, clustered by day, device and
 * time. Days are those of UTC: they order rows and mean nothing else. Stops between two steps when
 * it is told to; what is left moves the next time.
 */
export async function compactRows(
  database: Database,
  schema: Schema,
  before: number,
  signal: AbortSignal,
): Promise<void> {
  const end = Math.floor(before / dayMs) * dayMs;
  let done = 0;
  for (const tables of schema.values()) {
    const steps = compactionSteps(await sharesBefore(database, tables, end), stepRowsMax);
    for (const step of steps) {
      if (signal.aborted) return;
      await moveRows(database, tables, step);
      done++;
      if (done % stepsPerCheckpoint === 0) await database.checkpoint();
    }
  }
  await database.checkpoint();
}
