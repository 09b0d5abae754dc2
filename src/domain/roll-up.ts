import { hourMs } from './instant.ts';
import type { PointSpec } from './point.ts';

/** Readings of one device in the order of time, as columns; absent values are NaN. */
export interface DeviceSeries {
  readonly measuredAt: Float64Array;
  readonly quality: Uint8Array;
  readonly reasons: Uint16Array;
  /** One column for each point, in the order of the kind's table. */
  readonly values: readonly Float64Array[];
}

export interface RollUpOptions {
  readonly points: readonly PointSpec[];
  /** How long a value stands for the time after it, in ms. */
  readonly holdMs: number;
  /** Nameplate power in kW, which bounds what a register can count; null if unknown. */
  readonly ratingKw: number | null;
  /** Slots of `slotMs` from `from` on, up to and without `to`, in epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly slotMs: number;
}

/** Slots of one device in the order of time. Slots that nothing is known of are not among them. */
export interface SlotSeries {
  readonly slotStart: number[];
  /** Share of the slot that values stand for, 0–1: that of the best covered point. */
  readonly completeness: number[];
  /** Worst quality that entered; questionable at least where invalid readings were left out. */
  readonly quality: number[];
  readonly reasons: number[];
  /** One column for each point: time-weighted mean, or the energy that passed for a register. */
  readonly values: number[][];
}

/** An increase beyond this multiple of the rating is another register, not energy. */
const registerRatingsMax = 10;
const registerSlackKwh = 1;

/** What is added up for every slot; `[point][slot]` where it is two-dimensional. */
interface Sums {
  readonly weighted: Float64Array[];
  readonly coveredMs: Float64Array[];
  readonly quality: Uint8Array;
  readonly reasons: Uint16Array;
  readonly touched: Uint8Array;
}

/**
 * Rolls readings up into half-open slots that are labelled by their start. A value stands from its
 * instant until the next one, at most `holdMs`; invalid readings stand for nothing. A register's
 * increase is spread evenly over the time between its two readings; a decrease, or an increase that
 * the device could not have made, is a register that began anew and counts as nothing.
 */
export function rollUp(series: DeviceSeries, options: RollUpOptions): SlotSeries {
  const slots = Math.max(0, Math.ceil((options.to - options.from) / options.slotMs));
  const sums: Sums = {
    weighted: options.points.map(() => new Float64Array(slots)),
    coveredMs: options.points.map(() => new Float64Array(slots)),
    quality: new Uint8Array(slots),
    reasons: new Uint16Array(slots),
    touched: new Uint8Array(slots),
  };
  for (const [point, spec] of options.points.entries()) {
    if (spec.register === true) addRegister(point, series, options, sums);
    else addGauge(point, series, options, sums);
  }
  addQuality(series, options, sums);
  return collect(options, sums, slots);
}

/** Calls `visit` with every slot that `[start, end)` overlaps, and for how long, in ms. */
function overSlots(
  { from, to, slotMs }: RollUpOptions,
  range: { start: number; end: number },
  visit: (slot: number, overlapMs: number) => void,
): void {
  let at = Math.max(range.start, from);
  const end = Math.min(range.end, to);
  while (at < end) {
    const slot = Math.floor((at - from) / slotMs);
    const slotEnd = Math.min(from + (slot + 1) * slotMs, end);
    visit(slot, slotEnd - at);
    at = slotEnd;
  }
}

/** The next row from `row` on that has a usable value of the point; the row count if there is none. */
function nextUsable(series: DeviceSeries, point: number, row: number): number {
  const column = series.values[point] as Float64Array;
  let next = row;
  while (
    next < column.length &&
    (series.quality[next] === 2 || Number.isNaN(column[next] as number))
  ) {
    next += 1;
  }
  return next;
}

function addGauge(point: number, series: DeviceSeries, options: RollUpOptions, sums: Sums): void {
  const column = series.values[point] as Float64Array;
  const weighted = sums.weighted[point] as Float64Array;
  const coveredMs = sums.coveredMs[point] as Float64Array;
  for (let row = nextUsable(series, point, 0); row < column.length; ) {
    const next = nextUsable(series, point, row + 1);
    const start = series.measuredAt[row] as number;
    const end = Math.min(
      start + options.holdMs,
      series.measuredAt[next] ?? Number.POSITIVE_INFINITY,
    );
    const value = column[row] as number;
    overSlots(options, { start, end }, (slot, overlapMs) => {
      weighted[slot] = (weighted[slot] as number) + value * overlapMs;
      coveredMs[slot] = (coveredMs[slot] as number) + overlapMs;
      enter(sums, slot, series, row);
    });
    row = next;
  }
}

function addRegister(
  point: number,
  series: DeviceSeries,
  options: RollUpOptions,
  sums: Sums,
): void {
  const column = series.values[point] as Float64Array;
  const energy = sums.weighted[point] as Float64Array;
  const coveredMs = sums.coveredMs[point] as Float64Array;
  let row = nextUsable(series, point, 0);
  for (let next = nextUsable(series, point, row + 1); next < column.length; ) {
    const start = series.measuredAt[row] as number;
    const end = series.measuredAt[next] as number;
    const increase = (column[next] as number) - (column[row] as number);
    const counted = isPlausible(increase, end - start, options.ratingKw) ? increase : 0;
    const measured = end - start <= options.holdMs;
    overSlots(options, { start, end }, (slot, overlapMs) => {
      energy[slot] = (energy[slot] as number) + (counted * overlapMs) / (end - start);
      if (measured) coveredMs[slot] = (coveredMs[slot] as number) + overlapMs;
      enter(sums, slot, series, row);
    });
    row = next;
    next = nextUsable(series, point, row + 1);
  }
}

function isPlausible(increaseKwh: number, durationMs: number, ratingKw: number | null): boolean {
  if (increaseKwh < 0 || durationMs <= 0) return false;
  if (ratingKw === null) return true;
  const mostKwh = (ratingKw * registerRatingsMax * durationMs) / hourMs;
  return increaseKwh <= mostKwh + registerSlackKwh;
}

function enter(sums: Sums, slot: number, series: DeviceSeries, row: number): void {
  sums.touched[slot] = 1;
  sums.quality[slot] = Math.max(sums.quality[slot] as number, series.quality[row] as number);
  sums.reasons[slot] = (sums.reasons[slot] as number) | (series.reasons[row] as number);
}

/** Invalid readings lend their reasons to their slot, and make it no better than questionable. */
function addQuality(series: DeviceSeries, { from, to, slotMs }: RollUpOptions, sums: Sums): void {
  for (let row = 0; row < series.measuredAt.length; row += 1) {
    const at = series.measuredAt[row] as number;
    if (series.quality[row] !== 2 || at < from || at >= to) continue;
    const slot = Math.floor((at - from) / slotMs);
    const entered = sums.touched[slot] === 1;
    sums.touched[slot] = 1;
    sums.quality[slot] = Math.max(sums.quality[slot] as number, entered ? 1 : 2);
    sums.reasons[slot] = (sums.reasons[slot] as number) | (series.reasons[row] as number);
  }
}

function collect({ points, from, slotMs }: RollUpOptions, sums: Sums, slots: number): SlotSeries {
  const collected = emptySlots(points.length);
  for (let slot = 0; slot < slots; slot += 1) {
    if (sums.touched[slot] !== 1) continue;
    let bestMs = 0;
    for (const [point, spec] of points.entries()) {
      const coveredMs = sums.coveredMs[point]?.[slot] ?? 0;
      const sum = sums.weighted[point]?.[slot] ?? 0;
      bestMs = Math.max(bestMs, coveredMs);
      collected.values[point]?.push(slotValue(spec, sum, coveredMs));
    }
    collected.slotStart.push(from + slot * slotMs);
    collected.completeness.push(Math.min(1, bestMs / slotMs));
    collected.quality.push(sums.quality[slot] as number);
    collected.reasons.push(sums.reasons[slot] as number);
  }
  return collected;
}

function slotValue(spec: PointSpec, sum: number, coveredMs: number): number {
  if (spec.register === true) return coveredMs > 0 || sum > 0 ? sum : Number.NaN;
  return coveredMs > 0 ? sum / coveredMs : Number.NaN;
}

function emptySlots(points: number): SlotSeries {
  return {
    slotStart: [],
    completeness: [],
    quality: [],
    reasons: [],
    values: Array.from({ length: points }, () => []),
  };
}

/**
 * Joins slots of one device, each `slotMs` long, into longer ones between consecutive `boundaries`
 * (epoch ms): means weighted by completeness, energies added up.
 */
export function mergeSlots(
  slots: SlotSeries,
  options: { points: readonly PointSpec[]; slotMs: number; boundaries: readonly number[] },
): SlotSeries {
  const { points, slotMs, boundaries } = options;
  const merged = emptySlots(points.length);
  let row = slots.slotStart.findIndex((at) => at >= (boundaries[0] ?? 0));
  for (let index = 0; row >= 0 && index + 1 < boundaries.length; index += 1) {
    const start = boundaries[index] as number;
    const end = boundaries[index + 1] as number;
    const first = row;
    while (row < slots.slotStart.length && (slots.slotStart[row] as number) < end) row += 1;
    if (row === first) continue;
    const rows = { first, last: row };
    merged.slotStart.push(start);
    merged.completeness.push((sumOf(slots.completeness, rows) * slotMs) / (end - start));
    merged.quality.push(Math.max(...slots.quality.slice(first, row)));
    merged.reasons.push(slots.reasons.slice(first, row).reduce((a, b) => a | b, 0));
    for (const [point, spec] of points.entries()) {
      merged.values[point]?.push(mergedValue(slots, point, spec, rows));
    }
  }
  return merged;
}

interface Rows {
  readonly first: number;
  readonly last: number;
}

function sumOf(column: readonly number[], { first, last }: Rows): number {
  let sum = 0;
  for (let row = first; row < last; row += 1) sum += column[row] as number;
  return sum;
}

function mergedValue(
  slots: SlotSeries,
  point: number,
  spec: PointSpec,
  { first, last }: Rows,
): number {
  let sum = 0;
  let weight = 0;
  for (let row = first; row < last; row += 1) {
    const value = slots.values[point]?.[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const share = spec.register === true ? 1 : (slots.completeness[row] as number);
    sum += value * share;
    weight += share;
  }
  if (weight === 0) return Number.NaN;
  return spec.register === true ? sum : sum / weight;
}
