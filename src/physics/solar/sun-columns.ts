import { dayMs, type Instant, instant } from '../../domain/instant.ts';
import { atan2Deg, cosDeg, sinDeg } from '../angle.ts';
import { meanSiderealTimeDeg } from './ephemeris.ts';
import { type Air, refractionDeg } from './refraction.ts';
import { type Observer, parallaxDeg } from './sun.ts';
import { cubicAt, dayLength, trackCubics } from './sun-track.ts';

/** Moments at equal steps. */
export interface Moments {
  readonly from: Instant;
  readonly stepMs: number;
  readonly rows: number;
}

/** Where the sun is seen through the air at each moment: its zenith, and its direction as a vector. */
export interface SunColumns {
  readonly apparentZenithDeg: Float64Array;
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly up: Float64Array;
}

/**
 * The sun's position for many moments: what `topocentricSun` says along a `sunTrack`, written into
 * columns without making an object for each. Planes at one place can share the columns.
 *
 * @example
 * const hours = { from, stepMs: hourMs, rows: 8760 };
 * sunColumns(hours, observerAt(place), air).up[12] // cosine of the apparent zenith at noon
 */
export function sunColumns(moments: Moments, observer: Observer, air: Air): SunColumns {
  const { from, stepMs, rows } = moments;
  const { firstDay, cubics } = trackCubics(from, instant(from + stepMs * Math.max(0, rows - 1)));
  const columns = emptyColumns(rows);
  for (let row = 0; row < rows; row += 1) {
    const at = instant(from + row * stepMs);
    const days = at / dayMs - firstDay;
    const day = Math.floor(days);
    const place = day * dayLength;
    const x = days - day;
    const turnedDeg = meanSiderealTimeDeg(at) + cubicAt(cubics, place + 8, x);
    const hourAngleDeg = turnedDeg + observer.longitude - cubicAt(cubics, place, x);
    const declinationDeg = cubicAt(cubics, place + 4, x);
    const earthRadius = sinDeg(parallaxDeg / cubicAt(cubics, place + 12, x));
    const cosDeclination = cosDeg(declinationDeg);
    const meridian = cosDeclination * cosDeg(hourAngleDeg) - earthRadius * observer.outward;
    const west = cosDeclination * sinDeg(hourAngleDeg);
    const pole = sinDeg(declinationDeg) - earthRadius * observer.northward;
    const up = observer.sinLatitude * pole + observer.cosLatitude * meridian;
    const south = observer.sinLatitude * meridian - observer.cosLatitude * pole;
    const level = Math.sqrt(south * south + west * west);
    const zenithDeg = atan2Deg(level, up);
    const apparentDeg = zenithDeg - refractionDeg(90 - zenithDeg, air);
    const sideways = sinDeg(apparentDeg) / level;
    columns.apparentZenithDeg[row] = apparentDeg;
    columns.east[row] = -west * sideways;
    columns.north[row] = -south * sideways;
    columns.up[row] = cosDeg(apparentDeg);
  }
  return columns;
}

function emptyColumns(rows: number): SunColumns {
  return {
    apparentZenithDeg: new Float64Array(rows),
    east: new Float64Array(rows),
    north: new Float64Array(rows),
    up: new Float64Array(rows),
  };
}
