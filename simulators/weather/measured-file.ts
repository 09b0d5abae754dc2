import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import { minuteMs } from '../../src/domain/instant.ts';
import type { FaultBook } from '../replay/faults.ts';
import { readTable, type Table } from '../replay/table.ts';
import { isTimeZone, labelReader, wallMsOf } from '../replay/time-labels.ts';
import { type MeasuredSeries, seriesFrom } from './measured-series.ts';

/** What a file of measured weather can hold, in the units of a weather station's points. */
export const measuredPoints = [
  'ghiWm2',
  'tempC',
  'windSpeedMps',
  'windDirectionDeg',
  'humidityPct',
  'pressureHpa',
  'rainMmPerH',
] as const;
export type MeasuredPoint = (typeof measuredPoints)[number];

/** A file without these is of no use. */
const neededPoints: readonly MeasuredPoint[] = ['ghiWm2', 'tempC', 'windSpeedMps'];

export interface MeasuredTable {
  readonly stepMs: number;
  readonly series: ReadonlyMap<MeasuredPoint, MeasuredSeries>;
}

export interface MeasuredFileOptions {
  /** Of the time labels, as `Asia/Shanghai` or `UTC`. */
  readonly timeZone: string;
  /** Labels tell the end of each interval instead of its start. */
  readonly labelsEnd: boolean;
}

interface Column {
  readonly point: MeasuredPoint;
  readonly convert: (value: number) => number;
}

/** Columns in another unit than the point's own. */
const otherUnits: Readonly<Record<string, Column>> = {
  tempK: { point: 'tempC', convert: (value) => value - 273.15 },
  tempF: { point: 'tempC', convert: (value) => (value - 32) / 1.8 },
  windSpeedKmPerH: { point: 'windSpeedMps', convert: (value) => value / 3.6 },
  windSpeedKn: { point: 'windSpeedMps', convert: (value) => (value * 1_852) / 3_600 },
  pressurePa: { point: 'pressureHpa', convert: (value) => value / 100 },
  pressureKpa: { point: 'pressureHpa', convert: (value) => value * 10 },
};

function columnOf(name: string): Column | null {
  const point = measuredPoints.find((known) => known === name);
  if (point !== undefined) return { point, convert: (value) => value };
  return otherUnits[name] ?? null;
}

/**
 * Reads measured weather from a CSV file, packed by gzip or not. The first column is `time` (local
 * time of the zone, as `2026-01-31 14:30`); the others are named by a point of the weather station
 * and its unit. Null where the file cannot be used; single bad rows and values are told and left
 * out.
 *
 * @example
 * time,ghiWm2,tempC,windSpeedMps,pressurePa
 * 2026-01-31 14:30,412,3.1,2.4,101870
 */
export function readMeasuredFile(
  path: string,
  options: MeasuredFileOptions,
  faults: FaultBook,
): MeasuredTable | null {
  if (!isTimeZone(options.timeZone)) {
    faults.add(null, `'${options.timeZone}' is no time zone`);
    return null;
  }
  const table = readTable(path, faults);
  return table === null ? null : measuredTable(table, options, faults);
}

export function measuredTable(
  table: Table,
  options: MeasuredFileOptions,
  faults: FaultBook,
): MeasuredTable | null {
  const columns = knownColumns(table, faults);
  const stepMs = shortestStepMs(table);
  if (columns === null) return null;
  if (stepMs === null) {
    faults.add(null, 'has fewer than two rows with a time');
    return null;
  }
  const times = middles(table, stepMs, options, faults);
  const series = [...columns].map(
    ([name, column]) => [column.point, seriesOf(table, { name, column, times }, faults)] as const,
  );
  return { stepMs, series: new Map(series) };
}

function knownColumns(table: Table, faults: FaultBook): Map<string, Column> | null {
  const columns = new Map<string, Column>();
  const taken = new Set<MeasuredPoint>();
  for (const name of table.columns.keys()) {
    const column = columnOf(name);
    if (column === null) {
      const known = [...measuredPoints, ...Object.keys(otherUnits)].join(', ');
      faults.add(1, `column ${name} is left out; known are ${known}`);
    } else if (taken.has(column.point)) {
      faults.add(1, `column ${name} is left out: another one is its ${column.point} already`);
    } else {
      taken.add(column.point);
      columns.set(name, column);
    }
  }
  const missing = neededPoints.filter((point) => !taken.has(point));
  if (missing.length === 0) return columns;
  faults.add(1, `has no column for ${missing.join(', ')}`);
  return null;
}

/** What most rows are apart is also the least that two are apart: rows are missing, never added. */
function shortestStepMs(table: Table): number | null {
  let shortest = Number.POSITIVE_INFINITY;
  let before: number | null = null;
  for (const label of table.labels) {
    const wallMs = wallMsOf(label);
    if (wallMs !== null && before !== null && wallMs > before) {
      shortest = Math.min(shortest, wallMs - before);
    }
    before = wallMs ?? before;
  }
  return Number.isFinite(shortest) ? shortest : null;
}

/** Middle of each row's interval; NaN where its label is no use. */
function middles(
  table: Table,
  stepMs: number,
  options: MeasuredFileOptions,
  faults: FaultBook,
): Float64Array {
  const read = labelReader({ ...options, stepMin: stepMs / minuteMs });
  return Float64Array.from(table.labels, (label, row) => {
    const { startAt, fault } = read(label);
    if (startAt === null) faults.add(table.lines[row] ?? null, fault ?? '');
    return startAt === null ? Number.NaN : startAt + stepMs / 2;
  });
}

interface TimedColumn {
  readonly name: string;
  readonly column: Column;
  readonly times: Float64Array;
}

function seriesOf(
  table: Table,
  { name, column, times }: TimedColumn,
  faults: FaultBook,
): MeasuredSeries {
  const kept: (readonly [time: number, value: number])[] = [];
  const { min, max } = rangeOf(column.point);
  for (const [row, raw] of (table.columns.get(name) ?? []).entries()) {
    const value = column.convert(raw);
    const time = times[row] ?? Number.NaN;
    if (Number.isNaN(time) || Number.isNaN(value)) continue;
    if (value >= min && value <= max) kept.push([time, value]);
    else
      faults.add(
        table.lines[row] ?? null,
        `${name} is ${raw}, outside ${min} to ${max} as ${column.point}`,
      );
  }
  return seriesFrom(kept);
}

/** What a weather station can show of a point. */
function rangeOf(point: MeasuredPoint): { readonly min: number; readonly max: number } {
  const spec = kindSpecOf('weather_station').points.find(({ name }) => name === point);
  return {
    min: spec?.min ?? Number.NEGATIVE_INFINITY,
    max: spec?.max ?? Number.POSITIVE_INFINITY,
  };
}
