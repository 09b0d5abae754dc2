import { type Calibration, calibrateRow } from './conformal.ts';

/** Largest move of an offset by one day of actuals, in widths of the forecast. */
const dayStep = 0.06;
/** Share of the step that every regime takes; the rest is for the regime that erred. */
const sharedPart = 0.5;
/** Drift never takes a quantile further than this, in widths of the forecast. */
const driftMost = 2;

/** Stretch by a day on which all intervals missed or held everything, as a logarithm, and its limit. */
const spreadStep = 0.2;
const spreadMost = 1.2;

/** Forecasts before drift was added, and what came true; the rows of one origin. */
export interface KnownOutcome {
  /** Row-major, rows × levels: quantiles as the blend gave them. */
  readonly quantiles: Float64Array;
  readonly regime: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly target: ArrayLike<number>;
  /** Share of a day that the rows cover; their step is that share of a day's. */
  readonly dayShare: number;
}

/**
 * Moves the drift of a calibration by what came true, in place: a level rises where the actual was
 * above it and sinks where it was below, in the proportion that leaves a true level where it is
 * (online gradient of the pinball loss; Gibbs & Candès, 2021, adaptive conformal inference). One
 * day moves an offset by no more than a bounded step. All intervals together, from the widest to the
 * narrowest, stretch or shrink by what they covered beside what they claim: that takes fewer days to
 * see than one level does. A quantile that stands at a bound has no say: the bound put it there.
 */
export function trackDrift(calibration: Calibration, outcome: KnownOutcome): void {
  const { levels, regimes, drift, spread } = calibration;
  const width = levels.length;
  const seen: Seen = { moves: new Float64Array(regimes * width), pairs: 0, missed: 0 };
  const quantiles = new Float64Array(width);
  let rows = 0;
  for (let row = 0; row < outcome.target.length; row += 1) {
    if (!Number.isFinite(outcome.target[row])) continue;
    rows += 1;
    quantiles.set(outcome.quantiles.subarray(row * width, (row + 1) * width));
    calibrateRow(calibration, quantiles, outcome.regime[row] as number);
    addMoves(calibration, { outcome, row, quantiles }, seen);
    addCoverage(levels, { outcome, row, quantiles }, seen);
  }
  if (rows === 0) return;
  const dayShare = Math.min(1, outcome.dayShare);
  moveDrift(drift, { moves: seen.moves, width, step: (dayStep * dayShare) / rows });
  if (seen.pairs === 0) return;
  const stretch = (spread[0] as number) + (spreadStep * dayShare * seen.missed) / seen.pairs;
  spread[0] = Math.min(spreadMost, Math.max(-spreadMost, stretch));
}

/** What the rows of an outcome add up to. */
interface Seen {
  readonly moves: Float64Array;
  /** Intervals looked at, and the sum of what they claim less what they covered. */
  pairs: number;
  missed: number;
}

interface Row {
  readonly outcome: KnownOutcome;
  readonly row: number;
  readonly quantiles: Float64Array;
}

function addMoves(
  { levels, regimes }: Calibration,
  { outcome, row, quantiles }: Row,
  { moves }: Seen,
): void {
  const actual = outcome.target[row] as number;
  const from = Math.min(regimes - 1, outcome.regime[row] as number) * levels.length;
  for (let place = 0; place < levels.length; place += 1) {
    const value = quantiles[place] as number;
    if (!isFree(outcome, row, value)) continue;
    const move = (levels[place] as number) - (actual <= value ? 1 : 0);
    moves[from + place] = (moves[from + place] as number) + move;
  }
}

function addCoverage(
  levels: readonly number[],
  { outcome, row, quantiles }: Row,
  seen: Seen,
): void {
  const actual = outcome.target[row] as number;
  for (let low = 0, high = levels.length - 1; low < high; low += 1, high -= 1) {
    const from = quantiles[low] as number;
    const to = quantiles[high] as number;
    if (!isFree(outcome, row, from) || !isFree(outcome, row, to)) continue;
    const claimed = (levels[high] as number) - (levels[low] as number);
    seen.pairs += 1;
    seen.missed += claimed - (actual >= from && actual <= to ? 1 : 0);
  }
}

function isFree({ low, high }: KnownOutcome, row: number, value: number): boolean {
  return value > (low[row] as number) && value < (high[row] as number);
}

function moveDrift(
  drift: Float64Array,
  { moves, width, step }: { moves: Float64Array; width: number; step: number },
): void {
  for (let place = 0; place < width; place += 1) {
    let whole = 0;
    for (let at = place; at < moves.length; at += width) whole += moves[at] as number;
    for (let at = place; at < moves.length; at += width) {
      const move = step * (sharedPart * whole + (1 - sharedPart) * (moves[at] as number));
      drift[at] = Math.min(driftMost, Math.max(-driftMost, (drift[at] as number) + move));
    }
  }
}
