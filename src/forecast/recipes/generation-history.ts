import { dayMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import type { Origin } from '../frame/origins.ts';

/** What the last weeks gave at each slot of the day (index of the grid modulo slots of a day). */
export interface DayShapes {
  /** Values one, two and three days before the first that an origin does not know. */
  readonly lags: readonly Float64Array[];
  readonly mean3: Float64Array;
  readonly mean7: Float64Array;
  readonly mean30: Float64Array;
  /** Quantiles of 30 days with both neighbours, and what the best of these days came to. */
  readonly low: Float64Array;
  readonly middle: Float64Array;
  readonly high: Float64Array;
  readonly best: Float64Array;
}

const historyDays = 30;
const lagDays = 3;
const quantiles = { low: 0.1, middle: 0.5, high: 0.9, best: 0.97 } as const;

/** Slots of a day on a grid; a grid is at most of days. */
export function slotsPerDayOf({ slots }: KnownView['facts']): number {
  return Math.max(1, Math.round(dayMs / slots.slotMs));
}

/** Opens a view's history of days; shapes are worked out once for each last slot known. */
export function openDayShapes(view: KnownView): (origin: Origin) => DayShapes {
  const perDay = slotsPerDayOf(view.facts);
  let through = Number.NaN;
  let shapes = emptyShapes(perDay);
  return (origin) => {
    if (origin.knownThrough !== through) {
      through = origin.knownThrough;
      shapes = shapesBefore(view, through, perDay);
    }
    return shapes;
  };
}

function emptyShapes(perDay: number): DayShapes & Record<keyof typeof quantiles, Float64Array> {
  const column = (): Float64Array => new Float64Array(perDay).fill(Number.NaN);
  return {
    lags: Array.from({ length: lagDays }, column),
    mean3: column(),
    mean7: column(),
    mean30: column(),
    low: column(),
    middle: column(),
    high: column(),
    best: column(),
  };
}

function shapesBefore(view: KnownView, through: number, perDay: number): DayShapes {
  const shapes = emptyShapes(perDay);
  const around = new Float64Array(3 * historyDays);
  for (let back = 0; back < perDay; back++) {
    const newest = through - back;
    const place = ((newest % perDay) + perDay) % perDay;
    const at = (days: number): number => view.target.at(newest - days * perDay);
    shapes.lags.forEach((lag, days) => {
      lag[place] = at(days);
    });
    shapes.mean3[place] = meanOfDays(at, 3);
    shapes.mean7[place] = meanOfDays(at, 7);
    shapes.mean30[place] = meanOfDays(at, historyDays);
    const sorted = sortedAround(view, newest, perDay, around);
    for (const name of Object.keys(quantiles) as (keyof typeof quantiles)[]) {
      const rank = Math.round(quantiles[name] * (sorted.length - 1));
      shapes[name][place] = sorted[rank] ?? Number.NaN;
    }
  }
  return shapes;
}

function meanOfDays(at: (days: number) => number, count: number): number {
  let sum = 0;
  let known = 0;
  for (let days = 0; days < count; days++) {
    const value = at(days);
    if (Number.isNaN(value)) continue;
    sum += value;
    known += 1;
  }
  return known === 0 ? Number.NaN : sum / known;
}

/** What is known of 30 days at a slot of the day and its neighbours, ascending. */
function sortedAround(
  { target }: KnownView,
  newest: number,
  perDay: number,
  scratch: Float64Array,
): Float64Array {
  let known = 0;
  for (let days = 0; days < historyDays; days++) {
    for (let beside = -1; beside <= 1; beside++) {
      const value = target.at(newest - days * perDay + beside);
      if (!Number.isNaN(value)) scratch[known++] = value;
    }
  }
  return scratch.subarray(0, known).sort();
}

/**
 * Power known in a span of slots as a share of the best of the last weeks at the same hours: how
 * bright a day or a morning was. NaN where the best came to nothing, as in a night.
 */
export function shareOfBest(
  view: KnownView,
  best: Float64Array,
  span: { readonly from: number; readonly to: number },
): number {
  let sum = 0;
  let most = 0;
  for (let slot = Math.max(0, span.from); slot <= span.to; slot++) {
    const value = view.target.at(slot);
    const bright = best[slot % best.length] ?? Number.NaN;
    if (Number.isNaN(value) || Number.isNaN(bright)) continue;
    sum += value;
    most += bright;
  }
  return most > 0 ? sum / most : Number.NaN;
}
