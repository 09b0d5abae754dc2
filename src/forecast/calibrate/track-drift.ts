import { type Calibration, widthOf } from './conformal.ts';

/** Largest move of an offset by one day of actuals, in widths of the forecast. */
const dayStep = 0.06;
/** Share of the step that every regime takes; the rest is for the regime that erred. */
const sharedPart = 0.5;
/** Drift never takes a quantile further than this, in widths of the forecast. */
const driftMost = 2;

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
 * day moves an offset by no more than a bounded step. A quantile that stands at a bound has no say:
 * the bound put it there.
 */
export function trackDrift(calibration: Calibration, outcome: KnownOutcome): void {
  const { levels, regimes, drift } = calibration;
  const width = levels.length;
  const moves = new Float64Array(regimes * width);
  let rows = 0;
  for (let row = 0; row < outcome.target.length; row += 1) {
    if (!Number.isFinite(outcome.target[row])) continue;
    rows += 1;
    addMoves(calibration, outcome, { row, moves });
  }
  if (rows === 0) return;
  const step = (dayStep * Math.min(1, outcome.dayShare)) / rows;
  for (let place = 0; place < width; place += 1) {
    let whole = 0;
    for (let at = place; at < moves.length; at += width) whole += moves[at] as number;
    for (let at = place; at < moves.length; at += width) {
      const move = step * (sharedPart * whole + (1 - sharedPart) * (moves[at] as number));
      drift[at] = Math.min(driftMost, Math.max(-driftMost, (drift[at] as number) + move));
    }
  }
}

function addMoves(
  calibration: Calibration,
  outcome: KnownOutcome,
  { row, moves }: { row: number; moves: Float64Array },
): void {
  const { levels, offsets, drift, regimes } = calibration;
  const width = levels.length;
  const actual = outcome.target[row] as number;
  const scale = widthOf(calibration, outcome.quantiles, row * width);
  const from = Math.min(regimes - 1, outcome.regime[row] as number) * width;
  for (let place = 0; place < width; place += 1) {
    const at = from + place;
    const offset = (offsets[at] as number) + (drift[at] as number);
    const value = (outcome.quantiles[row * width + place] as number) + offset * scale;
    if (value <= (outcome.low[row] as number) || value >= (outcome.high[row] as number)) continue;
    moves[at] = (moves[at] as number) + (levels[place] as number) - (actual <= value ? 1 : 0);
  }
}
