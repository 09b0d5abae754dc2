import { cosDeg } from '../angle.ts';

/**
 * Global irradiance under a cloudless sky in W/m² from the sun's height alone: Haurwitz, Journal of
 * Meteorology 2 (1945) 154 and 3 (1946) 123. Zero below the horizon.
 *
 * @example haurwitzGhiWm2(60) // 487.9
 */
export function haurwitzGhiWm2(apparentZenithDeg: number): number {
  const cosZenith = cosDeg(apparentZenithDeg);
  return cosZenith > 0 ? 1098 * cosZenith * Math.exp(-0.059 / cosZenith) : 0;
}
