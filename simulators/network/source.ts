import { hourMs, type Instant, minuteMs } from '../../src/domain/instant.ts';
import { seedFor, smoothNoise } from '../models/noise.ts';

/** Voltage of the grid above: a little over 110 kV, and never quite still (assumptions). */
const usualPu = 1.01;
const slow = { pu: 0.008, timeMs: 3 * hourMs } as const;
const quick = { pu: 0.003, timeMs: 8 * minuteMs } as const;

/** Voltage at the county's gate in per unit of 110 kV: a function of the seed and of time alone. */
export function sourceVoltage(seed: number): (at: Instant) => number {
  const own = seedFor(seed, 'source voltage');
  return (at) =>
    usualPu +
    slow.pu * smoothNoise(own, at / slow.timeMs) +
    quick.pu * smoothNoise(own ^ 1, at / quick.timeMs);
}
