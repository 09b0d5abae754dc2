import { minuteMs, secondMs } from '../../../src/domain/instant.ts';
import { clamp } from '../clamp.ts';
import type { ModelState, SimulatedDevice, Surroundings } from '../device-model.ts';
import { smoothNoise } from '../noise.ts';

/** What a consumer draws, and what it remembers besides its meter. */
export interface Draw {
  readonly powerKw: number;
  readonly state?: ModelState;
}

export type Consumer = (device: SimulatedDevice, state: ModelState, around: Surroundings) => Draw;

/** Value of a curve with one point for each hour of the day, linear between them. */
export function atHour(hourly: readonly number[], hour: number): number {
  const before = Math.floor(hour) % 24;
  const left = hourly[before] ?? 0;
  const right = hourly[(before + 1) % 24] ?? 0;
  return left + (hour - Math.floor(hour)) * (right - left);
}

/** A few people are restless, many together are steady: noise shrinks with the size of the load. */
export function liveliness(device: SimulatedDevice, atMs: number): number {
  const size = clamp(Math.sqrt(25 / device.ratingKw), 0.25, 1.6);
  const swing =
    0.2 * smoothNoise(device.seed, atMs / (23 * minuteMs)) +
    0.12 * smoothNoise(device.seed ^ 1, atMs / (3 * minuteMs)) +
    0.07 * smoothNoise(device.seed ^ 2, atMs / (20 * secondMs));
  return Math.max(0.15, 1 + size * swing);
}
