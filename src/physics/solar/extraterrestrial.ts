import type { Instant } from '../../domain/instant.ts';
import { dayAngleRad } from './daily-formulas.ts';
import { dayOfYear } from './day-of-year.ts';

/** Mean beam irradiance outside the air at 1 astronomical unit: ASTM E-490 (2000). */
export const solarConstantWm2 = 1366.1;

/**
 * Beam irradiance outside the air in W/m², one value for each day in UTC. See
 * `spencerExtraterrestrialWm2`.
 */
export function extraterrestrialWm2(at: Instant): number {
  return spencerExtraterrestrialWm2(dayOfYear(at));
}

/**
 * Beam irradiance outside the air in W/m² by the day of the year: Spencer, Search 2 (1971) 172,
 * within 0.11 % of the irradiance at the sun's true distance.
 *
 * @example spencerExtraterrestrialWm2(1) // 1413.98
 */
export function spencerExtraterrestrialWm2(day: number): number {
  const angle = dayAngleRad(day);
  const ratio =
    1.00011 +
    0.034221 * Math.cos(angle) +
    0.00128 * Math.sin(angle) +
    0.000719 * Math.cos(2 * angle) +
    0.000077 * Math.sin(2 * angle);
  return solarConstantWm2 * ratio;
}

/**
 * The same with a single cosine: ASCE, The ASCE standardized reference evapotranspiration equation
 * (2005), within 0.3 %.
 *
 * @example asceExtraterrestrialWm2(1) // 1411.17
 */
export function asceExtraterrestrialWm2(day: number): number {
  return solarConstantWm2 * (1 + 0.033 * Math.cos(dayAngleRad(day + 1)));
}

/**
 * Beam irradiance outside the air in W/m² at a distance from the sun, such as an ephemeris gives.
 *
 * @example extraterrestrialAtDistanceWm2(0.98332775) // 1412.82
 */
export function extraterrestrialAtDistanceWm2(distanceAu: number): number {
  return solarConstantWm2 / (distanceAu * distanceAu);
}
