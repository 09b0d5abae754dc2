/**
 * Quantile of the standard normal distribution at `level` in (0, 1), to about 1e-9: the rational
 * starting value of Acklam (2003), within 1.2e-9 relative.
 *
 * @example normalQuantile(0.975) is 1.95996.
 */
export function normalQuantile(level: number): number {
  if (level < tailLevel) return -upperTail(Math.sqrt(-2 * Math.log(level)));
  if (level > 1 - tailLevel) return upperTail(Math.sqrt(-2 * Math.log(1 - level)));
  const centred = level - 0.5;
  const square = centred * centred;
  return (
    (centred * polynomial(centreAbove, square)) / (square * polynomial(centreBelow, square) + 1)
  );
}

const tailLevel = 0.02425;

const centreAbove = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
] as const;
const centreBelow = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572,
] as const;
const tailAbove = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783,
] as const;
const tailBelow = [
  0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416,
] as const;

function upperTail(depth: number): number {
  return -polynomial(tailAbove, depth) / (depth * polynomial(tailBelow, depth) + 1);
}

/** Coefficients of falling powers, by Horner's rule. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}
