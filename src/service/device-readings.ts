import { kindSpecOf } from '../contract/device-kinds.ts';
import { dayBoundaries } from '../domain/calendar.ts';
import { type Device, holdMsOf } from '../domain/device.ts';
import {
  hourMs,
  type Instant,
  instant,
  minuteMs,
  quarterMs,
  secondMs,
  slotStartOf,
} from '../domain/instant.ts';
import { mergeSlots } from '../domain/merge-slots.ts';
import { fail, succeed } from '../domain/outcome.ts';
import { qualityLevels, reasonsOf } from '../domain/reading.ts';
import type { SlotSeries } from '../domain/roll-up.ts';
import type { Asked, Cell, TableAnswer, TableQuery } from './application.ts';
import type { Directory } from './directory.ts';
import type { ReadingColumns, ReadingStore } from './ports.ts';
import { onWholeSlots, rangeFault, readingsRangeMsMax } from './range-limits.ts';
import { refuse } from './request-faults.ts';
import { rollUpRows, slotSeriesOf } from './slot-columns.ts';

/** Raw rows of one page, as far as the report interval tells. */
const rowsPerPage = 5_000;

interface Deps {
  readonly store: ReadingStore;
  readonly directory: Directory;
  readonly timeZone: string;
}

interface ReadingsQuery extends TableQuery {
  readonly points: readonly string[] | null;
}

/** One device's readings as `at, quality, reasons, completeness, <points>`. */
export function readingsTable(
  device: Device,
  query: ReadingsQuery,
  deps: Deps,
): Asked<TableAnswer> {
  const specs = kindSpecOf(device.kind).points;
  const names = query.points ?? specs.map(({ name }) => name);
  const indexes = names.map((name) => specs.findIndex((spec) => spec.name === name));
  const unknown = names.find((_, place) => indexes[place] === -1);
  if (unknown !== undefined) {
    const known = specs.map(({ name }) => name).join(', ');
    return refuse('unknown_point', `A ${device.kind} has no point ${unknown}; it has ${known}.`);
  }
  const fault = rangeFault(query, readingsRangeMsMax);
  if (fault !== null) return fail(fault);
  return succeed({
    columns: ['at', 'quality', 'reasons', 'completeness', ...names],
    pages: pagesOf(device, onWholeSlots(query), indexes, deps),
  });
}

async function* pagesOf(
  device: Device,
  query: ReadingsQuery,
  indexes: readonly number[],
  deps: Deps,
): AsyncGenerator<Cell[][]> {
  switch (query.resolution) {
    case 'raw':
    case '1m':
      for (const range of pieces(device, query)) {
        const columns = await readPiece(device, range, query, deps.store);
        yield query.resolution === 'raw'
          ? rawRows(columns, indexes)
          : slotRows(minutesOf(columns, range, deps.directory), indexes);
      }
      return;
    case '15m':
    case '1h':
      yield slotRows(await quartersOf(device, query, deps.store), indexes);
      return;
    case '1d':
      yield slotRows(await daysOf(device, query, deps), indexes);
  }
}

/** Consecutive ranges that hold about a page of readings each, cut at whole minutes. */
function* pieces(
  device: Device,
  { from, to }: TableQuery,
): Generator<{ from: Instant; to: Instant }> {
  const stepMs = Math.max(hourMs, device.reportIntervalS * secondMs * rowsPerPage);
  for (let start = from; start < to; ) {
    const end = instant(Math.min(to, slotStartOf(instant(start + stepMs), minuteMs)));
    yield { from: start, to: end };
    start = end;
  }
}

/** Minutes need the reading before the piece as well, whose value is held into it. */
function readPiece(
  { kind, key, ...device }: Device,
  { from, to }: { from: Instant; to: Instant },
  { resolution }: TableQuery,
  store: ReadingStore,
): Promise<ReadingColumns> {
  const heldMs = resolution === 'raw' ? 0 : holdMsOf(device);
  return store.read({ kind, deviceKeys: [key], from: instant(from - heldMs), to });
}

function rawRows(columns: ReadingColumns, indexes: readonly number[]): Cell[][] {
  return Array.from({ length: columns.length }, (_, row) => [
    new Date(columns.measuredAt[row] ?? 0).toISOString(),
    qualityLevels[columns.quality[row] ?? 0] ?? null,
    reasonsOf(columns.reasons[row] ?? 0),
    1,
    ...indexes.map((index) => cellOf(columns.values[index]?.[row])),
  ]);
}

function slotRows(slots: SlotSeries, indexes: readonly number[]): Cell[][] {
  return slots.slotStart.map((at, row) => [
    new Date(at).toISOString(),
    qualityLevels[slots.quality[row] ?? 0] ?? null,
    reasonsOf(slots.reasons[row] ?? 0),
    slots.completeness[row] ?? 0,
    ...indexes.map((index) => cellOf(slots.values[index]?.[row])),
  ]);
}

function cellOf(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function minutesOf(
  columns: ReadingColumns,
  { from, to }: { from: Instant; to: Instant },
  directory: Directory,
): SlotSeries {
  const rows = { deviceKey: columns.deviceKeys[0] ?? 0, first: 0, last: columns.length };
  if (columns.length === 0) return slotsOfNothing;
  return rollUpRows(columns, rows, directory, { from, to, slotMs: minuteMs });
}

const slotsOfNothing: SlotSeries = {
  slotStart: [],
  completeness: [],
  quality: [],
  reasons: [],
  values: [],
};

async function quartersOf(
  { kind, key }: Device,
  { from, to, resolution }: TableQuery,
  store: ReadingStore,
): Promise<SlotSeries> {
  const stored = await store.readSlots('15m', { kind, deviceKeys: [key], from, to });
  const quarters = slotSeriesOf(stored, { first: 0, last: stored.length });
  if (resolution === '15m') return quarters;
  const hours = (to - from) / hourMs;
  const boundaries = Array.from({ length: hours + 1 }, (_, index) => from + index * hourMs);
  return mergeSlots(quarters, { points: kindSpecOf(kind).points, slotMs: quarterMs, boundaries });
}

async function daysOf(
  { kind, key }: Device,
  { from, to }: TableQuery,
  { store, timeZone }: Deps,
): Promise<SlotSeries> {
  const boundaries = dayBoundaries({ from, to }, timeZone);
  const range = { from: boundaries[0] ?? from, to: boundaries.at(-1) ?? to };
  const days = await store.readSlots('1d', { kind, deviceKeys: [key], ...range });
  return slotSeriesOf(days, { first: 0, last: days.length });
}
