import { localDaysIn, type SlotSpan } from '../frame/origins.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';
import { type Fault, targetName } from './fault.ts';
import { correlation, medianOf } from './statistics.ts';

/** Values that a day must have to be told apart from others. */
const distinctValuesLeast = 6;
/** Lags, days, at which a year is copied with another scale. */
const yearLags = [364, 365, 366] as const;
/** A scaled copy: days whose departure from their neighbours' mean agrees as no weather does. */
const scaledDaysLeast = 14;
const scaledCorrelation = 0.99;
const neighbourDays = 7;

/**
 * Days that repeat earlier ones value for value, and stretches that repeat those of a year before
 * but for their scale. The later copy is left out: which of the two was measured is not known, and
 * one is enough.
 */
export function duplicates(frame: SeriesFrame): Fault[] {
  const days = localDaysIn(frame, { start: 0, end: frame.slots.count });
  const copied = exactCopies(frame.target, days);
  const scaled = yearLags.flatMap((lag) => scaledCopies(frame.target, days, lag));
  return spansOf(new Set([...copied, ...scaled]), days).map(({ start, end }) => ({
    column: targetName,
    start,
    end,
    what: 'duplicated',
    done: 'leftOut',
  }));
}

/** Numbers of the days that copy others, two or more in a row with one lag. */
function exactCopies(target: Float64Array, days: readonly SlotSpan[]): number[] {
  const seen = new Map<string, number>();
  const lags = days.map(({ start, end }, day) => {
    const values = target.subarray(start, end);
    if (new Set(values).size < distinctValuesLeast) return 0;
    const key = values.join();
    const first = seen.get(key);
    if (first === undefined) seen.set(key, day);
    return first === undefined ? 0 : day - first;
  });
  return lags.flatMap((lag, day) => {
    const mates = lags[day - 1] === lag || lags[day + 1] === lag;
    return lag > 0 && mates ? [day] : [];
  });
}

/** Numbers of the days in stretches that go with the same days `lag` before. */
function scaledCopies(target: Float64Array, days: readonly SlotSpan[], lag: number): number[] {
  if (days.length <= lag + scaledDaysLeast) return [];
  const shapes = days.map((_, day) => departure(target, days, day));
  const agreements = days.map((_, day) =>
    day < lag ? 0 : correlation(shapes[day] ?? [], shapes[day - lag] ?? []),
  );
  const copies = new Set<number>();
  for (let day = lag; day + scaledDaysLeast <= days.length; day += 1) {
    if (medianOf(agreements.slice(day, day + scaledDaysLeast)) < scaledCorrelation) continue;
    for (let at = day; at < day + scaledDaysLeast; at += 1) copies.add(at);
  }
  return [...copies];
}

/** What a day is beside the mean of the days around it, slot by slot. */
function departure(target: Float64Array, days: readonly SlotSpan[], day: number): Float64Array {
  const span = days[day] ?? { start: 0, end: 0 };
  const around = days.slice(Math.max(0, day - neighbourDays), day + neighbourDays + 1);
  return Float64Array.from({ length: span.end - span.start }, (_, place) => {
    let sum = 0;
    let count = 0;
    for (const { start, end } of around) {
      const value = start + place < end ? (target[start + place] as number) : Number.NaN;
      if (Number.isNaN(value)) continue;
      sum += value;
      count += 1;
    }
    return (target[span.start + place] as number) - sum / count;
  });
}

function spansOf(chosen: ReadonlySet<number>, days: readonly SlotSpan[]): SlotSpan[] {
  const spans: { start: number; end: number }[] = [];
  days.forEach(({ start, end }, day) => {
    const last = spans.at(-1);
    if (!chosen.has(day)) return;
    if (last?.end === start) last.end = end;
    else spans.push({ start, end });
  });
  return spans;
}
