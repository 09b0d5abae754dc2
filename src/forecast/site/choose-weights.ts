import { blendWeights } from '../learn/blend.ts';
import { pinballLoss } from '../learn/pinball.ts';

/** Rows that the choice looks at; more change nothing that matters. */
const rowLimit = 6_000;
/** How strongly a member that does worse alone is distrusted beforehand: half as much at 3.5 % more loss. */
const priorSharpness = 20;
/** Days of forecasts at which the choice weighs as much as the prior. */
const priorDays = 20;
/** A weight below this is not worth its member's time. */
const weightLeast = 0.01;
const goldenRatio = 0.618_033_988_749_895;

/**
 * Weights of a blend of quantiles, not below 0 and together 1: those with the least pinball loss out
 * of time, shrunk toward what the members' own losses suggest, the more the fewer days there are.
 */
export function chooseWeights(input: {
  /** Row-major rows × levels of each member. */
  readonly members: readonly Float64Array[];
  readonly target: Float64Array;
  /** Weight of each row; rows are drawn in this proportion. */
  readonly rowWeights: Float64Array;
  readonly levels: readonly number[];
  readonly days: number;
}): Float64Array {
  const rows = drawnRows(input.rowWeights);
  const target = Float64Array.from(rows, (row) => input.target[row] as number);
  const members = input.members.map((values) => quantilesOf(values, rows, input.levels.length));
  const losses = members.map((values) => pinballLoss(target, values, input.levels));
  const best = Math.min(...losses);
  const prior = normalised(
    losses.map((loss) => (best > 0 ? Math.exp(-priorSharpness * (loss / best - 1)) : 1)),
  );
  const chosen = blendWeights({ members, target, levels: input.levels, shrinkage: 0 });
  const share = input.days / (input.days + priorDays);
  const mixed = chosen.map((weight, at) => share * weight + (1 - share) * (prior[at] as number));
  return normalised(mixed.map((weight) => (weight < weightLeast ? 0 : weight)));
}

/** A draw without rhythm in which each row's chance is in proportion to its weight. */
function drawnRows(rowWeights: Float64Array): number[] {
  const sum = rowWeights.reduce((total, weight) => total + weight, 0);
  const rows: number[] = [];
  rowWeights.forEach((weight, row) => {
    if ((row * goldenRatio) % 1 < (rowLimit * weight) / sum) rows.push(row);
  });
  return rows;
}

function quantilesOf(values: Float64Array, rows: readonly number[], width: number): Float64Array {
  const out = new Float64Array(rows.length * width);
  rows.forEach((row, at) => {
    out.set(values.subarray(row * width, (row + 1) * width), at * width);
  });
  return out;
}

function normalised(weights: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(weights);
  const sum = values.reduce((total, weight) => total + weight, 0);
  return values.map((value) => value / sum);
}
