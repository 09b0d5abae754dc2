import { cosDeg } from '../angle.ts';

/** Pressure at sea level in the standard atmosphere. */
export const standardPressureHpa = 1013.25;

/**
 * Length of the sun's way through the air relative to the vertical at sea level: Kasten and Young,
 * Applied Optics 28 (1989) 4735, from the apparent zenith; below the horizon NaN.
 *
 * @example relativeAirMass(60) // 1.994
 */
export function relativeAirMass(apparentZenithDeg: number): number {
  if (apparentZenithDeg > 90) return Number.NaN;
  return 1 / (cosDeg(apparentZenithDeg) + 0.50572 * (96.07995 - apparentZenithDeg) ** -1.6364);
}

/**
 * The same by Kasten, Archiv für Meteorologie B 14 (1966) 206, from the true zenith; below the
 * horizon NaN. DISC was fitted with it.
 *
 * @example kasten1966AirMass(60) // 1.993
 */
export function kasten1966AirMass(zenithDeg: number): number {
  if (zenithDeg > 90) return Number.NaN;
  return 1 / (cosDeg(zenithDeg) + 0.15 * (93.885 - zenithDeg) ** -1.253);
}

/** Air mass at the pressure of a place. */
export function absoluteAirMass(relative: number, pressureHpa: number): number {
  return relative * (pressureHpa / standardPressureHpa);
}
