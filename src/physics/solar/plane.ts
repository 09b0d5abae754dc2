import { acosDeg, cosDeg, sinDeg } from '../angle.ts';

/** How a plane is turned: 0° is horizontal; azimuth clockwise from north, 180° is south. */
export interface Plane {
  readonly tiltDeg: number;
  readonly azimuthDeg: number;
}

/** Where the sun stands; the apparent zenith for irradiance on planes. */
export interface SunDirection {
  readonly zenithDeg: number;
  readonly azimuthDeg: number;
}

/** Cosine of the angle between the sun and the normal of a plane; negative with the sun behind. */
export function cosIncidence(plane: Plane, sun: SunDirection): number {
  return (
    cosDeg(sun.zenithDeg) * cosDeg(plane.tiltDeg) +
    sinDeg(sun.zenithDeg) * sinDeg(plane.tiltDeg) * cosDeg(sun.azimuthDeg - plane.azimuthDeg)
  );
}

/**
 * Angle between the sun and the normal of a plane, in degrees; above 90 the sun is behind it.
 *
 * @example
 * incidenceDeg({ tiltDeg: 30, azimuthDeg: 180 }, { zenithDeg: 30, azimuthDeg: 180 }) // 0
 */
export function incidenceDeg(plane: Plane, sun: SunDirection): number {
  return acosDeg(cosIncidence(plane, sun));
}

/** Share of the sky that a plane sees, 0–1. */
export function skyViewRatio(plane: Plane): number {
  return (1 + cosDeg(plane.tiltDeg)) / 2;
}
