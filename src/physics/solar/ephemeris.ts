import { dayMs, type Instant, secondMs } from '../../domain/instant.ts';
import { atan2Deg, cosDeg, sinDeg, tanDeg, wrap180, wrap360 } from '../angle.ts';
import { earthOrbit } from './earth-orbit.ts';
import { nutation } from './nutation.ts';

/** Where the sun stands for the earth as a whole: it depends on time alone and changes slowly. */
export interface Ephemeris {
  /** Apparent, seen from the earth's centre. */
  readonly rightAscensionDeg: number;
  readonly declinationDeg: number;
  /** Apparent, at Greenwich: by how far the earth has turned under the stars. */
  readonly siderealTimeDeg: number;
  readonly distanceAu: number;
  /** Apparent minus mean solar time. */
  readonly equationOfTimeMin: number;
}

/** Terrestrial minus universal time: 67 s fits 2012 to 2019, and 2 s move the sun by 1e-5°. */
export const usualDeltaTS = 67;

const noonOf2000Ms = 946_728_000_000;
const centuryMs = 36_525 * dayMs;
const degreesPerRadian = 180 / Math.PI;

/**
 * The sun's geocentric place by the solar position algorithm: Reda and Andreas,
 * NREL/TP-560-34302 (2008), within 0.0003° from −2000 to 6000. It costs some 10 µs; for many
 * moments of some days, `sunTrack` gives the same faster.
 *
 * @param deltaTS - terrestrial minus universal time in seconds.
 * @example ephemeris(instant(Date.parse('2003-10-17T19:30:30Z'))).declinationDeg // -9.31434
 */
export function ephemeris(at: Instant, deltaTS: number = usualDeltaTS): Ephemeris {
  const centuries = centuriesSince2000(at, deltaTS);
  const orbit = earthOrbit(centuries / 10);
  const nod = nutation(centuries);
  const obliquityDeg = meanObliquityDeg(centuries) + nod.obliquityDeg;
  const aberrationDeg = -20.4898 / (3600 * orbit.distanceAu);
  const longitudeDeg =
    orbit.longitudeRad * degreesPerRadian + 180 + nod.longitudeDeg + aberrationDeg;
  const latitudeDeg = -orbit.latitudeRad * degreesPerRadian;
  const rightAscensionDeg = wrap360(
    atan2Deg(
      sinDeg(longitudeDeg) * cosDeg(obliquityDeg) - tanDeg(latitudeDeg) * sinDeg(obliquityDeg),
      cosDeg(longitudeDeg),
    ),
  );
  const sinDeclination =
    sinDeg(latitudeDeg) * cosDeg(obliquityDeg) +
    cosDeg(latitudeDeg) * sinDeg(obliquityDeg) * sinDeg(longitudeDeg);
  const nodAlongEquatorDeg = nod.longitudeDeg * cosDeg(obliquityDeg);
  return {
    rightAscensionDeg,
    declinationDeg: Math.asin(sinDeclination) * degreesPerRadian,
    siderealTimeDeg: wrap360(meanSiderealTimeDeg(at) + nodAlongEquatorDeg),
    distanceAu: orbit.distanceAu,
    equationOfTimeMin:
      4 * wrap180(meanLongitudeDeg(centuries) + nodAlongEquatorDeg - rightAscensionDeg),
  };
}

function centuriesSince2000(at: Instant, deltaTS: number): number {
  return (at + deltaTS * secondMs - noonOf2000Ms) / centuryMs;
}

/**
 * By how far the earth has turned, were its axis not to nod; same source, section 3.8. Any number of
 * whole turns may be in it.
 */
export function meanSiderealTimeDeg(at: Instant): number {
  const days = (at - noonOf2000Ms) / dayMs;
  const t = days / 36_525;
  // Whole turns are left out before they are multiplied, and with them what they would round off.
  const turned = 360 * (days - Math.floor(days)) + 0.98564736629 * days;
  return 280.46061837 + turned + t * t * (0.000387933 - t / 38_710_000);
}

/** Where the mean sun stands, moved back by the light's way; same source, appendix A.1. */
function meanLongitudeDeg(centuries: number): number {
  const t = centuries / 10;
  const tail = t * t * (0.03032028 + t * (1 / 49_931 - t * (1 / 15_300 + t / 2_000_000)));
  return 280.4664567 - 0.0057183 + 360_007.6982779 * t + tail;
}

const obliquityArcSeconds = [
  84381.448, -4680.93, -1.55, 1999.25, -51.38, -249.67, -39.05, 7.12, 27.87, 5.79, 2.45,
] as const;

/** Angle between equator and ecliptic without nutation; same source, section 3.5. */
function meanObliquityDeg(centuries: number): number {
  const tenMillennia = centuries / 100;
  const sum = obliquityArcSeconds.reduceRight((total, term) => total * tenMillennia + term, 0);
  return sum / 3600;
}
