import { normalAt, scramble } from '../models/noise.ts';

/**
 * Smooth randomness with a normal marginal: quadratic B-splines over random knots, divided by the
 * root of the sum of squared weights so that the spread is 1 everywhere. One knot apart the values
 * correlate by 0.4, three knots apart not at all.
 */

/** Standard normal in time; knots at the integers. */
export function gaussianAt(seed: number, x: number): number {
  const knot = Math.floor(x);
  const share = x - knot;
  const first = (1 - share) ** 2 / 2;
  const last = share ** 2 / 2;
  const middle = 1 - first - last;
  const sum =
    first * normalAt(seed, knot) +
    middle * normalAt(seed, knot + 1) +
    last * normalAt(seed, knot + 2);
  return sum / Math.sqrt(first ** 2 + middle ** 2 + last ** 2);
}

const uniformSpread = Math.sqrt(1 / 12);

/** Standard normal, nearly, in a plane with knots at the integers (a weighted sum of nine uniforms). */
export function gaussianPlane(seed: number, x: number, y: number): number {
  const column = Math.floor(x);
  const across = x - column;
  const left = (1 - across) ** 2 / 2;
  const right = across ** 2 / 2;
  const centre = 1 - left - right;
  const row = Math.floor(y);
  const up = y - row;
  const low = (1 - up) ** 2 / 2;
  const high = up ** 2 / 2;
  const middle = 1 - low - high;
  const line = (at: number): number => {
    const own = scramble(seed ^ scramble(at | 0));
    return (
      left * scramble(own ^ (column | 0)) +
      centre * scramble(own ^ ((column + 1) | 0)) +
      right * scramble(own ^ ((column + 2) | 0))
    );
  };
  const sum = low * line(row) + middle * line(row + 1) + high * line(row + 2);
  const spread =
    uniformSpread *
    Math.sqrt((left ** 2 + centre ** 2 + right ** 2) * (low ** 2 + middle ** 2 + high ** 2));
  return (sum / 2 ** 32 - 0.5) / spread;
}

/**
 * Share of a standard normal below `z`: Abramowitz and Stegun, Handbook of Mathematical Functions
 * (1964), 26.2.17; within 7.5e-8.
 */
export function normalShareBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (series * Math.exp(-(z ** 2) / 2)) / Math.sqrt(2 * Math.PI);
  return z > 0 ? 1 - tail : tail;
}

/** The value that the given share of a standard normal is below: the same, 26.2.23; within 4.5e-4. */
export function normalQuantile(share: number): number {
  const tail = Math.min(share, 1 - share);
  const t = Math.sqrt(-2 * Math.log(Math.max(tail, 1e-12)));
  const z =
    t -
    (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return share > 0.5 ? z : -z;
}
