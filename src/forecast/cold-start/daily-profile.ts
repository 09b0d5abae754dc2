import { dayMs, hourMs } from '../../domain/instant.ts';
import { localMsOf } from '../frame/origins.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';

type Grid = Pick<SeriesFrame, 'slots' | 'localOffsetsMs'>;

/** Days of each slot of the day that a profile is believed from. */
const daysMin = 3;
/** Slots on either side that a slot shares its mean with: demand does not keep to the minute. */
const sharedSlots = 2;

/**
 * Demand of households and pumps by local hour, over the rating of their connections, while there is
 * nothing measured: a fifth of it on average, more at breakfast, noon and above all in the evening.
 */
const usualHours = [
  0.12, 0.11, 0.1, 0.1, 0.11, 0.14, 0.19, 0.22, 0.2, 0.18, 0.18, 0.22, 0.23, 0.19, 0.17, 0.17, 0.19,
  0.24, 0.3, 0.33, 0.31, 0.26, 0.2, 0.15,
] as const;

/** Slot of the local day in which each slot of the grid starts. */
export function slotsOfDay(grid: Grid): Int32Array {
  const { slots } = grid;
  return Int32Array.from({ length: slots.count }, (_, slot) => {
    const inDayMs = ((localMsOf(grid, slot) % dayMs) + dayMs) % dayMs;
    return Math.floor(inDayMs / slots.slotMs);
  });
}

/**
 * Mean demand over the rating by slot of the local day, for each unit of what drives it. Null where
 * fewer than three days are known at any hour.
 */
export function measuredProfile(
  frame: Pick<SeriesFrame, 'slots' | 'localOffsetsMs' | 'capacity'>,
  { target, driver }: { target: (slot: number) => number; driver: Float64Array },
): Float64Array | null {
  const ofDay = slotsOfDay(frame);
  const perDay = Math.round(dayMs / frame.slots.slotMs);
  const sums = new Float64Array(perDay);
  const drivers = new Float64Array(perDay);
  const counts = new Float64Array(perDay);
  for (let slot = 0; slot < frame.slots.count; slot += 1) {
    const value = target(slot) / frame.capacity;
    const at = ofDay[slot] ?? 0;
    if (!Number.isFinite(value) || !Number.isFinite(driver[slot])) continue;
    sums[at] = (sums[at] ?? 0) + value;
    drivers[at] = (drivers[at] ?? 0) + (driver[slot] ?? 0);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  if (counts.some((count) => count < daysMin)) return null;
  return Float64Array.from(
    sums,
    (_, at) => sumAround(sums, at) / Math.max(sumAround(drivers, at), 1e-9),
  );
}

/** The profile that stands in while nothing is measured. */
export function usualProfile({ slots }: Pick<SeriesFrame, 'slots'>): Float64Array {
  const perDay = Math.round(dayMs / slots.slotMs);
  return Float64Array.from({ length: perDay }, (_, at) => {
    return usualHours[Math.floor((at * slots.slotMs) / hourMs)] ?? 0;
  });
}

function sumAround(values: Float64Array, at: number): number {
  let sum = 0;
  for (let step = -sharedSlots; step <= sharedSlots; step += 1) {
    sum += values[(at + step + values.length) % values.length] ?? 0;
  }
  return sum;
}
