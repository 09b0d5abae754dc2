import { sinDeg, wrap360 } from '../angle.ts';
import type { Irradiance } from './irradiance.ts';
import type { SunDirection } from './plane.ts';

/**
 * Heights of what stands around a place, in degrees above the level, at equal steps of azimuth
 * clockwise from north; straight lines between. Empty where nothing stands.
 */
export type Horizon = readonly number[];

/**
 * Height of the horizon in degrees in one direction.
 *
 * @example horizonDeg([0, 10, 20, 10], 135) // 15
 */
export function horizonDeg(horizon: Horizon, azimuthDeg: number): number {
  const place = (wrap360(azimuthDeg) / 360) * horizon.length;
  const left = Math.floor(place);
  const from = horizon[left % horizon.length] ?? 0;
  const to = horizon[(left + 1) % horizon.length] ?? 0;
  return from + (place - left) * (to - from);
}

/**
 * Share of diffuse light from an evenly bright sky that reaches a level surface over the horizon:
 * the mean of cos² of its height, as each direction's strip of sky is cut off below it.
 *
 * @example openSkyRatio([30, 30, 30, 30]) // 0.75
 */
export function openSkyRatio(horizon: Horizon): number {
  if (horizon.length === 0) return 1;
  const hidden = horizon.reduce((sum, heightDeg) => sum + sinDeg(heightDeg) ** 2, 0);
  return 1 - hidden / horizon.length;
}

/**
 * Share of a wide surface that the sun reaches over the horizon, 0–1: shadows cross it while the sun
 * climbs by `crossingDeg` (an assumption for a roof is 3°).
 *
 * @param sun - with the apparent zenith.
 */
export function sunlitRatio(horizon: Horizon, sun: SunDirection, crossingDeg: number): number {
  const aboveDeg = 90 - sun.zenithDeg - horizonDeg(horizon, sun.azimuthDeg);
  return Math.min(1, Math.max(0, 0.5 + aboveDeg / crossingDeg));
}

/** What is left of the sky's light behind a horizon: beam by `sunlit`, diffuse by `open`. */
export function shadedSky(
  sky: Irradiance,
  left: { readonly sunlit: number; readonly open: number },
): Irradiance {
  const dhiWm2 = sky.dhiWm2 * left.open;
  const dniWm2 = sky.dniWm2 * left.sunlit;
  return { ghiWm2: (sky.ghiWm2 - sky.dhiWm2) * left.sunlit + dhiWm2, dniWm2, dhiWm2 };
}
