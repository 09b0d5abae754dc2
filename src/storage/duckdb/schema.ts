import type { DuckDBConnection } from '@duckdb/node-api';
import type { KindSpec } from '../../contract/device-kinds.ts';
import type { DeviceKind } from '../../domain/device.ts';
import { invariant } from '../../domain/outcome.ts';
import type { SlotLevel } from '../../service/ports.ts';
import { StoreFault } from './store-fault.ts';

/** Raised when tables change in a way that an older program would misread. */
const schemaVersion = 1;

export interface Table {
  readonly name: string;
  /** In the order of the table on disk, which is not that of the points table in a store that has grown. */
  readonly columns: readonly string[];
}

export interface KindTables {
  readonly kind: DeviceKind;
  readonly points: readonly string[];
  /** Readings in the order of their arrival. */
  readonly hot: Table;
  /** Readings of closed days, clustered by day, device and time. */
  readonly cold: Table;
  readonly slots: Readonly<Record<SlotLevel, Table>>;
}

export type Schema = ReadonlyMap<DeviceKind, KindTables>;

const rowColumns = ['device', 'ts', 'quality', 'reasons'];
const slotColumns = ['device', 'ts', 'completeness', 'quality', 'reasons'];

const columnTypes: Readonly<Record<string, string>> = {
  device: 'INTEGER NOT NULL',
  ts: 'BIGINT NOT NULL',
  completeness: 'FLOAT NOT NULL',
  quality: 'UTINYINT NOT NULL',
  reasons: 'USMALLINT NOT NULL',
};

/** `ts` is UTC epoch ms everywhere. */
const fixedTables = `
  CREATE TABLE IF NOT EXISTS state (version INTEGER, position BIGINT, rows BIGINT, points BIGINT);
  INSERT INTO state SELECT ${schemaVersion}, NULL, 0, 0 WHERE NOT EXISTS (FROM state);
  CREATE TABLE IF NOT EXISTS dirty (device INTEGER NOT NULL, ts BIGINT NOT NULL);
  CREATE TABLE IF NOT EXISTS newest (kind VARCHAR NOT NULL, device INTEGER NOT NULL, ts BIGINT NOT NULL);
`;

export function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** Columns of a table as typed arrays can hold them: times as doubles. */
export function selected(names: readonly string[]): string {
  return names.map((name) => (name === 'ts' ? 'ts::DOUBLE AS ts' : `"${name}"`)).join(', ');
}

function definitionOf(name: string): string {
  return `"${name}" ${columnTypes[name] ?? 'DOUBLE'}`;
}

function tableNames(kind: DeviceKind): { rows: string[]; slots: string[] } {
  return {
    rows: [`${kind}_hot`, `${kind}_cold`],
    slots: [`${kind}_15m`, `${kind}_1d`],
  };
}

/** Every table of the kinds with the columns that it must have. */
function wantedTables(kinds: readonly KindSpec[]): Map<string, string[]> {
  const wanted = new Map<string, string[]>();
  for (const { kind, points } of kinds) {
    const pointNames = points.map((point) => point.name);
    const names = tableNames(kind);
    for (const name of names.rows) wanted.set(name, [...rowColumns, ...pointNames]);
    for (const name of names.slots) wanted.set(name, [...slotColumns, ...pointNames]);
  }
  return wanted;
}

async function existingTables(connection: DuckDBConnection): Promise<Map<string, string[]>> {
  const result = await connection.runAndReadAll(
    `SELECT table_name, column_name FROM duckdb_columns()
     WHERE database_name = current_database() ORDER BY table_name, column_index`,
  );
  const tables = new Map<string, string[]>();
  for (const [table, column] of result.getRows()) {
    const columns = tables.get(String(table)) ?? [];
    columns.push(String(column));
    tables.set(String(table), columns);
  }
  return tables;
}

function statementsFor(
  wanted: ReadonlyMap<string, readonly string[]>,
  existing: ReadonlyMap<string, readonly string[]>,
): string[] {
  return Array.from(wanted).flatMap(([table, columns]) => {
    const present = existing.get(table);
    if (present === undefined) {
      return [`CREATE TABLE "${table}" (${columns.map(definitionOf).join(', ')})`];
    }
    return columns
      .filter((column) => !present.includes(column))
      .map((column) => `ALTER TABLE "${table}" ADD COLUMN ${definitionOf(column)}`);
  });
}

async function checkVersion(connection: DuckDBConnection): Promise<void> {
  const result = await connection.runAndReadAll('SELECT version FROM state');
  const version = Number(result.getRows()[0]?.[0]);
  if (version > schemaVersion) {
    throw new StoreFault(
      'refused',
      `The store was written by a newer version of this program (schema ${version}, this program knows ${schemaVersion}).`,
    );
  }
}

/**
 * Makes the tables of a new store, and in an older one adds columns for points that have come
 * since. Answers the tables of each kind as they are on disk.
 */
export async function prepareSchema(
  connection: DuckDBConnection,
  kinds: readonly KindSpec[],
): Promise<Schema> {
  await connection.run(fixedTables);
  await checkVersion(connection);
  const statements = statementsFor(wantedTables(kinds), await existingTables(connection));
  if (statements.length > 0) await connection.run(['BEGIN', ...statements, 'COMMIT'].join(';'));
  const existing = await existingTables(connection);
  const table = (name: string): Table => ({ name, columns: existing.get(name) ?? [] });
  return new Map(
    kinds.map(({ kind, points }) => [
      kind,
      {
        kind,
        points: points.map((point) => point.name),
        hot: table(`${kind}_hot`),
        cold: table(`${kind}_cold`),
        slots: { '15m': table(`${kind}_15m`), '1d': table(`${kind}_1d`) },
      },
    ]),
  );
}

export function tablesOf(schema: Schema, kind: DeviceKind): KindTables {
  const tables = schema.get(kind);
  invariant(tables !== undefined, `the store has no tables for kind ${kind}`);
  return tables;
}

export function rowColumnsOf(tables: KindTables): string[] {
  return [...rowColumns, ...tables.points];
}

export function slotColumnsOf(tables: KindTables): string[] {
  return [...slotColumns, ...tables.points];
}
