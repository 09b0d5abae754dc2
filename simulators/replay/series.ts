import { join } from 'node:path';
import type { Device } from '../../src/domain/device.ts';
import { dayMs, type Instant, minuteMs } from '../../src/domain/instant.ts';
import { atan2Deg, wrap360 } from '../../src/physics/angle.ts';
import { type ColumnMeaning, isVectorHalf, meaningsOf } from './columns.ts';
import type { FaultBook } from './faults.ts';
import type { ProtocolFile } from './protocol.ts';
import { readTable, type Table } from './table.ts';
import { isTimeZone, labelReader } from './time-labels.ts';

export type ReplayDevice = Pick<Device, 'id' | 'name' | 'kind' | 'ratingKw' | 'reportIntervalS'>;

/** What one device of a replay measured: row `i` is `measuredAt[i]`, `values[p][i]`. */
export interface ReplaySeries {
  readonly device: ReplayDevice;
  readonly stepMs: number;
  readonly points: readonly string[];
  /** Start of each interval, UTC epoch ms, ascending. Rows in which nothing was measured are left out. */
  readonly measuredAt: Float64Array;
  /** One column a point, in native units and signs; NaN where nothing was measured. */
  readonly values: readonly Float64Array[];
}

/** Reads one file of a folder and makes devices of its columns. */
export function readSeries(
  folder: string,
  file: ProtocolFile,
  options: { readonly localTimeZone: string; readonly faults: FaultBook },
): ReplaySeries[] {
  const { faults } = options;
  const table = readTable(join(folder, file.file), faults);
  if (table === null) return [];
  const timed = withTimes(table, file, options);
  const columns = convertedColumns(timed, file, faults);
  const roles = [...new Set(columns.map(({ meaning }) => meaning.role))];
  return roles.flatMap((role) =>
    seriesOfRole(
      columns.filter(({ meaning }) => meaning.role === role),
      timed.startAt,
      { file, faults },
    ),
  );
}

interface TimedTable {
  readonly startAt: Float64Array;
  readonly columns: ReadonlyMap<string, Float64Array>;
}

function withTimes(
  table: Table,
  file: ProtocolFile,
  { localTimeZone, faults }: { readonly localTimeZone: string; readonly faults: FaultBook },
): TimedTable {
  const named = file.timeZone !== null && isTimeZone(file.timeZone) ? file.timeZone : null;
  if (named === null) {
    faults.add(null, `states no time zone ('${file.timeZone ?? ''}'); taken as ${localTimeZone}`);
  }
  const read = labelReader({ ...file, timeZone: named ?? localTimeZone });
  const rows: number[] = [];
  const startAt: Instant[] = [];
  for (const [row, label] of table.labels.entries()) {
    const time = read(label);
    if (time.startAt === null) {
      faults.add(table.lines[row] ?? null, time.fault ?? '');
      continue;
    }
    rows.push(row);
    startAt.push(time.startAt);
  }
  const columns = [...table.columns].map(
    ([name, values]) =>
      [name, Float64Array.from(rows, (row) => values[row] ?? Number.NaN)] as const,
  );
  return { startAt: Float64Array.from(startAt), columns: new Map(columns) };
}

interface ConvertedColumn {
  readonly meaning: ColumnMeaning;
  readonly values: Float64Array;
}

function convertedColumns(
  table: TimedTable,
  file: ProtocolFile,
  faults: FaultBook,
): ConvertedColumn[] {
  const converted: ConvertedColumn[] = [];
  for (const [column, values] of table.columns) {
    const meanings = meaningsOf(column, file);
    if (meanings.length === 0 && !(isVectorHalf(column) && hasOtherHalf(column, table))) {
      faults.add(1, `column ${column} is left out: no point of any device kind can hold it`);
    }
    for (const meaning of meanings) {
      const twice = converted.some(
        (other) => other.meaning.role === meaning.role && other.meaning.point === meaning.point,
      );
      if (twice)
        faults.add(1, `column ${column} is left out: another one is its ${meaning.point} already`);
      else converted.push({ meaning, values: convert(meaning, values, table, file.stepMin) });
    }
  }
  return converted;
}

