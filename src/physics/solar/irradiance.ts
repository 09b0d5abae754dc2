import { acosDeg, cosDeg, sinDeg } from '../angle.ts';
import type { Irradiance } from './clear-sky.ts';

/** How a plane is turned: 0° is horizontal; azimuth clockwise from north, 180° is south. */
export interface Plane {
  readonly tiltDeg: number;
  readonly azimuthDeg: number;
}

const erbsCosZenithMin = 0.065;
const erbsZenithMaxDeg = 87;

/**
 * Splits global horizontal irradiance into beam and diffuse: Erbs, Klein and Duffie, Solar Energy
 * 28 (1982) 293–302. Made for hourly means; with the sun lower than 3° all of it is diffuse.
 */
export function splitGlobal(ghiWm2: number, zenithDeg: number, extraWm2: number): Irradiance {
  const cosZenith = cosDeg(zenithDeg);
  const clearness = ghiWm2 / (extraWm2 * Math.max(cosZenith, erbsCosZenithMin));
  const kt = Math.min(1, Math.max(0, clearness));
  const dhiWm2 = ghiWm2 * erbsDiffuseRatio(kt);
  const dniWm2 = (ghiWm2 - dhiWm2) / cosZenith;
  if (zenithDeg > erbsZenithMaxDeg || ghiWm2 < 0 || dniWm2 < 0) {
    return { ghiWm2, dniWm2: 0, dhiWm2: ghiWm2 };
  }
  return { ghiWm2, dniWm2, dhiWm2 };
}

function erbsDiffuseRatio(kt: number): number {
  if (kt <= 0.22) return 1 - 0.09 * kt;
  if (kt > 0.8) return 0.165;
  return 0.9511 - 0.1604 * kt + 4.388 * kt ** 2 - 16.638 * kt ** 3 + 12.336 * kt ** 4;
}

/** Angle between the sun and the normal of a plane, in degrees; above 90 the sun is behind it. */
export function incidenceDeg(
  plane: Plane,
  sun: { readonly zenithDeg: number; readonly azimuthDeg: number },
): number {
  return acosDeg(
    cosDeg(sun.zenithDeg) * cosDeg(plane.tiltDeg) +
      sinDeg(sun.zenithDeg) * sinDeg(plane.tiltDeg) * cosDeg(sun.azimuthDeg - plane.azimuthDeg),
  );
}

const cosZenithMin = 0.01745;

/**
 * Irradiance on a plane in W/m², beam, sky and ground together: Hay and Davies, in Proc. First
 * Canadian Solar Radiation Data Workshop (1980) 59; the ground reflects alike in all directions.
 */
export function planeIrradianceWm2(options: {
  readonly plane: Plane;
  readonly sun: { readonly zenithDeg: number; readonly azimuthDeg: number };
  readonly sky: Irradiance;
  readonly extraWm2: number;
  readonly albedoRatio: number;
}): number {
  const { plane, sun, sky, extraWm2, albedoRatio } = options;
  const cosIncidence = Math.max(0, cosDeg(incidenceDeg(plane, sun)));
  const anisotropy = sky.dniWm2 / extraWm2;
  const beamRatio = cosIncidence / Math.max(cosDeg(sun.zenithDeg), cosZenithMin);
  const skyView = (1 + cosDeg(plane.tiltDeg)) / 2;
  const diffuse = sky.dhiWm2 * ((1 - anisotropy) * skyView + anisotropy * beamRatio);
  const ground = sky.ghiWm2 * albedoRatio * (1 - skyView);
  return sky.dniWm2 * cosIncidence + diffuse + ground;
}
