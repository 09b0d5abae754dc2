import { weightedQuantiles } from '../calibrate/weighted-quantiles.ts';

/** Rows of a regime at which its own quantiles weigh as much as those of all rows. */
const shrinkRows = 150;
/** Days on record at which what was seen weighs as much as the prior. */
const priorDays = 2;
/** Spread of a prior error as a share of the bounds: standard deviation of a forecast nobody checked. */
const priorSpread = 0.2;

/** Quantiles of errors around a point forecast, regimes × levels row-major, in the unit of the target. */
export interface ResidualQuantiles {
  readonly regimes: number;
  readonly levels: readonly number[];
  readonly values: Float64Array;
}

/**
 * Empirical quantiles of the errors in each regime, leaning on those of all rows where a regime has
 * few, and on a wide prior while there are few days: without any history the prior alone holds.
 */
export function residualQuantiles(input: {
  readonly residuals: Float64Array;
  readonly regime: Int32Array;
  readonly regimes: number;
  readonly levels: readonly number[];
  readonly days: number;
  /** Distance between the bounds of the target. */
  readonly range: number;
}): ResidualQuantiles {
  const { residuals, regime, regimes, levels, range } = input;
  const prior = levels.map((level) => priorSpread * range * logisticQuantile(level));
  const seen = input.days ** 2 / (input.days ** 2 + priorDays ** 2);
  const weights = new Float64Array(residuals.length).fill(1);
  const whole = weightedQuantiles(residuals, weights, levels);
  const values = new Float64Array(regimes * levels.length);
  for (let of = 0; of < regimes; of += 1) {
    const chosen = residuals.filter((_, row) => regime[row] === of);
    const own = weightedQuantiles(chosen, weights, levels);
    const share = chosen.length / (chosen.length + shrinkRows);
    for (let place = 0; place < levels.length; place += 1) {
      const all = finiteOr(whole[place], prior[place] ?? 0);
      const found = all + share * (finiteOr(own[place], all) - all);
      values[of * levels.length + place] = seen * found + (1 - seen) * (prior[place] ?? 0);
    }
  }
  return { regimes, levels, values };
}

/** Writes point forecast + error quantiles of rows × levels. */
export function addResiduals(
  { regimes, levels, values }: ResidualQuantiles,
  table: { readonly point: Float64Array; readonly regime: Int32Array; readonly rows: number },
  out: Float64Array,
): void {
  const width = levels.length;
  for (let row = 0; row < table.rows; row += 1) {
    const from = Math.min(regimes - 1, table.regime[row] as number) * width;
    for (let place = 0; place < width; place += 1) {
      out[row * width + place] = (table.point[row] as number) + (values[from + place] as number);
    }
  }
}

/** Quantile of the logistic distribution with standard deviation 1: tails a little heavier than normal. */
function logisticQuantile(level: number): number {
  return (Math.sqrt(3) / Math.PI) * Math.log(level / (1 - level));
}

function finiteOr(value: number | undefined, otherwise: number): number {
  return value !== undefined && Number.isFinite(value) ? value : otherwise;
}
