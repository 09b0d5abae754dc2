import { normalQuantile } from '../reconcile/normal-quantile.ts';

/** Days that are alike tell little that is new; so many at least are counted. */
const daysLeast = 4;
const alikeMost = 0.85;

/**
 * How much further than the errors of few days the quantiles of the next ones lie, for each level:
 * quantile of Student's distribution with n − 1 degrees of freedom over that of the normal one, times
 * √(1 + 1/n) for the mean that is not known. n counts days by their weights, and days that follow
 * each other less the more alike their errors are: n (1 − r) / (1 + r) with the correlation r of
 * neighbours (Bayley and Hammersley, 1946).
 */
export function stretchOfFewDays(
  { errors, weights }: { readonly errors: Float64Array; readonly weights: Float64Array },
  levels: readonly number[],
): Float64Array {
  const alike = Math.min(Math.max(neighbourCorrelation(errors), 0), alikeMost);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const squares = weights.reduce((total, weight) => total + weight * weight, 0);
  const days = Math.max(daysLeast, ((sum * sum) / squares) * ((1 - alike) / (1 + alike)));
  return Float64Array.from(levels, (level) => {
    const normal = normalQuantile(level);
    const mean = Math.sqrt(1 + 1 / days);
    return Math.abs(normal) < 1e-6 ? mean : (mean * studentQuantile(normal, days - 1)) / normal;
  });
}

/** Student's quantile from the normal one (Abramowitz and Stegun 26.7.5); 2 % off at three degrees and the 1 % level. */
function studentQuantile(normal: number, freedom: number): number {
  const z2 = normal * normal;
  const first = (z2 + 1) / 4;
  const second = ((5 * z2 + 16) * z2 + 3) / 96;
  const third = (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
  return normal * (1 + first / freedom + second / freedom ** 2 + third / freedom ** 3);
}

function neighbourCorrelation(errors: Float64Array): number {
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  let [products, squares] = [0, 0];
  for (let day = 0; day < errors.length; day += 1) {
    const error = (errors[day] as number) - mean;
    squares += error * error;
    if (day > 0) products += error * ((errors[day - 1] as number) - mean);
  }
  return squares > 0 ? products / squares : 0;
}
