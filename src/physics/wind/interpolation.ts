/**
 * Linear between the points of a curve, zero outside them. The places `xAt(0) … xAt(count - 1)`
 * ascend; they are asked for one by one, so that a shifted curve need not be written out.
 */
export function betweenPoints(
  points: { readonly count: number; xAt(index: number): number; yAt(index: number): number },
  x: number,
): number {
  const { count, xAt, yAt } = points;
  if (count === 0 || !(x >= xAt(0)) || x > xAt(count - 1)) return 0;
  let left = 0;
  let right = count - 1;
  while (right - left > 1) {
    const middle = (left + right) >> 1;
    if (xAt(middle) <= x) left = middle;
    else right = middle;
  }
  const upper = xAt(right);
  if (x === upper) return yAt(right);
  const lower = xAt(left);
  return yAt(left) + ((yAt(right) - yAt(left)) * (x - lower)) / (upper - lower);
}
