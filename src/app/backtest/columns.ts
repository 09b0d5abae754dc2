import { join } from 'node:path';
import { dayMs, minuteMs } from '../../domain/instant.ts';
import type { SpecialDay, SpecialDays } from '../../forecast/frame/series-frame.ts';
import { type GridTable, readDayTable, readGridTable } from './csv-table.ts';
import { DataFault } from './data-fault.ts';
import type { SeriesEntry, SeriesProtocol, TrackEntry } from './protocol-schema.ts';

/** A set that is read: its protocol, its folder, and the tables that were opened so far. */
export interface OpenSet {
  readonly folder: string;
  readonly protocol: SeriesProtocol;
  readonly tables: Map<string, GridTable>;
}

/** What the label of a series' rows means. */
export function labelsOf(
  { protocol }: OpenSet,
  series: SeriesEntry,
): { readonly stepMin: number; readonly labelsEnd: boolean } {
  const stepMin = series.stepMin ?? protocol.stepMin;
  if (stepMin === undefined) throw new DataFault(missing(series, 'stepMin'));
  return { stepMin, labelsEnd: (series.timeLabel ?? protocol.timeLabel) === 'end' };
}

export function missing({ id }: SeriesEntry, key: string): string {
  return `protocol.json: series ${id}: ${key} is missing, and there is none for the whole set`;
}

/** The table of a series, read once. */
export function tableOf(set: OpenSet, series: SeriesEntry): GridTable {
  const table = set.tables.get(series.file);
  if (table !== undefined) return table;
  const read = readGridTable(join(set.folder, series.file), labelsOf(set, series));
  set.tables.set(series.file, read);
  return read;
}

export function columnOf(table: GridTable, name: string): Float64Array {
  const column = table.columns.get(name);
  if (column !== undefined) return column;
  throw new DataFault(`${table.file}: there is no column of numbers ${name}`);
}

/** Columns that are foreseen over the horizon of a track, on the grid of `series`. */
export function foreseenOf(
  set: OpenSet,
  series: SeriesEntry,
  track: TrackEntry,
): Map<string, Float64Array> {
  const { future } = track;
  if (future === undefined) return new Map();
  if (future.daily !== undefined) {
    return dailyColumns(set, tableOf(set, series), future.daily, future.columns);
  }
  const sources = future.of === 'allSeries' ? set.protocol.series : [series];
  return new Map(sources.flatMap((source) => columnsFrom(set, source, series, future)));
}

/** Columns of one series: its own bear their names, those of another the name of that series too. */
function columnsFrom(
  set: OpenSet,
  source: SeriesEntry,
  own: SeriesEntry,
  { columns, accumulated = [] }: NonNullable<TrackEntry['future']>,
): [string, Float64Array][] {
  const table = tableOf(set, source);
  return namesOf(source, columns).map((name) => {
    const raw = columnOf(table, name);
    const values = accumulated.includes(name) ? differences(raw, table) : raw;
    if (source.id === own.id) return [name, values];
    return [`${source.id}/${name}`, onGrid(tableOf(set, own), table, values)];
  });
}

function namesOf(series: SeriesEntry, columns: readonly string[] | 'perSeries'): readonly string[] {
  if (columns !== 'perSeries') return columns;
  if (series.future !== undefined) return series.future;
  throw new DataFault(`protocol.json: series ${series.id}: future is missing, a track asks for it`);
}

/**
 * What each slot adds to a sum that begins anew with the local day: the first slot of a day holds
 * it, all others differ from the slot before.
 */
export function differences(values: Float64Array, { localFrom, stepMs }: GridTable): Float64Array {
  return values.map((value, slot) => {
    const isFirst = (localFrom + slot * stepMs) % dayMs === 0;
    return isFirst ? value : value - (values[slot - 1] ?? Number.NaN);
  });
}

