import { erfIntegral } from './error-function.ts';

/** A vertical line in the ground that takes heat evenly over its length. */
export interface LineSegment {
  readonly lengthM: number;
  /** Depth of its upper end. */
  readonly depthM: number;
}

/** Nodes and weights of Gauss–Legendre on −1…1 with eight points, the positive half. */
const nodes = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const weights = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];
/** Width of a panel in ln s: each step of s by a factor of two is integrated on its own. */
const panelWidth = Math.LN2;
/** exp(−x²) is nothing from here on. */
const negligibleFrom = 6.2;

/**
 * Mean temperature change of a segment, as a number h in `ΔT = −q′ / (2π λ) × h`, at `timeS` after
 * heat of q′ (in W/m) began to be taken from another segment `distanceM` beside it (its radius for
 * itself). Finite line source with the ground's surface at a constant temperature, after Claesson &
 * Javed (2011), and between segments after Cimmino & Bernier (2014). From about 5 r²/α on (an hour
 * for a borehole): before that the borehole's own fill matters.
 *
 * @example
 * const well = { lengthM: 100, depthM: 4 };
 * lineSourceResponse({ source: well, receiver: well, distanceM: 0.075, diffusivityM2PerS: 1e-6,
 *   timeS: 86_400 }) // 1.7759
 */
export function lineSourceResponse(options: {
  readonly source: LineSegment;
  readonly receiver: LineSegment;
  readonly distanceM: number;
  readonly diffusivityM2PerS: number;
  readonly timeS: number;
}): number {
  const { source, receiver, distanceM, diffusivityM2PerS, timeS } = options;
  const apartM = receiver.depthM - source.depthM;
  const mirroredM = receiver.depthM + source.depthM + source.lengthM;
  const overlap = (s: number): number =>
    overlapAt(s, apartM, source.lengthM, receiver.lengthM) -
    overlapAt(s, mirroredM, source.lengthM, receiver.lengthM);
  const from = 1 / Math.sqrt(4 * diffusivityM2PerS * timeS);
  const to = negligibleFrom / distanceM;
  if (from >= to) return 0;
  const integral = overLogarithm(
    from,
    to,
    (s) => (Math.exp(-((distanceM * s) ** 2)) * overlap(s)) / s,
  );
  return integral / (2 * receiver.lengthM);
}

/** Double integral of the kernel over both lengths; `apartM` from the source's top to the receiver's. */
function overlapAt(s: number, apartM: number, sourceM: number, receiverM: number): number {
  return (
    erfIntegral((apartM + receiverM) * s) -
    erfIntegral(apartM * s) +
    erfIntegral((apartM - sourceM) * s) -
    erfIntegral((apartM + receiverM - sourceM) * s)
  );
}

/** Integral of `f(s) ds/s` between positive bounds. */
function overLogarithm(from: number, to: number, f: (s: number) => number): number {
  const panels = Math.ceil(Math.log(to / from) / panelWidth);
  const half = Math.log(to / from) / panels / 2;
  let sum = 0;
  for (let panel = 0; panel < panels; panel += 1) {
    const middle = Math.log(from) + (2 * panel + 1) * half;
    for (let place = 0; place < nodes.length; place += 1) {
      const reach = half * (nodes[place] ?? 0);
      const weight = weights[place] ?? 0;
      sum += weight * (f(Math.exp(middle - reach)) + f(Math.exp(middle + reach)));
    }
  }
  return sum * half;
}
