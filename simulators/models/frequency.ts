import { type Instant, secondMs } from '../../src/domain/instant.ts';
import { seedFor, smoothNoise } from './noise.ts';

const driftMs = 45 * secondMs;

/** Grid frequency in Hz: the same everywhere, mostly within ±0.03 of 50. */
export function frequencyModel(seed: number): (at: Instant) => number {
  const own = seedFor(seed, 'frequency');
  return (at) => 50 + 0.03 * smoothNoise(own, at / driftMs);
}
