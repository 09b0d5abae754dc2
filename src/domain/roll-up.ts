/**
 * From readings at any instants to slots of equal length, half-open and labelled by their start.
 *
 * A value stands from its instant until the next one of its point, at most `holdMs`; a slot has the
 * mean over the time that values stand for, and the share of it as its completeness. A point that a
 * reading does not carry goes on with its last value. An invalid reading is no value, but it ends
 * the one before it: the time after it counts as not covered. One with an invalid clock says nothing
 * about any instant and is passed over. Values outside the absolute range of their point never count.
 *
 * Registers become the energy that passed, spread evenly over the time between two readings: also
 * over a gap, whose completeness stays low.
 */
import type { PointSpec } from './point.ts';
import { clockReasons } from './reading.ts';
import { countedOn, passedKwh, type RegisterCount } from './register.ts';
import { firstSlotOf, type SlotGrid, sharedMsOf, slotIndexOf } from './slot-grid.ts';

/** Readings of one device, ordered by time; a column for each point of its kind, NaN where absent. */
export interface DeviceSeries {
  /** UTC epoch ms. */
  readonly measuredAt: Float64Array;
  readonly quality: Uint8Array;
  readonly reasons: Uint16Array;
  readonly values: readonly Float64Array[];
}

/** Slots of one device, ordered by time; slots about which nothing is known are left out. */
export interface SlotSeries {
  /** UTC epoch ms. */
  readonly slotStart: number[];
  /** Share of the slot that values of its best covered point stand for, 0–1. */
  readonly completeness: number[];
  /** Worst `QualityCode` that entered; questionable if readings were left out as invalid. */
  readonly quality: number[];
  readonly reasons: number[];
  /** For each point the mean, or the energy that passed for registers; NaN where absent. */
  readonly values: number[][];
}

