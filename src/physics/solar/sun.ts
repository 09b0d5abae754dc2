import { dayMs, hourMs, type Instant } from '../../domain/instant.ts';
import { acosDeg, atan2Deg, cosDeg, sinDeg, wrap180, wrap360 } from '../angle.ts';

/** A place on the ground: degrees, north and east positive. */
export interface GeoPosition {
  readonly latitude: number;
  readonly longitude: number;
}

export interface SunPosition {
  /** Angle from the vertical to the sun's centre, without refraction. */
  readonly zenithDeg: number;
  /** The same as seen through the air. */
  readonly apparentZenithDeg: number;
  /** Clockwise from north. */
  readonly azimuthDeg: number;
  /** Apparent minus mean solar time. */
  readonly equationOfTimeMin: number;
  readonly distanceAu: number;
}

const noonOf2000Ms = 946_728_000_000;

/**
 * Position of the sun by the low-precision formulas of the Astronomical Almanac as given by
 * Michalsky, Solar Energy 40 (1988) 227–235. Within 0.01° from 1950 to 2050; parallax (below
 * 0.003°) and the difference of terrestrial and universal time are neglected.
 */
export function sunPosition(
  at: Instant,
  place: GeoPosition,
  air: { readonly pressureHpa: number; readonly tempC: number } = { pressureHpa: 1010, tempC: 12 },
): SunPosition {
  const days = (at - noonOf2000Ms) / dayMs;
  const meanLongitude = 280.46 + 0.9856474 * days;
  const anomaly = 357.528 + 0.9856003 * days;
  const eclipticLongitude = meanLongitude + 1.915 * sinDeg(anomaly) + 0.02 * sinDeg(2 * anomaly);
  const obliquity = 23.439 - 0.0000004 * days;
  const rightAscension = atan2Deg(
    cosDeg(obliquity) * sinDeg(eclipticLongitude),
    cosDeg(eclipticLongitude),
  );
  const sinDeclination = sinDeg(obliquity) * sinDeg(eclipticLongitude);
  const cosDeclination = Math.sqrt(1 - sinDeclination ** 2);
  const utcHours = (at % dayMs) / hourMs;
  const siderealDeg = 15 * (6.697375 + 0.0657098242 * days + utcHours) + place.longitude;
  const hourAngle = wrap180(siderealDeg - rightAscension);
  const sinLatitude = sinDeg(place.latitude);
  const cosLatitude = cosDeg(place.latitude);
  const zenithDeg = acosDeg(
    sinLatitude * sinDeclination + cosLatitude * cosDeclination * cosDeg(hourAngle),
  );
  const east = -cosDeclination * sinDeg(hourAngle);
  const north = cosLatitude * sinDeclination - sinLatitude * cosDeclination * cosDeg(hourAngle);
  return {
    zenithDeg,
    apparentZenithDeg: zenithDeg - refractionDeg(90 - zenithDeg, air),
    azimuthDeg: wrap360(atan2Deg(east, north)),
    equationOfTimeMin: 4 * wrap180(meanLongitude - rightAscension),
    distanceAu: 1.00014 - 0.01671 * cosDeg(anomaly) - 0.00014 * cosDeg(2 * anomaly),
  };
}

/** Radius of the sun and refraction at the horizon, in degrees. */
const visibleBelowHorizonDeg = 0.26667 + 0.5667;

/**
 * By how much air lifts the sun, in degrees: Reda and Andreas, NREL/TP-560-34302 (2008), equation
 * 42. Zero where no part of the sun can be seen.
 */
export function refractionDeg(
  elevationDeg: number,
  air: { readonly pressureHpa: number; readonly tempC: number },
): number {
  if (elevationDeg < -visibleBelowHorizonDeg) return 0;
  const tangent =
    sinDeg(elevationDeg + 10.3 / (elevationDeg + 5.11)) /
    cosDeg(elevationDeg + 10.3 / (elevationDeg + 5.11));
  return (air.pressureHpa / 1010) * (283 / (273 + air.tempC)) * (1.02 / (60 * tangent));
}
