import { sinDeg } from '../angle.ts';

/** What falls on a module and what warms it. */
export interface SnowMoment {
  readonly hours: number;
  /** As water; fresh snow is some ten times as deep. */
  readonly snowMmPerH: number;
  readonly airTempC: number;
  readonly poaWm2: number;
  readonly tiltDeg: number;
}

const coveringMmPerH = 1;
const slidingWm2PerC = -80;
const slideRatioPerH = 0.197;

/**
 * Share of a module that snow covers after some hours: Marion, Schaefer, Caine and Sanchez, Solar
 * Energy 97 (2013) 112–121. Snowfall of 1 cm an hour covers all of it; snow slides down when the air
 * is warmer than irradiance over −80 W/m² per °C, faster on steep roofs.
 *
 * @example
 * const sunny = { hours: 1, snowMmPerH: 0, airTempC: -2, poaWm2: 600, tiltDeg: 30 };
 * snowCoverRatio(1, sunny) // 0.90
 */
export function snowCoverRatio(coverRatio: number, moment: SnowMoment): number {
  if (moment.snowMmPerH >= coveringMmPerH) return 1;
  const slides = moment.airTempC > moment.poaWm2 / slidingWm2PerC;
  if (!slides) return coverRatio;
  return Math.max(0, coverRatio - slideRatioPerH * sinDeg(moment.tiltDeg) * moment.hours);
}