export interface RollUpOptions {
  readonly points: readonly PointSpec[];
  /** How long a value stands at most, in ms. */
  readonly holdMs: number;
  /** Bounds what registers can count; null for a device without a rating. */
  readonly ratingKw: number | null;
  /** Start of the first slot and end of the last, UTC epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly slotMs: number;
}

/**
 * Slots of `[from, to)`. To be exact at the edges the series reaches to the last reading before
 * `from` and the first after `to`; the result does not depend on what lies further out, apart from
 * registers that were reset there.
 */
export function rollUp(series: DeviceSeries, options: RollUpOptions): SlotSeries {
  const tally = newTally(options);
  for (const [index, point] of options.points.entries()) {
    const values = series.values[index];
    if (values === undefined) continue;
    const column = { ...series, values, point };
    holdValues(column, tally, index, options.holdMs);
    if (point.register === true) spreadEnergy(column, tally, index, options.ratingKw);
  }
  noteInvalid(series, tally);
  return slotsOf(tally, options);
}

/** What is known so far of each slot of the grid. */
interface Tally {
  readonly grid: SlotGrid;
  /** For each point the running mean or sum, and the covered time in ms. */
  readonly values: readonly Float64Array[];
  readonly coveredMs: readonly Float64Array[];
  readonly quality: Uint8Array;
  readonly reasons: Uint16Array;
  /** Whether anything good enough entered, and whether something invalid was left out. */
  readonly entered: Uint8Array;
  readonly leftOut: Uint8Array;
}

interface PointColumn extends Omit<DeviceSeries, 'values'> {
  readonly point: PointSpec;
  readonly values: Float64Array;
}

function newTally({ points, from, to, slotMs }: RollUpOptions): Tally {
  const count = Math.ceil((to - from) / slotMs);
  return {
    grid: { from, slotMs, count },
    values: points.map(() => new Float64Array(count).fill(Number.NaN)),
    coveredMs: points.map(() => new Float64Array(count)),
    quality: new Uint8Array(count),
    reasons: new Uint16Array(count),
    entered: new Uint8Array(count),
    leftOut: new Uint8Array(count),
  };
}

function isInvalid({ quality }: Pick<DeviceSeries, 'quality'>, row: number): boolean {
  return quality[row] === 2;
}

function hasNoTime(series: Pick<DeviceSeries, 'quality' | 'reasons'>, row: number): boolean {
  return isInvalid(series, row) && ((series.reasons[row] as number) & clockReasons) !== 0;
}

function isUsable(column: PointColumn, row: number): boolean {
  const value = column.values[row] as number;
  return !isInvalid(column, row) && value >= column.point.min && value <= column.point.max;
}

/** The time that one value stands for. One object serves a whole column, since there are so many. */
interface Stand {
  row: number;
  start: number;
  end: number;
}

/** Sample and hold: covers slots, and takes the means of gauges. */
function holdValues(column: PointColumn, tally: Tally, index: number, holdMs: number): void {
  const { measuredAt, values } = column;
  const stand: Stand = { row: -1, start: 0, end: 0 };
  for (let row = 0; row < measuredAt.length; row += 1) {
    if (Number.isNaN(values[row]) || hasNoTime(column, row)) continue;
    const at = measuredAt[row] as number;
    if (stand.row >= 0) {
      stand.end = Math.min(at, stand.end);
      enter(column, tally, index, stand);
    }
    stand.row = isUsable(column, row) ? row : -1;
    stand.start = at;
    stand.end = at + holdMs;
  }
  if (stand.row >= 0) enter(column, tally, index, stand);
}

/** Lets one value into the slots that it stands in. The mean of equal values is exactly the value. */
function enter(column: PointColumn, tally: Tally, index: number, stand: Stand): void {
  const { grid, quality, reasons, entered } = tally;
  const means = tally.values[index] as Float64Array;
  const coveredMs = tally.coveredMs[index] as Float64Array;
  const isGauge = column.point.register !== true;
  const value = column.values[stand.row] as number;
  for (let slot = firstSlotOf(grid, stand.start); slot < grid.count; slot += 1) {
    const sharedMs = sharedMsOf(grid, slot, stand);
    if (sharedMs <= 0) return;
    const allMs = (coveredMs[slot] as number) + sharedMs;
    coveredMs[slot] = allMs;
    if (isGauge) {
      const mean = means[slot] as number;
      means[slot] = allMs === sharedMs ? value : mean + ((value - mean) * sharedMs) / allMs;
    }
    entered[slot] = 1;
    quality[slot] = Math.max(quality[slot] as number, column.quality[stand.row] as number);
    reasons[slot] = (reasons[slot] as number) | (column.reasons[stand.row] as number);
  }
}

/** Spreads what a register counted between two readings evenly over the time between them. */
function spreadEnergy(
  column: PointColumn,
  tally: Tally,
  index: number,
  ratingKw: number | null,
): void {
  let count: RegisterCount | null = null;
  for (let row = 0; row < column.measuredAt.length; row += 1) {
    if (!isUsable(column, row)) continue;
    const next = { value: column.values[row] as number, at: column.measuredAt[row] as number };
    if (count !== null) {
      const passed = passedKwh(count, next, ratingKw);
      spread(passed, { start: count.at, end: next.at }, tally, index);
    }
    count = countedOn(count, next);
  }
}

function spread(
  passedKwh: number,
  span: { readonly start: number; readonly end: number },
  { grid, values, entered }: Tally,
  index: number,
): void {
  const energyKwh = values[index] as Float64Array;
  for (let slot = firstSlotOf(grid, span.start); slot < grid.count; slot += 1) {
    const sharedMs = sharedMsOf(grid, slot, span);
    if (sharedMs <= 0) return;
    const before = energyKwh[slot] as number;
    const share = (passedKwh * sharedMs) / (span.end - span.start);
    energyKwh[slot] = (Number.isNaN(before) ? 0 : before) + share;
    entered[slot] = 1;
  }
}

/** Readings that were left out still leave their reasons where they were measured. */
function noteInvalid(series: DeviceSeries, tally: Tally): void {
  for (let row = 0; row < series.measuredAt.length; row += 1) {
    if (!isInvalid(series, row)) continue;
    const slot = slotIndexOf(tally.grid, series.measuredAt[row] as number);
    if (slot < 0) continue;
    tally.leftOut[slot] = 1;
    tally.reasons[slot] = (tally.reasons[slot] as number) | (series.reasons[row] as number);
  }
}

function slotsOf(tally: Tally, { points }: RollUpOptions): SlotSeries {
  const { grid } = tally;
  const slots = emptySlots(points.length);
  for (let slot = 0; slot < grid.count; slot += 1) {
    const entered = tally.entered[slot] === 1;
    const leftOut = tally.leftOut[slot] === 1;
    if (!entered && !leftOut) continue;
    slots.slotStart.push(grid.from + slot * grid.slotMs);
    slots.completeness.push(bestCoveredMs(tally, points, slot) / grid.slotMs);
    slots.quality.push(slotQuality(tally.quality[slot] as number, { entered, leftOut }));
    slots.reasons.push(tally.reasons[slot] as number);
    for (const [index, column] of slots.values.entries()) {
      column.push(tally.values[index]?.[slot] ?? Number.NaN);
    }
  }
  return slots;
}

export function emptySlots(pointCount: number): SlotSeries {
  const values = Array.from({ length: pointCount }, (): number[] => []);
  return { slotStart: [], completeness: [], quality: [], reasons: [], values };
}

function slotQuality(worst: number, { entered, leftOut }: { entered: boolean; leftOut: boolean }) {
  if (!entered) return 2;
  return leftOut ? Math.max(worst, 1) : worst;
}

/** Registers say how well a slot is covered only where no gauge does. */
function bestCoveredMs({ coveredMs }: Tally, points: readonly PointSpec[], slot: number): number {
  let gaugeMs = 0;
  let registerMs = 0;
  for (const [index, { register }] of points.entries()) {
    const ms = coveredMs[index]?.[slot] ?? 0;
    if (register === true) registerMs = Math.max(registerMs, ms);
    else gaugeMs = Math.max(gaugeMs, ms);
  }
  return gaugeMs > 0 ? gaugeMs : registerMs;
}
