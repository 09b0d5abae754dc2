const seriesMax = 2.5;
const onesFrom = 6;

/**
 * Error function, to about 1e-15: the series 7.1.6 of Abramowitz & Stegun (1964) near zero, their
 * continued fraction 7.1.14 of the complement further out.
 *
 * @example erf(1) // 0.8427007929497149
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size >= onesFrom) return Math.sign(x);
  const value = size < seriesMax ? series(size) : 1 - complement(size);
  return Math.sign(x) * value;
}

function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > 1e-17 * sum; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function complement(x: number): number {
  let fraction = x;
  for (let n = 60; n >= 1; n -= 1) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

/** Integral of the error function from 0 to x: `x erf x − (1 − exp(−x²)) / √π`. */
export function erfIntegral(x: number): number {
  return x * erf(x) - (1 - Math.exp(-x * x)) / Math.sqrt(Math.PI);
}
