import {
  earthDistanceTerms,
  earthLatitudeTerms,
  earthLongitudeTerms,
  type OrbitTerms,
} from './earth-orbit-terms.ts';

/** Where the earth is as seen from the sun. */
export interface EarthOrbit {
  readonly longitudeRad: number;
  readonly latitudeRad: number;
  readonly distanceAu: number;
}

/** One array for each power of time, three numbers for each term: sums of them run often. */
type Series = readonly Float64Array[];

const longitude = seriesOf(earthLongitudeTerms);
const latitude = seriesOf(earthLatitudeTerms);
const distance = seriesOf(earthDistanceTerms);

/**
 * Heliocentric position of the earth: Reda and Andreas, NREL/TP-560-34302 (2008), section 3.2.
 * Valid from −2000 to 6000.
 *
 * @param millennia - of 365,250 days since noon of 1 January 2000, in terrestrial time.
 * @example earthOrbit(0.0037928).distanceAu // about 0.9965 on 17 October 2003
 */
export function earthOrbit(millennia: number): EarthOrbit {
  return {
    longitudeRad: sumOf(longitude, millennia),
    latitudeRad: sumOf(latitude, millennia),
    distanceAu: sumOf(distance, millennia),
  };
}

function sumOf(series: Series, millennia: number): number {
  let total = 0;
  let power = 1;
  for (const terms of series) {
    total += power * partOf(terms, millennia);
    power *= millennia;
  }
  return total * 1e-8;
}

function partOf(terms: Float64Array, millennia: number): number {
  let sum = 0;
  for (let at = 0; at < terms.length; at += 3) {
    sum += (terms[at] ?? 0) * Math.cos((terms[at + 1] ?? 0) + (terms[at + 2] ?? 0) * millennia);
  }
  return sum;
}

function seriesOf(groups: OrbitTerms): Series {
  return groups.map((terms) => Float64Array.from(terms.flat()));
}
