/** One member's quantiles, row-major, rows × levels. */
export type MemberQuantiles = Float64Array;

export interface BlendTask {
  readonly members: readonly MemberQuantiles[];
  readonly target: Float64Array;
  readonly levels: readonly number[];
  /** Pull to equal weights, 0 … 1: the share of equal weights in the result. */
  readonly shrinkage?: number;
}

const steps = 200;
const stepSize = 2;

/**
 * Weights ≥ 0 with sum 1 under which the members' weighted mean of quantiles has the least pinball loss on the rows of the
 * task, by exponentiated gradient steps (Kivinen and Warmuth, 1997) of falling size, then shrunk toward equal weights.
 * The weights returned are those of the best step, so that they never do worse than equal ones before the shrinkage.
 */
export function blendWeights(task: BlendTask): Float64Array {
  const count = task.members.length;
  const weights = new Float64Array(count).fill(1 / count);
  const gradient = new Float64Array(count);
  let best = weights.slice();
  let least = Infinity;
  for (let step = 0; step < steps && count > 1; step++) {
    const loss = lossGradient(task, weights, gradient);
    if (loss < least) {
      least = loss;
      best = weights.slice();
    }
    if (!(loss > 0)) break;
    takeStep(weights, gradient, stepSize / (loss * Math.sqrt(1 + step)));
  }
  const shrinkage = task.shrinkage ?? 0.1;
  return best.map((weight) => (1 - shrinkage) * weight + shrinkage / count);
}

/** Mean loss at the weights, and its slope in each weight. */
function lossGradient(task: BlendTask, weights: Float64Array, gradient: Float64Array): number {
  const { members, target, levels } = task;
  const width = levels.length;
  gradient.fill(0);
  let sum = 0;
  let rows = 0;
  for (let row = 0; row < target.length; row++) {
    const actual = target[row] as number;
    if (!Number.isFinite(actual)) continue;
    rows++;
    for (let place = 0; place < width; place++) {
      sum += addSlope(
        members,
        weights,
        row * width + place,
        actual,
        levels[place] as number,
        gradient,
      );
    }
  }
  const scale = rows > 0 ? 1 / (rows * width) : 0;
  for (let member = 0; member < gradient.length; member++) {
    gradient[member] = (gradient[member] as number) * scale;
  }
  return sum * scale;
}

/** Loss of one quantile; adds its slope in each weight to `gradient`. */
function addSlope(
  members: readonly MemberQuantiles[],
  weights: Float64Array,
  at: number,
  actual: number,
  level: number,
  gradient: Float64Array,
): number {
  let quantile = 0;
  for (let member = 0; member < members.length; member++) {
    quantile += (weights[member] as number) * (members[member]?.[at] as number);
  }
  const error = actual - quantile;
  const slope = error > 0 ? -level : error < 0 ? 1 - level : 0;
  for (let member = 0; member < members.length; member++) {
    const part = slope * (members[member]?.[at] as number);
    gradient[member] = (gradient[member] as number) + part;
  }
  return -slope * error;
}

function takeStep(weights: Float64Array, gradient: Float64Array, size: number): void {
  const least = gradient.reduce((low, slope) => Math.min(low, slope), Infinity);
  let total = 0;
  for (let member = 0; member < weights.length; member++) {
    const slope = (gradient[member] as number) - least;
    const weight = (weights[member] as number) * Math.exp(-size * slope);
    weights[member] = weight;
    total += weight;
  }
  for (let member = 0; member < weights.length; member++) {
    weights[member] = (weights[member] as number) / total;
  }
}
