/** Rows of readings or slots as they come out of InfluxDB. */
import type { DeviceKind } from '../../domain/device.ts';
import type { HistoryLevel } from '../../service/counted-store.ts';
import type { RangeQuery, ReadingColumns, SlotColumns } from '../../service/ports.ts';
import { identifier, select, tagIn, timeIn } from './influxql.ts';
import { type InfluxDevices, measurementOf, pointNamesOf, rowFieldsOf } from './schema.ts';
import { idOfTag, tagOfId } from './tag-text.ts';
import { InfluxFault, type InfluxSeries, type InfluxTransport } from './transport.ts';

/** Rows of one answer; a longer range is refused and must be asked for in parts. */
export const answerRowsMax = 500_000;

/** What asking for rows needs. */
export interface RowSource {
  readonly transport: InfluxTransport;
  readonly devices: InfluxDevices;
}

type Cell = string | number | boolean | null | undefined;

/** Columns of rows in the order of their devices' keys, then of time. */
export interface Rows {
  readonly length: number;
  readonly deviceKeys: Int32Array;
  readonly at: Float64Array;
  readonly quality: Uint8Array;
  readonly reasons: Uint16Array;
  readonly completeness: Float32Array;
  readonly values: readonly Float64Array[];
}

export function tagOfKey(devices: InfluxDevices, key: number): string | null {
  const device = devices.byKey(key);
  return device === null ? null : tagOfId(device.id);
}

/** Rows of the given points, which are all of the kind unless told. */
export async function readRows(
  { transport, devices }: RowSource,
  level: HistoryLevel,
  { kind, deviceKeys, from, to }: RangeQuery,
  points: readonly string[] = pointNamesOf(kind),
): Promise<Rows> {
  const keyOfTag = new Map<string, number>();
  for (const key of deviceKeys) {
    const tag = tagOfKey(devices, key);
    if (tag !== null) keyOfTag.set(tag, key);
  }
  const shape = { devices, keyOfTag, level, points: points.length };
  if (keyOfTag.size === 0 || from >= to) return rowsOf([], shape);
  const series = await transport.query(
    select({
      what: ['device', 'area', ...rowFieldsOf(level), ...points].map(identifier),
      from: measurementOf(kind, level),
      where: [timeIn({ from, to }), tagIn('device', [...keyOfTag.keys()])],
      rest: `LIMIT ${answerRowsMax + 1}`,
    }),
  );
  const rows = series.flatMap(({ values }) => values);
  if (rows.length > answerRowsMax) {
    const reason = `The answer has more than ${answerRowsMax} rows.`;
    throw new InfluxFault(reason, { retryable: false });
  }
  return rowsOf(rows, shape);
}

/** The newest row of every device of the kind. */
export async function newestRows(
  { transport, devices }: RowSource,
  kind: DeviceKind,
): Promise<Rows> {
  const points = pointNamesOf(kind);
  const series = await transport.query(
    select({
      what: ['area', ...rowFieldsOf('raw'), ...points].map(identifier),
      from: measurementOf(kind, 'raw'),
      groupBy: [identifier('device')],
      rest: 'ORDER BY time DESC LIMIT 1',
    }),
  );
  const keyOfTag = keysOfTags(series, devices);
  const rows = series.flatMap(({ tags, values }) =>
    values.map(([at = null, ...cells]) => [at, tags.device ?? '', ...cells]),
  );
  return rowsOf(rows, { devices, keyOfTag, level: 'raw', points: points.length });
}

/** Series that are not ours, such as those of a device that is not registered any more, have no key. */
export function keysOfTags(
  series: readonly InfluxSeries[],
  devices: InfluxDevices,
): Map<string, number> {
  const keys = new Map<string, number>();
  for (const { tags } of series) {
    const tag = tags.device ?? '';
    const key = devices.keyOf(idOfTag(tag));
    if (key !== null) keys.set(tag, key);
  }
  return keys;
}

interface Shape {
  readonly devices: InfluxDevices;
  readonly keyOfTag: ReadonlyMap<string, number>;
  readonly level: HistoryLevel;
  /** How many fields follow those that every row has. */
  readonly points: number;
}

/** Cells are time, device, area and fields, in the order of time. */
type FoundRows = readonly (readonly Cell[])[];

const [timeCell, deviceCell, areaCell, firstFieldCell] = [0, 1, 2, 3];

function rowsOf(found: FoundRows, { devices, keyOfTag, level, points }: Shape): Rows {
  const keys = Int32Array.from(found, (cells) => keyOfTag.get(String(cells[deviceCell])) ?? -1);
  const known = Array.from(keys.keys()).filter((row) => keys[row] !== -1);
  known.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
  const order = withoutMoved(known, found, (row) => devices.byKey(keys[row] ?? 0)?.area ?? '');
  const firstPoint = firstFieldCell + rowFieldsOf(level).length;
  const column = (index: number): number[] => order.map((row) => numberOf(found[row]?.[index]));
  return {
    length: order.length,
    deviceKeys: Int32Array.from(order, (row) => keys[row] ?? 0),
    at: Float64Array.from(column(timeCell)),
    quality: Uint8Array.from(column(firstFieldCell)),
    reasons: Uint16Array.from(column(firstFieldCell + 1)),
    completeness: Float32Array.from(level === 'raw' ? [] : column(firstFieldCell + 2)),
    values: Array.from({ length: points }, (_, point) =>
      Float64Array.from(column(firstPoint + point)),
    ),
  };
}

/**
 * A row that was written again after its device had moved to another area stands in both. The one
 * in the area of now is the later one.
 */
function withoutMoved(
  order: readonly number[],
  found: FoundRows,
  areaOf: (row: number) => string,
): number[] {
  const kept: number[] = [];
  for (const row of order) {
    const last = kept.at(-1);
    const isSame =
      last !== undefined &&
      found[last]?.[timeCell] === found[row]?.[timeCell] &&
      found[last]?.[deviceCell] === found[row]?.[deviceCell];
    if (isSame && found[row]?.[areaCell] !== tagOfId(areaOf(row))) continue;
    if (isSame) kept.pop();
    kept.push(row);
  }
  return kept;
}

/** A field that is absent, or of a type that is not ours, is no value. */
function numberOf(cell: Cell): number {
  return typeof cell === 'number' ? cell : Number.NaN;
}

export function readingsOf(
  kind: DeviceKind,
  { at, completeness: _, ...rows }: Rows,
): ReadingColumns {
  return { kind, measuredAt: at, ...rows };
}

export function slotsOf(kind: DeviceKind, { at, ...rows }: Rows): SlotColumns {
  return { kind, slotStart: at, ...rows };
}
