import { weightedQuantiles } from './weighted-quantiles.ts';

/** Days of a regime at which its own offsets weigh as much as those of the whole. */
const regimeShrinkDays = 15;
/** Days on record at which offsets are taken at half: few days say little of tails. */
const wholeShrinkDays = 5;
/** Width of a forecast that is certain, as a share of the bounds: offsets need a scale of their own. */
const leastWidthShare = 0.004;
/** Levels whose distance is the width of a forecast: the central 80 %. */
const widthLevels = [0.1, 0.9] as const;

/**
 * Offsets of quantiles, regimes × levels row-major, in widths of the forecast (distance of its 10 %
 * and 90 % quantiles). `drift` is what later actuals added to `offsets`; `spread`, one number, is the
 * logarithm by which they stretched all distances from the median.
 */
export interface Calibration {
  readonly levels: readonly number[];
  readonly regimes: number;
  readonly offsets: Float64Array;
  readonly drift: Float64Array;
  readonly spread: Float64Array;
  /** A width below this is taken as this, in the unit of the target. */
  readonly leastWidth: number;
}

/** What later actuals made of a calibration: small enough to be kept every night. */
export type CalibrationDrift = Pick<Calibration, 'drift' | 'spread'>;

/** Forecasts made out of time beside what came true. */
export interface CalibrationRows {
  /** Row-major, rows × levels, sorted in each row. */
  readonly quantiles: Float64Array;
  readonly target: Float64Array;
  readonly regime: Int32Array;
  /** Local day of each row: rows of one day err alike and count as one. */
  readonly day: Int32Array;
  /** Weight of each row; recent days weigh more. */
  readonly weights: Float64Array;
}

/** A calibration that leaves quantiles as they are. */
export function noCalibration(shape: {
  readonly levels: readonly number[];
  readonly regimes: number;
  readonly range: number;
}): Calibration {
  const { levels, regimes, range } = shape;
  return {
    levels,
    regimes,
    offsets: new Float64Array(regimes * levels.length),
    drift: new Float64Array(regimes * levels.length),
    spread: new Float64Array(1),
    leastWidth: Math.max(range * leastWidthShare, Number.MIN_VALUE),
  };
}

/**
 * Split-conformal offsets for every level and regime: the level's quantile of the scaled error that
 * the level made, so that each side is mended by itself (Romano, Patterson & Candès, 2019,
 * asymmetric form; scaled by the width of the forecast). Regimes with few days lean on the whole.
 */
export function calibrate(
  shape: Parameters<typeof noCalibration>[0],
  rows: CalibrationRows,
): Calibration {
  const calibration = noCalibration(shape);
  const { levels, regimes, offsets } = calibration;
  const errors = new Float64Array(rows.target.length);
  const ofRegime = new Float64Array(rows.target.length);
  const days = daysByRegime(rows, regimes);
  for (let place = 0; place < levels.length; place += 1) {
    const level = [levels[place] as number];
    scaledErrors(rows, { calibration, place }, errors);
    const whole = first(weightedQuantiles(errors, rows.weights, level)) * days.wholeShare;
    for (let regime = 0; regime < regimes; regime += 1) {
      for (let row = 0; row < errors.length; row += 1) {
        ofRegime[row] = rows.regime[row] === regime ? (errors[row] as number) : Number.NaN;
      }
      const own = first(weightedQuantiles(ofRegime, rows.weights, level));
      const share = days.regimeShares[regime] ?? 0;
      offsets[regime * levels.length + place] = whole + share * (own - whole);
    }
  }
  return calibration;
}

/** Adds the offsets to the quantiles of rows and stretches them, in place; the caller clips and sorts. */
export function applyCalibration(
  calibration: Calibration,
  quantiles: Float64Array,
  regime: ArrayLike<number>,
): void {
  const width = calibration.levels.length;
  for (let start = 0, row = 0; start + width <= quantiles.length; start += width, row += 1) {
    calibrateRow(calibration, quantiles.subarray(start, start + width), regime[row] as number);
  }
}

/** The same for the quantiles of one row. */
export function calibrateRow(
  calibration: Calibration,
  quantiles: Float64Array,
  regime: number,
): void {
  const { levels, offsets, drift, spread, regimes } = calibration;
  const scale = widthOf(calibration, quantiles, 0);
  const from = Math.min(regimes - 1, regime) * levels.length;
  for (let place = 0; place < levels.length; place += 1) {
    const offset = (offsets[from + place] as number) + (drift[from + place] as number);
    quantiles[place] = (quantiles[place] as number) + offset * scale;
  }
  const stretch = Math.exp(spread[0] as number);
  const median = quantiles[nearest(levels, 0.5)] as number;
  for (let place = 0; place < levels.length; place += 1) {
    quantiles[place] = median + stretch * ((quantiles[place] as number) - median);
  }
}

/** The width of the forecast that begins at `start`, in the unit of the target. */
export function widthOf(
  { levels, leastWidth }: Calibration,
  quantiles: Float64Array,
  start: number,
): number {
  const low = quantiles[start + nearest(levels, widthLevels[0])] as number;
  const high = quantiles[start + nearest(levels, widthLevels[1])] as number;
  return Math.max(high - low, leastWidth);
}

function nearest(levels: readonly number[], wanted: number): number {
  let best = 0;
  for (let place = 1; place < levels.length; place += 1) {
    const better =
      Math.abs((levels[place] as number) - wanted) < Math.abs((levels[best] as number) - wanted);
    if (better) best = place;
  }
  return best;
}

function scaledErrors(
  { target, quantiles }: CalibrationRows,
  { calibration, place }: { calibration: Calibration; place: number },
  errors: Float64Array,
): void {
  const width = calibration.levels.length;
  for (let row = 0; row < errors.length; row += 1) {
    const start = row * width;
    const error = (target[row] as number) - (quantiles[start + place] as number);
    errors[row] = error / widthOf(calibration, quantiles, start);
  }
}

function daysByRegime(
  { regime, day }: CalibrationRows,
  regimes: number,
): { wholeShare: number; regimeShares: number[] } {
  const all = new Set(day).size;
  const seen = Array.from({ length: regimes }, () => new Set<number>());
  regime.forEach((of, row) => {
    seen[of]?.add(day[row] ?? 0);
  });
  return {
    wholeShare: all / (all + wholeShrinkDays),
    regimeShares: seen.map(({ size }) => size / (size + regimeShrinkDays)),
  };
}

function first(values: Float64Array): number {
  const value = values[0] ?? 0;
  return Number.isNaN(value) ? 0 : value;
}
