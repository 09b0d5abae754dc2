/** The value below which a share of the finite values lies; NaN when there is none. */
export function quantileOf(values: ArrayLike<number>, share: number): number {
  const known = Float64Array.from(values).filter(Number.isFinite).sort();
  if (known.length === 0) return Number.NaN;
  return known[Math.min(known.length - 1, Math.floor(share * known.length))] as number;
}

export function medianOf(values: ArrayLike<number>): number {
  return quantileOf(values, 0.5);
}

/** Pearson's correlation of the pairs that are finite; 0 where it is not defined. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let count = 0;
  let [sumA, sumB, sumAa, sumBb, sumAb] = [0, 0, 0, 0, 0];
  for (let at = 0; at < a.length; at += 1) {
    const x = a[at] as number;
    const y = b[at] as number;
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    count += 1;
    sumA += x;
    sumB += y;
    sumAa += x * x;
    sumBb += y * y;
    sumAb += x * y;
  }
  const spread = (sumAa - (sumA * sumA) / count) * (sumBb - (sumB * sumB) / count);
  return spread > 0 ? (sumAb - (sumA * sumB) / count) / Math.sqrt(spread) : 0;
}
