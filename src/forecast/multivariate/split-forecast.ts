import {
  fitWindowRidge,
  meanSquaredError,
  predictWindow,
  type WindowRidge,
} from './window-ridge.ts';
import { addSums, type WindowSums, windowCount, windowSums } from './window-sums.ts';

/** Lengths, in values, of the parts that train, choose and test; they follow each other. */
export interface Split {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** What a model of one horizon came to on the test part, on series in units of their training spread. */
export interface SplitScore {
  readonly horizon: number;
  readonly mse: number;
  readonly mae: number;
  readonly windows: number;
  /** What the validation part chose. */
  readonly lookback: number;
  readonly strength: number;
  readonly validationMse: number;
}

/** Two or three weeks are looked back on: the week must be seen more than once to be told from noise. */
const lookbackDays = [14, 21] as const;
/** The longest lookback in values; beyond it the weights outnumber what a year can teach them. */
const lookbackMax = 720;
const strengths = [0.01, 0.1, 1] as const;

/** Series less the mean of their first `count` values, in units of their spread there. */
export function standardised(
  series: readonly Float64Array[],
  count: number,
): readonly Float64Array[] {
  return series.map((values) => {
    const known = values.subarray(0, count);
    const mean = known.reduce((sum, value) => sum + value / count, 0);
    const variance = known.reduce((sum, value) => sum + (value - mean) ** 2 / count, 0);
    const spread = Math.sqrt(variance) || 1;
    return values.map((value) => (value - mean) / spread);
  });
}

/**
 * One linear model for all series of a set: trained on all windows of the training part, its lookback
 * and its strength of ridge chosen on the validation part, scored on every window of the test part.
 * The known values of a window may reach back over the edge of a part; its future never does.
 * Throws where the training part is too short for any lookback.
 */
export function scoreSplit(
  series: readonly Float64Array[],
  split: Split,
  { horizon, slotsPerDay }: { readonly horizon: number; readonly slotsPerDay: number },
): SplitScore {
  const scaled = standardised(series, split.train);
  const trials = lookbacksFor(slotsPerDay, split.train, horizon).map((lookback) =>
    bestOf(scaled, split, { lookback, horizon }),
  );
  const [first, ...others] = trials;
  if (first === undefined) throw new RangeError('The training part is too short for a lookback.');
  const chosen = others.reduce(better, first);
  const { ridge, strength, validationMse } = chosen;
  const { lookback } = ridge;
  return { horizon, ...testErrors(scaled, split, ridge), lookback, strength, validationMse };
}

interface Trial {
  readonly ridge: WindowRidge;
  readonly strength: number;
  readonly validationMse: number;
}

function better(a: Trial, b: Trial): Trial {
  return b.validationMse < a.validationMse ? b : a;
}

function lookbacksFor(slotsPerDay: number, train: number, horizon: number): readonly number[] {
  const wanted = lookbackDays.map((days) => Math.min(lookbackMax, days * slotsPerDay));
  return [...new Set(wanted)].filter((lookback) => train >= 2 * (lookback + horizon));
}

function bestOf(
  series: readonly Float64Array[],
  { train, validation }: Split,
  { lookback, horizon }: { readonly lookback: number; readonly horizon: number },
): Trial {
  const sumsOver = (from: number, to: number): WindowSums =>
    addSums(series.map((values) => windowSums(values, { lookback, horizon, from, to })));
  const training = sumsOver(lookback, train);
  const checking = sumsOver(train, train + validation);
  return strengths
    .map((strength): Trial => {
      const ridge = fitWindowRidge(training, strength);
      return { ridge, strength, validationMse: meanSquaredError(ridge, checking) };
    })
    .reduce(better);
}

function testErrors(
  series: readonly Float64Array[],
  { train, validation, test }: Split,
  ridge: WindowRidge,
): Pick<SplitScore, 'mse' | 'mae' | 'windows'> {
  const { horizon, lookback } = ridge;
  const from = train + validation;
  const windows = windowCount({ lookback, horizon, from, to: from + test });
  const forecast = new Float64Array(horizon);
  let squares = 0;
  let sizes = 0;
  for (const values of series) {
    for (let start = from; start < from + windows; start += 1) {
      predictWindow(ridge, values, start, forecast);
      for (let h = 0; h < horizon; h += 1) {
        const error = (forecast[h] as number) - (values[start + h] as number);
        squares += error * error;
        sizes += Math.abs(error);
      }
    }
  }
  const count = windows * horizon * series.length;
  return { mse: squares / count, mae: sizes / count, windows };
}
