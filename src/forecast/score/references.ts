import { dayMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import { localMsOf, type Origin } from '../frame/origins.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';
import { scoredLevels } from './slot-score.ts';

/** A plain forecast that skill is measured against. */
export interface Reference {
  readonly name: ReferenceName;
  /** Fills the 99 quantiles of a slot of the horizon from `at` on. The view stands at the origin. */
  write(origin: Origin, slot: number, into: Float64Array, at: number): void;
}

export const referenceNames = ['persistence', 'same slot', 'same weekday', 'climatology'] as const;
export type ReferenceName = (typeof referenceNames)[number];

/** Days on either side of the date in other years that make up its climatology. */
const seasonDays = 45;
/** Fewer values than these are no climatology: then the season does not count. */
const leastValues = 30;
/** How far back a known value is looked for, in days. */
const lookBackDays = 28;

/**
 * References of a series: the last known value, the last known value of the same slot of the day and
 * of the same slot of the week, and the quantiles of the same hour and season in training.
 * Where the first three know nothing, they give the median of the fourth.
 */
export function openReferences(training: SeriesFrame, view: KnownView): Reference[] {
  const climate = climatology(training);
  const { slots } = view.facts;
  const perDay = Math.round(dayMs / slots.slotMs);
  const row = new Float64Array(scoredLevels);
  const single = (
    name: ReferenceName,
    known: (origin: Origin, slot: number) => number,
  ): Reference => ({
    name,
    write: (origin, slot, into, at) => {
      const value = known(origin, slot);
      if (Number.isFinite(value)) into.fill(value, at, at + scoredLevels);
      else {
        climate(localMsOf(view.facts, slot), row, 0);
        into.fill(row[scoredLevels >> 1] ?? Number.NaN, at, at + scoredLevels);
      }
    },
  });
  return [
    single('persistence', ({ knownThrough }) => backwards(view, knownThrough, 1, perDay)),
    single('same slot', ({ knownThrough }, slot) =>
      backwards(view, latestKnown(slot, perDay, knownThrough), perDay, lookBackDays),
    ),
    single('same weekday', ({ knownThrough }, slot) =>
      backwards(view, latestKnown(slot, 7 * perDay, knownThrough), 7 * perDay, lookBackDays / 7),
    ),
    {
      name: 'climatology',
      write: (_, slot, into, at) => climate(localMsOf(view.facts, slot), into, at),
    },
  ];
}

/** The last slot whole periods before `slot` that is known. */
function latestKnown(slot: number, period: number, knownThrough: number): number {
  return slot - Math.max(1, Math.ceil((slot - knownThrough) / period)) * period;
}

function backwards({ target }: KnownView, from: number, stride: number, tries: number): number {
  for (let turn = 0, slot = from; turn < tries && slot >= 0; turn += 1, slot -= stride) {
    const value = target.at(slot);
    if (Number.isFinite(value)) return value;
  }
  return Number.NaN;
}

type Climatology = (localMs: number, into: Float64Array, at: number) => void;

function climatology(training: SeriesFrame): Climatology {
  const byHour = valuesByHour(training);
  const rows = new Map<string, Float64Array>();
  return (localMs, into, at) => {
    const hour = hourOf(localMs);
    const season = Math.floor(dayOfYear(localMs) / 10);
    const key = `${hour}/${season}`;
    const row = rows.get(key) ?? quantilesOf(seasonal(byHour[hour] ?? [], season * 10 + 5));
    rows.set(key, row);
    into.set(row, at);
  };
}

interface DatedValue {
  readonly yearDay: number;
  readonly value: number;
}

function valuesByHour(training: SeriesFrame): DatedValue[][] {
  const byHour: DatedValue[][] = Array.from({ length: 24 }, () => []);
  for (const [slot, value] of training.target.entries()) {
    if (!Number.isFinite(value)) continue;
    const localMs = localMsOf(training, slot);
    byHour[hourOf(localMs)]?.push({ yearDay: dayOfYear(localMs), value });
  }
  return byHour;
}

function seasonal(values: readonly DatedValue[], yearDay: number): number[] {
  const near = values.filter((dated) => {
    const apart = Math.abs(dated.yearDay - yearDay);
    return Math.min(apart, 365 - apart) <= seasonDays;
  });
  return (near.length >= leastValues ? near : values).map(({ value }) => value);
}

function quantilesOf(values: readonly number[]): Float64Array {
  const sorted = Float64Array.from(values).sort();
  const row = new Float64Array(scoredLevels);
  if (sorted.length === 0) return row;
  for (let place = 0; place < scoredLevels; place += 1) {
    const position = ((place + 1) / 100) * (sorted.length - 1);
    const below = Math.floor(position);
    const [low, high] = [sorted[below] ?? 0, sorted[below + 1] ?? sorted[below] ?? 0];
    row[place] = low + (position - below) * (high - low);
  }
  return row;
}

function hourOf(localMs: number): number {
  return Math.floor(localMs / 3_600_000) - 24 * Math.floor(localMs / dayMs);
}

/** Day of an average year, 0 … 365: the season, not the calendar date. */
function dayOfYear(localMs: number): number {
  const days = localMs / dayMs;
  return Math.floor(days - 365.2425 * Math.floor(days / 365.2425));
}