function hasOtherHalf(column: string, table: TimedTable): boolean {
  return table.columns.has(column.replace('v', 'u'));
}

function convert(
  meaning: ColumnMeaning,
  values: Float64Array,
  table: TimedTable,
  stepMin: number,
): Float64Array {
  if (meaning.northColumn !== undefined) {
    return windOf(meaning, values, table.columns.get(meaning.northColumn));
  }
  const amounts =
    meaning.accumulated === true ? increments(values, table.startAt, stepMin * minuteMs) : values;
  return amounts.map((value) => tidy(meaning.convert(value)));
}

/** Without the last digits that converting a decimal number leaves behind. */
function tidy(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

function windOf(
  { point }: ColumnMeaning,
  east: Float64Array,
  north: Float64Array | undefined,
): Float64Array {
  return east.map((u, row) => {
    const v = north?.[row] ?? Number.NaN;
    // A direction is the one from which the wind comes.
    return point === 'windSpeedMps' ? Math.hypot(u, v) : wrap360(atan2Deg(-u, -v));
  });
}

/** What was added in each interval to a sum that begins anew at midnight UTC. */
function increments(sums: Float64Array, startAt: Float64Array, stepMs: number): Float64Array {
  return sums.map((sum, row) => {
    const at = startAt[row] ?? Number.NaN;
    if (at % dayMs === 0) return sum;
    const follows = row > 0 && startAt[row - 1] === at - stepMs;
    return follows ? sum - (sums[row - 1] ?? Number.NaN) : Number.NaN;
  });
}

function isPower({ meaning }: ConvertedColumn): boolean {
  return meaning.point === 'powerKw' || meaning.point === 'heatKw';
}

/** A plant or meter without a power that was ever other than zero is not a device. */
function seriesOfRole(
  columns: readonly ConvertedColumn[],
  startAt: Float64Array,
  { file, faults }: { readonly file: ProtocolFile; readonly faults: FaultBook },
): ReplaySeries[] {
  const [first] = columns;
  if (first === undefined) return [];
  const { role, kind } = first.meaning;
  const power = columns.find(isPower);
  const peak = power === undefined ? 0 : largest(power.values);
  if (kind !== 'weather_station' && peak === 0) {
    const names = columns.map(({ meaning }) => meaning.column);
    faults.add(1, `column ${[...new Set(names)].join(', ')} is left out: there is no power to it`);
    return [];
  }
  const rows = Array.from(startAt.keys()).filter((row) =>
    columns.some(({ values }) => !Number.isNaN(values[row])),
  );
  const pick = (values: Float64Array): Float64Array =>
    Float64Array.from(rows, (row) => values[row] ?? Number.NaN);
  const stated = power?.meaning.ratingKw ?? null;
  return [
    {
      device: {
        id: deviceIdOf(`${file.set}-${file.stem}-${role}`),
        name: `${file.set} ${file.stem} ${role}`,
        kind,
        ratingKw: power?.meaning.point === 'powerKw' ? (stated ?? roundedUp(peak)) : null,
        reportIntervalS: reportIntervalS(file.stepMin),
      },
      stepMs: file.stepMin * minuteMs,
      points: columns.map(({ meaning }) => meaning.point),
      measuredAt: pick(startAt),
      values: columns.map(({ values }) => pick(values)),
    },
  ];
}

/**
 * A value stands for one and a half report intervals. With two thirds of the step it stands for its
 * own interval and no longer: a gap in the file stays a gap.
 */
function reportIntervalS(stepMin: number): number {
  return (stepMin * 60) / 1.5;
}

function largest(values: Float64Array): number {
  let peak = 0;
  for (const value of values) if (Math.abs(value) > peak) peak = Math.abs(value);
  return peak;
}

/** To two digits, as nameplates are. */
function roundedUp(value: number): number {
  const scale = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(value / scale) * scale).toPrecision(6));
}

const idCharsMax = 64;

function deviceIdOf(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, idCharsMax);
}
