import { minuteMs, secondMs } from '../../src/domain/instant.ts';
import type { CountyWeather } from './county-weather.ts';
import { gaussianAt } from './gaussian.ts';

/** Gusts of each length, as the ratio of their spread to the mean wind (together 0.17). */
const gusts = [
  { knotMs: 8 * secondMs, ratio: 0.08 },
  { knotMs: 35 * secondMs, ratio: 0.09 },
  { knotMs: 150 * secondMs, ratio: 0.08 },
  { knotMs: 11 * minuteMs, ratio: 0.08 },
] as const;
const lullRatioMin = 0.3;

/**
 * Wind at 10 m over a place in m/s: the county's, with gusts of its own; the mean over several
 * spots. Turbulence as over farmland, IEC 61400-1 (2019) class A to B (assumption).
 */
export function windOver(ownSeed: number, weather: CountyWeather, spots = 1): number {
  let gust = 0;
  for (const [index, { knotMs, ratio }] of gusts.entries()) {
    gust += ratio * gaussianAt(ownSeed ^ index, weather.at / knotMs);
  }
  return weather.windSpeedMps * Math.max(lullRatioMin, 1 + gust / Math.sqrt(Math.max(1, spots)));
}
