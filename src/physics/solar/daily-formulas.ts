// Formulas by the day of the year alone: for estimates; the ephemeris is for the rest.
import { sinDeg } from '../angle.ts';

const degreesPerRadian = 180 / Math.PI;
const minutesPerRadian = 1440 / (2 * Math.PI);

/** How far the year has gone at the start of a day, with a year of 365 days. */
export function dayAngleRad(day: number): number {
  return (2 * Math.PI * (day - 1)) / 365;
}

/**
 * Declination of the sun in degrees: Spencer, Search 2 (1971) 172. Within 0.6° at noon of any day,
 * leap years included.
 *
 * @example spencerDeclinationDeg(172) // 23.45
 */
export function spencerDeclinationDeg(day: number): number {
  const angle = dayAngleRad(day);
  return (
    degreesPerRadian *
    (0.006918 -
      0.399912 * Math.cos(angle) +
      0.070257 * Math.sin(angle) -
      0.006758 * Math.cos(2 * angle) +
      0.000907 * Math.sin(2 * angle) -
      0.002697 * Math.cos(3 * angle) +
      0.00148 * Math.sin(3 * angle))
  );
}

/**
 * Declination of the sun in degrees: Cooper, Solar Energy 12 (1969) 333, within 1.2°.
 *
 * @example cooperDeclinationDeg(172) // 23.45
 */
export function cooperDeclinationDeg(day: number): number {
  return 23.45 * sinDeg((360 * (day + 284)) / 365);
}

/**
 * Apparent minus mean solar time in minutes: Spencer, Search 2 (1971) 172, within 0.9 min.
 *
 * @example spencerEquationOfTimeMin(1) // -2.92
 */
export function spencerEquationOfTimeMin(day: number): number {
  const angle = dayAngleRad(day);
  return (
    minutesPerRadian *
    (0.0000075 +
      0.001868 * Math.cos(angle) -
      0.032077 * Math.sin(angle) -
      0.014615 * Math.cos(2 * angle) -
      0.040849 * Math.sin(2 * angle))
  );
}

/**
 * Apparent minus mean solar time in minutes, as in the PV education network's course
 * (www.pveducation.org), within 1.1 min.
 *
 * @example pvEducationEquationOfTimeMin(1) // -3.71
 */
export function pvEducationEquationOfTimeMin(day: number): number {
  const sinceEquinox = dayAngleRad(day - 80);
  return (
    9.87 * Math.sin(2 * sinceEquinox) - 7.53 * Math.cos(sinceEquinox) - 1.5 * Math.sin(sinceEquinox)
  );
}
