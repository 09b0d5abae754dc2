import type { Instant } from '../../domain/instant.ts';
import { atan2Deg, cosDeg, sinDeg, tanDeg, wrap360 } from '../angle.ts';
import { type Ephemeris, ephemeris } from './ephemeris.ts';
import { type Air, refractionDeg, usualAir } from './refraction.ts';

/** A place on the ground: degrees, north and east positive; metres above the sea, 0 if not given. */
export interface GeoPosition {
  readonly latitude: number;
  readonly longitude: number;
  readonly altitudeM?: number;
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

/** What stays the same for a place from moment to moment. */
export interface Observer {
  readonly longitude: number;
  readonly sinLatitude: number;
  readonly cosLatitude: number;
  /** Distance from the earth's axis and from the equator's plane, in equatorial radii. */
  readonly outward: number;
  readonly northward: number;
}

const equatorialRadiusM = 6_378_140;
const polarRatio = 0.99664719;
/** Angle under which the earth's radius is seen from 1 astronomical unit. */
export const parallaxDeg = 8.794 / 3600;

/** Prepares a place for many calls of `topocentricSun`. */
export function observerAt(place: GeoPosition): Observer {
  const sinLatitude = sinDeg(place.latitude);
  const cosLatitude = cosDeg(place.latitude);
  const reduced = Math.atan(polarRatio * tanDeg(place.latitude));
  const height = (place.altitudeM ?? 0) / equatorialRadiusM;
  return {
    longitude: place.longitude,
    sinLatitude,
    cosLatitude,
    outward: Math.cos(reduced) + height * cosLatitude,
    northward: polarRatio * Math.sin(reduced) + height * sinLatitude,
  };
}

/**
 * Turns the sun's geocentric place into the one that an observer sees: Reda and Andreas,
 * NREL/TP-560-34302 (2008), sections 3.9 to 3.15. Parallax is taken by subtracting the observer's
 * own vector from the sun's, which equals the report's equations 35 to 40.
 *
 * @example topocentricSun(ephemeris(at), observerAt(place)).zenithDeg
 */
export function topocentricSun(
  sun: Ephemeris,
  observer: Observer,
  air: Air = usualAir,
): SunPosition {
  const hourAngleDeg = sun.siderealTimeDeg + observer.longitude - sun.rightAscensionDeg;
  const cosDeclination = cosDeg(sun.declinationDeg);
  const earthRadius = sinDeg(parallaxDeg / sun.distanceAu);
  const meridian = cosDeclination * cosDeg(hourAngleDeg) - earthRadius * observer.outward;
  const west = cosDeclination * sinDeg(hourAngleDeg);
  const pole = sinDeg(sun.declinationDeg) - earthRadius * observer.northward;
  const up = observer.sinLatitude * pole + observer.cosLatitude * meridian;
  const south = observer.sinLatitude * meridian - observer.cosLatitude * pole;
  const zenithDeg = atan2Deg(Math.sqrt(south * south + west * west), up);
  return {
    zenithDeg,
    apparentZenithDeg: zenithDeg - refractionDeg(90 - zenithDeg, air),
    azimuthDeg: wrap360(atan2Deg(-west, -south)),
    equationOfTimeMin: sun.equationOfTimeMin,
    distanceAu: sun.distanceAu,
  };
}

/**
 * Position of the sun by the solar position algorithm (Reda and Andreas, NREL/TP-560-34302, 2008):
 * within 0.0003° from −2000 to 6000.
 *
 * @example
 * const noon = instant(Date.parse('2025-06-21T12:22:30+08:00'));
 * sunPosition(noon, { latitude: 34.82, longitude: 114.82 }).zenithDeg // 11.38
 */
export function sunPosition(at: Instant, place: GeoPosition, air: Air = usualAir): SunPosition {
  return topocentricSun(ephemeris(at), observerAt(place), air);
}
