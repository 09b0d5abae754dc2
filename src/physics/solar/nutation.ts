import { cosDeg, sinDeg } from '../angle.ts';
import { nutationTerms } from './nutation-terms.ts';

/** How the earth's axis nods under the moon's pull, in degrees. */
export interface Nutation {
  readonly longitudeDeg: number;
  readonly obliquityDeg: number;
}

const termLength = 9;
const terms = Float64Array.from(nutationTerms.flat());
const tenThousandthsPerDegree = 36_000_000;

/**
 * Nutation in longitude and obliquity: Reda and Andreas, NREL/TP-560-34302 (2008), section 3.4.
 *
 * @param centuries - of 36,525 days since noon of 1 January 2000, in terrestrial time.
 * @example nutation(0.037928).longitudeDeg // about -0.00400 on 17 October 2003
 */
export function nutation(centuries: number): Nutation {
  const t = centuries;
  const moonElongation = poly(t, 297.85036, 445267.11148, -0.0019142, 1 / 189474);
  const sunAnomaly = poly(t, 357.52772, 35999.05034, -0.0001603, -1 / 300000);
  const moonAnomaly = poly(t, 134.96298, 477198.867398, 0.0086972, 1 / 56250);
  const moonLatitude = poly(t, 93.27191, 483202.017538, -0.0036825, 1 / 327270);
  const moonNode = poly(t, 125.04452, -1934.136261, 0.0020708, 1 / 450000);
  let longitude = 0;
  let obliquity = 0;
  for (let at = 0; at < terms.length; at += termLength) {
    const argument =
      term(at) * moonElongation +
      term(at + 1) * sunAnomaly +
      term(at + 2) * moonAnomaly +
      term(at + 3) * moonLatitude +
      term(at + 4) * moonNode;
    longitude += (term(at + 5) + term(at + 6) * t) * sinDeg(argument);
    obliquity += (term(at + 7) + term(at + 8) * t) * cosDeg(argument);
  }
  return {
    longitudeDeg: longitude / tenThousandthsPerDegree,
    obliquityDeg: obliquity / tenThousandthsPerDegree,
  };
}

function term(place: number): number {
  return terms[place] ?? 0;
}

function poly(t: number, constant: number, linear: number, square: number, cube: number): number {
  return constant + t * (linear + t * (square + t * cube));
}
