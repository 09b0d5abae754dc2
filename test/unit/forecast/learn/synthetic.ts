import {
  type FeatureMatrix,
  featureMatrix,
} from '../../../../src/forecast/learn/feature-matrix.ts';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';

export interface Synthetic {
  readonly features: FeatureMatrix;
  readonly target: Float64Array;
  /** The true quantile of a row at a standard normal deviate. */
  readonly at: (row: number, deviate: number) => number;
}

/** A bent mean and a spread that grows with another feature; the third feature says nothing. */
export function heteroscedastic(rows: number, seed: number): Synthetic {
  const random = seededRandom(seed);
  const draw = () => Float32Array.from({ length: rows }, random);
  const features = featureMatrix({ place: draw(), spread: draw(), idle: draw() });
  const [place, spread] = features.columns as [Float32Array, Float32Array];
  const at = (row: number, deviate: number) =>
    Math.sin(6 * (place[row] ?? 0)) + (0.1 + (spread[row] ?? 0)) * deviate;
  const target = Float64Array.from({ length: rows }, (_, row) => at(row, normal(random)));
  return { features, target, at };
}

/** A standard normal deviate (Box and Muller, 1958). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