/** A column of another table on this grid; NaN where the other has no slot. */
function onGrid(grid: GridTable, other: GridTable, values: Float64Array): Float64Array {
  const shift = (grid.localFrom - other.localFrom) / grid.stepMs;
  if (other.stepMs !== grid.stepMs || !Number.isInteger(shift)) {
    throw new DataFault(`${other.file} and ${grid.file} do not share one grid`);
  }
  return Float64Array.from({ length: grid.count }, (_, slot) => values[slot + shift] ?? Number.NaN);
}

/** One value a day, spread over all slots of the day. */
function dailyColumns(
  set: OpenSet,
  grid: GridTable,
  file: string,
  names: readonly string[] | 'perSeries',
): Map<string, Float64Array> {
  const path = join(set.folder, file);
  const { days, header } = readDayTable(path);
  if (names === 'perSeries') {
    throw new DataFault('protocol.json: future.columns: name the columns of the daily file');
  }
  return new Map(
    names.map((name) => {
      if (!header.includes(name)) throw new DataFault(`${path}: there is no column ${name}`);
      const valueAt = (slot: number): number => {
        const day = Math.floor((grid.localFrom + slot * grid.stepMs) / dayMs);
        const cell = days.get(day)?.get(name) ?? '';
        return cell === '' ? Number.NaN : Number(cell);
      };
      return [name, Float64Array.from({ length: grid.count }, (_, slot) => valueAt(slot))];
    }),
  );
}

/** Columns of numbers that are neither the target nor foreseen: known when their slot is over. */
export function measuredOf(
  table: GridTable,
  { target }: SeriesEntry,
  { measuredInputs, future }: TrackEntry,
  foreseen: ReadonlyMap<string, Float64Array>,
): Map<string, Float64Array> {
  for (const name of measuredInputs ?? []) columnOf(table, name);
  const sums = new Set(future?.accumulated);
  const columns = [...table.columns].filter(
    ([name]) => name !== target && !foreseen.has(name) && (measuredInputs?.includes(name) ?? true),
  );
  return new Map(
    columns.map(([name, values]) => [name, sums.has(name) ? differences(values, table) : values]),
  );
}

const dayTypes: Readonly<Record<string, SpecialDay>> = {
  holiday: 'holiday',
  spring: 'springFestival',
  workday: 'workday',
};

/** The special days of a set's calendar file, with its columns `date` and `type`. */
export function specialDaysOf({ folder, protocol }: OpenSet): SpecialDays {
  if (protocol.calendar === undefined) return new Map();
  const file = join(folder, protocol.calendar.holidays);
  const { days } = readDayTable(file);
  return new Map(
    [...days].map(([day, cells]) => {
      const type = cells.get('type') ?? '';
      const special = dayTypes[type];
      if (special !== undefined) return [day, special];
      const date = new Date(day * dayMs).toISOString().slice(0, 10);
      throw new DataFault(`${file}: ${date}: type ${type} is none of ${Object.keys(dayTypes)}`);
    }),
  );
}

/**
 * Local clock minus UTC, ms. Files are regular grids, which a clock with summer time is not: their
 * labels are taken at the zone's standard time throughout. Words that are no zone count as UTC.
 */
export function standardOffsetMs(timeZone: string | undefined, localFrom: number): number {
  if (timeZone === undefined || !isZone(timeZone)) return 0;
  const year = new Date(localFrom).getUTCFullYear();
  const offsets = [1, 7].map(
    (month) =>
      Temporal.ZonedDateTime.from({ year, month, day: 1, timeZone }).offsetNanoseconds / 1e6,
  );
  return Math.min(...offsets);
}

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** The slot that begins at a label's time; slots labelled by their end end there. */
export function slotAt(table: GridTable, labelMs: number, key: string): number {
  const slot = (labelMs - table.localFrom) / table.stepMs;
  if (Number.isInteger(slot)) return slot;
  throw new DataFault(
    `protocol.json: ${key}: it is not on the grid of ${table.stepMs / minuteMs} min of ${table.file}`,
  );
}
