import { localDaysIn, type SlotSpan } from '../frame/origins.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';
import type { Fault } from './fault.ts';
import { correlation, quantileOf } from './statistics.ts';

/** A sensor's day is dead below this share of its strong days … */
const deadShare = 0.05;
/** … while the plant reaches more than this share of its own. */
const aliveShare = 0.15;
/** Dead days in a row that make a fault, and cloudy days that may lie between them. */
const deadDaysLeast = 5;
const bridgedDays = 4;
/** Only a sensor that follows the plant can be seen to have left it. */
const correlationLeast = 0.4;

/**
 * A sensor that goes with the plant and falls silent while the plant does not: a pyranometer that
 * reads near zero on days of normal power. Columns measured and foreseen are looked at.
 */
export function deadSensors(frame: SeriesFrame): Fault[] {
  const days = localDaysIn(frame, { start: 0, end: frame.slots.count });
  const plant = highsOf(frame.target, days);
  const plantHigh = quantileOf(plant, 0.95);
  const columns = [...frame.measured, ...frame.foreseen];
  return columns.flatMap(([column, values]) => {
    if (quantileOf(values, 0.01) < 0 || !follows(values, frame.target)) return [];
    const highs = highsOf(values, days);
    const limit = deadShare * quantileOf(highs, 0.95);
    const dead = days.flatMap((day, at) =>
      (highs[at] as number) < limit && (plant[at] as number) > aliveShare * plantHigh
        ? [{ ...day, at }]
        : [],
    );
    const alive = highs.map((high) => (high >= limit ? 1 : 0));
    return stretches(dead, alive).map(
      ({ start, end }): Fault => ({ column, start, end, what: 'dead', done: 'leftOut' }),
    );
  });
}

/** Whether the column goes with the target, in those slots in which it is not near zero. */
function follows(values: Float64Array, target: Float64Array): boolean {
  const limit = deadShare * quantileOf(values, 0.98);
  const awake = values.map((value) => (value > limit ? value : Number.NaN));
  return correlation(awake, target) >= correlationLeast;
}

function stretches(
  dead: readonly (SlotSpan & { readonly at: number })[],
  alive: Float64Array,
): SlotSpan[] {
  const found: { start: number; end: number; days: number; last: number }[] = [];
  for (const { start, end, at } of dead) {
    const open = found.at(-1);
    const joins =
      open !== undefined &&
      at - open.last <= bridgedDays &&
      !alive.subarray(open.last, at).includes(1);
    if (joins) Object.assign(open, { end, days: open.days + 1, last: at });
    else found.push({ start, end, days: 1, last: at });
  }
  return found.filter(({ days }) => days >= deadDaysLeast);
}

function highsOf(values: Float64Array, days: readonly SlotSpan[]): Float64Array {
  return Float64Array.from(days, ({ start, end }) => {
    let high = Number.NaN;
    for (let slot = start; slot < end; slot += 1) {
      const value = values[slot] as number;
      if (!(value <= high)) high = Number.isNaN(value) ? high : value;
    }
    return high;
  });
}
