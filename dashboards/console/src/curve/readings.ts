import type { LatestView } from '../../../../src/contract/http.ts';
import { qualityOf, type SlotQuality, type Table } from './slots.ts';

/** A device's readings as the console holds them. */

export interface ReadingRecord {
  /** Instant of the reading, or start of the slot; UTC epoch ms. */
  readonly at: number;
  readonly quality: SlotQuality | null;
  readonly reasons: readonly string[];
  /** One value for each point, in the order of `Readings.points`. */
  readonly values: readonly (number | null)[];
}

export interface Readings {
  readonly points: readonly string[];
  /** In the order of time. */
  readonly records: readonly ReadingRecord[];
}

const notPoints: ReadonlySet<string> = new Set(['at', 'quality', 'reasons', 'completeness']);

export function readingsOf(table: Table): Readings {
  const place = new Map(table.columns.map((column, index) => [column, index]));
  const points = table.columns.filter((column) => !notPoints.has(column));
  const records: ReadingRecord[] = [];
  for (const row of table.rows) {
    const cell = (column: string) => row[place.get(column) ?? -1];
    const at = cell('at');
    const instant = typeof at === 'string' ? Date.parse(at) : Number.NaN;
    if (Number.isNaN(instant)) continue;
    const reasons = cell('reasons');
    records.push({
      at: instant,
      quality: qualityOf(cell('quality')),
      reasons: Array.isArray(reasons) ? reasons : [],
      values: points.map((point) => {
        const value = cell(point);
        return typeof value === 'number' && Number.isFinite(value) ? value : null;
      }),
    });
  }
  records.sort((a, b) => a.at - b.at);
  return { points, records };
}

/** Most live readings that a page keeps beside those it has read; the oldest go. */
export const liveRecordsMax = 1_000;

/** The live values as a record of the same points; null while the device has none. */
export function recordOf(latest: LatestView, points: readonly string[]): ReadingRecord | null {
  if (latest.measuredAt === null) return null;
  return {
    at: Date.parse(latest.measuredAt),
    quality: latest.quality,
    reasons: latest.reasons,
    values: points.map((point) => latest.values[point] ?? null),
  };
}

/** Records with newer live ones at their end. */
export function withLive(readings: Readings, live: readonly LatestView[]): Readings {
  const last = readings.records.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const added = live
    .map((latest) => recordOf(latest, readings.points))
    .filter((record) => record !== null)
    .filter((record) => record.at > last);
  return added.length === 0 ? readings : { ...readings, records: [...readings.records, ...added] };
}

type Point = [number, number | null];

export interface DrawnReadings {
  readonly line: readonly Point[];
  readonly questionable: readonly Point[];
  readonly invalid: readonly Point[];
}

/**
 * Points of one column. The line runs through what may be believed and breaks where nothing came
 * for longer than `holdMs`; what is in doubt is marked on it, what is invalid stands beside it. With
 * `slotMs` every value is level over its slot.
 */
export function drawnReadings(
  records: readonly ReadingRecord[],
  column: number,
  options: { readonly base: number; readonly holdMs: number; readonly slotMs: number | null },
): DrawnReadings {
  const { base, holdMs, slotMs } = options;
  const known = records.flatMap((record) => {
    const value = record.values[column] ?? null;
    return value === null ? [] : [{ x: record.at - base, value, quality: record.quality }];
  });
  const marked = (quality: SlotQuality): Point[] =>
    known
      .filter((point) => point.quality === quality)
      .map(({ x, value }) => [x + (slotMs ?? 0) / 2, value]);
  const believed = known.filter(({ quality }) => quality !== 'invalid');
  const line = believed.flatMap(({ x, value }, index): Point[] => {
    const before = believed[index - 1];
    const isBroken = before !== undefined && x - before.x > (slotMs ?? holdMs);
    return [
      ...(isBroken ? [[x, null] as Point] : []),
      [x, value],
      ...(slotMs === null ? [] : [[x + slotMs, value] as Point]),
    ];
  });
  return { line, questionable: marked('questionable'), invalid: marked('invalid') };
}

/** Extent of a column's values that may be believed; null where there are none. */
export function columnExtent(
  records: readonly ReadingRecord[],
  column: number,
): { min: number; max: number } | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const record of records) {
    const value = record.values[column] ?? null;
    if (value === null || record.quality === 'invalid') continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return min <= max ? { min, max } : null;
}

export interface QualityCounts {
  readonly good: number;
  readonly questionable: number;
  readonly invalid: number;
}

export function qualityCounts(records: readonly ReadingRecord[]): QualityCounts {
  const counts = { good: 0, questionable: 0, invalid: 0 };
  for (const { quality } of records) if (quality !== null) counts[quality] += 1;
  return counts;
}
