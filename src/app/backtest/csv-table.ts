import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { minuteMs } from '../../domain/instant.ts';
import { DataFault } from './data-fault.ts';

/** Columns of a file on a regular grid, by local time as the file labels it, without a zone. */
export interface GridTable {
  readonly file: string;
  /** Start of the first slot, ms since 1970-01-01 00:00 of the file's own clock. */
  readonly localFrom: number;
  readonly stepMs: number;
  readonly count: number;
  /** Columns of numbers by name, NaN where a value is missing; columns of words are left out. */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** More slots than these (a century of quarter hours) are a wrong date, not a series. */
const slotsMax = 4_000_000;

/** Text of a file, unpacked where it is gzipped. */
export function textOf(file: string): string {
  try {
    const bytes = readFileSync(file);
    return (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw new DataFault(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Rows of a CSV file without quotes; the first names the columns. */
export function rowsIn(file: string): { header: string[]; rows: string[][] } {
  const [header = '', ...lines] = textOf(file).trimEnd().split(/\r?\n/);
  const names = header.split(',').map((name) => name.trim());
  const rows = lines.map((line, index) => {
    const cells = line.split(',');
    if (cells.length === names.length) return cells;
    throw new DataFault(
      `${file}: line ${index + 2} has ${cells.length} cells and not ${names.length}`,
    );
  });
  if (rows.length === 0) throw new DataFault(`${file}: there are no rows in it`);
  return { header: names, rows };
}

/** `YYYY-MM-DD HH:MM` as ms since 1970-01-01 00:00 of the same clock; NaN for anything else. */
export function localMs(text: string): number {
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/.test(text)
    ? Date.parse(`${text.slice(0, 10)}T${text.slice(11)}Z`)
    : Number.NaN;
}

/**
 * Reads a file whose column `time` lies on a regular grid. Where labels are the ends of slots, the
 * table begins one step before its first label. Rows may be missing. Throws `DataFault`.
 */
export function readGridTable(
  file: string,
  { stepMin, labelsEnd }: { readonly stepMin: number; readonly labelsEnd: boolean },
): GridTable {
  const { header, rows } = rowsIn(file);
  const timePlace = header.indexOf('time');
  if (timePlace < 0) throw new DataFault(`${file}: there is no column time`);
  const stepMs = stepMin * minuteMs;
  const first = localMs(rows[0]?.[timePlace] ?? '');
  const slotOf = rows.map((cells, index) => {
    const slot = (localMs(cells[timePlace] ?? '') - first) / stepMs;
    if (Number.isInteger(slot) && slot >= 0 && slot < slotsMax) return slot;
    throw new DataFault(
      `${file}: line ${index + 2}: ${cells[timePlace]} is not on a grid of ${stepMin} min from ${rows[0]?.[timePlace]} on`,
    );
  });
  const count = slotOf.reduce((most, slot) => Math.max(most, slot), 0) + 1;
  const columns = header.flatMap((name, place): [string, Float64Array][] => {
    const values = place === timePlace ? null : numbersOf(rows, place, slotOf, count);
    return values === null ? [] : [[name, values]];
  });
  const localFrom = first - (labelsEnd ? stepMs : 0);
  return { file, localFrom, stepMs, count, columns: new Map(columns) };
}

/** Null where a cell is no number: a column of words. */
function numbersOf(
  rows: readonly string[][],
  place: number,
  slotOf: readonly number[],
  count: number,
): Float64Array | null {
  const values = new Float64Array(count).fill(Number.NaN);
  for (const [index, cells] of rows.entries()) {
    const cell = cells[place] ?? '';
    if (cell === '') continue;
    const value = Number(cell);
    if (Number.isNaN(value) && cell.toLowerCase() !== 'nan') return null;
    values[slotOf[index] ?? 0] = value;
  }
  return values;
}

/** Columns by day: one row a day. */
export interface DayTable {
  /** Cells by column name, by the number of the day since 1970-01-01. */
  readonly days: ReadonlyMap<number, ReadonlyMap<string, string>>;
  readonly header: readonly string[];
}

/** Reads a file with a column `date`, `YYYY-MM-DD`. Throws `DataFault`. */
export function readDayTable(file: string): DayTable {
  const { header, rows } = rowsIn(file);
  const datePlace = header.indexOf('date');
  if (datePlace < 0) throw new DataFault(`${file}: there is no column date`);
  const days = new Map<number, ReadonlyMap<string, string>>();
  for (const [index, cells] of rows.entries()) {
    const day = localMs(`${cells[datePlace]} 00:00`) / (1440 * minuteMs);
    if (Number.isNaN(day)) {
      throw new DataFault(`${file}: line ${index + 2}: ${cells[datePlace]} is not a date`);
    }
    days.set(day, new Map(header.map((name, place) => [name, cells[place] ?? ''])));
  }
  return { days, header };
}
