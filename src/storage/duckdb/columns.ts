/** Whole columns in and out of DuckDB: memory copies of typed arrays, never value by value. */
import {
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBMaterializedResult,
  type DuckDBType,
  DuckDBTypeId,
  FLOAT,
  INTEGER,
  USMALLINT,
  UTINYINT,
} from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { invariant } from '../../domain/outcome.ts';

export type Column = Float64Array | Float32Array | Int32Array | Uint16Array | Uint8Array;

/** Rows of a DuckDB vector. */
const chunkRowsMax = duckdb.vector_size();
const maskWords = chunkRowsMax / 32;
const allValid = 0xffffffff;

function typeOf(column: Column): DuckDBType {
  if (column instanceof Float64Array) return DOUBLE;
  if (column instanceof Float32Array) return FLOAT;
  if (column instanceof Int32Array) return INTEGER;
  return column instanceof Uint16Array ? USMALLINT : UTINYINT;
}

/** Marks NaN as NULL in `mask`; answers whether there was any. */
function maskAbsent(mask: Uint32Array, values: Float64Array, from: number, rows: number): boolean {
  let marked = false;
  for (let row = 0; row < rows; row++) {
    if (!Number.isNaN(values[from + row])) continue;
    if (!marked) mask.fill(allValid);
    marked = true;
    mask[row >> 5] = (mask[row >> 5] ?? 0) & ~(1 << (row & 31));
  }
  return marked;
}

function setVector(
  vector: ReturnType<typeof duckdb.data_chunk_get_vector>,
  column: Column,
  from: number,
  rows: number,
  mask: Uint32Array<ArrayBuffer>,
): void {
  const width = column.BYTES_PER_ELEMENT;
  // Columns come out of a message or were made here, so none lies in shared memory.
  const buffer = column.buffer as ArrayBuffer;
  duckdb.copy_data_to_vector(vector, 0, buffer, column.byteOffset + from * width, rows * width);
  if (column instanceof Float64Array && maskAbsent(mask, column, from, rows)) {
    duckdb.vector_ensure_validity_writable(vector);
    duckdb.copy_data_to_vector_validity(vector, 0, mask.buffer, 0, mask.byteLength);
  }
}

function appendChunks(appender: DuckDBAppender, columns: readonly Column[], length: number): void {
  const chunk = DuckDBDataChunk.create(columns.map(typeOf));
  const mask = new Uint32Array(maskWords);
  for (let from = 0; from < length; from += chunkRowsMax) {
    const rows = Math.min(chunkRowsMax, length - from);
    chunk.reset();
    chunk.rowCount = rows;
    columns.forEach((column, index) => {
      const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
      setVector(vector, column, from, rows, mask);
    });
    appender.appendDataChunk(chunk);
  }
}

/**
 * Appends `length` rows to a table, all its columns in the table's order. NaN in a column of
 * doubles becomes NULL. Column types may differ from the table's where DuckDB can cast.
 */
export async function appendColumns(
  connection: DuckDBConnection,
  table: { readonly name: string; readonly catalog?: string },
  columns: readonly Column[],
  length: number,
): Promise<void> {
  if (length === 0) return;
  for (const column of columns) {
    invariant(column.length >= length, `a column of ${table.name} is shorter than ${length} rows`);
  }
  const appender = await connection.createAppender(table.name, 'main', table.catalog);
  try {
    appendChunks(appender, columns, length);
    appender.flushSync();
  } catch (error) {
    // What is left in an appender would be written when it is collected as garbage.
    appender.clear();
    throw error;
  } finally {
    appender.closeSync();
  }
}

function emptyColumn(typeId: DuckDBTypeId, length: number): Column {
  switch (typeId) {
    case DuckDBTypeId.DOUBLE:
      return new Float64Array(length);
    case DuckDBTypeId.FLOAT:
      return new Float32Array(length);
    case DuckDBTypeId.INTEGER:
      return new Int32Array(length);
    case DuckDBTypeId.USMALLINT:
      return new Uint16Array(length);
    case DuckDBTypeId.UTINYINT:
      return new Uint8Array(length);
    default:
      throw new Error(`Invariant broken: no typed array for DuckDB type ${DuckDBTypeId[typeId]}`);
  }
}

function copyVector(chunk: DuckDBDataChunk, index: number, target: Column, offset: number): void {
  const rows = chunk.rowCount;
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
  const byteLength = rows * target.BYTES_PER_ELEMENT;
  const bytes = duckdb.vector_get_data(vector, byteLength);
  new Uint8Array(target.buffer, offset * target.BYTES_PER_ELEMENT, byteLength).set(bytes);
  const valid = duckdb.vector_get_validity(vector, Math.ceil(rows / 64) * 8);
  if (!valid || !(target instanceof Float64Array)) return;
  for (let row = 0; row < rows; row++) {
    if ((((valid[row >> 3] ?? 0) >> (row & 7)) & 1) === 0) target[offset + row] = Number.NaN;
  }
}

/** Copies a result out of DuckDB, a typed array for each column. NULL becomes NaN in doubles. */
export function columnsOf(result: DuckDBMaterializedResult): Column[] {
  const length = result.rowCount;
  const columns = result.columnTypes().map((type) => emptyColumn(type.typeId, length));
  let offset = 0;
  for (let index = 0; index < result.chunkCount; index++) {
    const chunk = result.getChunk(index);
    columns.forEach((column, place) => {
      copyVector(chunk, place, column, offset);
    });
    offset += chunk.rowCount;
  }
  return columns;
}
