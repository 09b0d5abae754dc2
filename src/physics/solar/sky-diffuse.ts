import { cosDeg, sinDeg } from '../angle.ts';
import type { Irradiance } from './irradiance.ts';
import { cosIncidence, type Plane, type SunDirection, skyViewRatio } from './plane.ts';

/** A plane under a sky: what the formulas of diffuse irradiance from the sky start from. */
export interface PlaneUnderSky {
  readonly plane: Plane;
  /** With the apparent zenith. */
  readonly sun: SunDirection;
  readonly sky: Irradiance;
  readonly extraWm2: number;
}

/** Diffuse irradiance from the sky on the plane, in W/m². */
export type SkyDiffuse = (view: PlaneUnderSky) => number;

/** Keeps the beam ratio of a sun at the horizon finite. */
export const cosZenithMin = 0.01745;

/**
 * Liu and Jordan, Solar Energy 4 (1960) 1–19: the sky is equally bright everywhere. True of overcast
 * skies, too little under clear ones.
 *
 * @example isotropicSkyWm2(clear) // 112.0; here and below a plane of 30° faces a sun at zenith 60°,
 * with 470 W/m² global, 700 beam, 120 diffuse and 1,367 outside the air
 */
export function isotropicSkyWm2({ plane, sky }: PlaneUnderSky): number {
  return sky.dhiWm2 * skyViewRatio(plane);
}

/**
 * Klucher, Solar Energy 23 (1979) 111–114: brighter around the sun and at the horizon the less of the
 * light is diffuse; isotropic under overcast skies.
 *
 * @example klucherSkyWm2(clear) // 165.6
 */
export function klucherSkyWm2({ plane, sun, sky }: PlaneUnderSky): number {
  const clear = sky.ghiWm2 === 0 ? 0 : 1 - (sky.dhiWm2 / sky.ghiWm2) ** 2;
  const atHorizon = 1 + clear * sinDeg(plane.tiltDeg / 2) ** 3;
  const facing = Math.max(0, cosIncidence(plane, sun));
  const aroundSun = 1 + clear * facing ** 2 * sinDeg(sun.zenithDeg) ** 3;
  return sky.dhiWm2 * skyViewRatio(plane) * atHorizon * aroundSun;
}

/**
 * Hay and Davies, in Proc. First Canadian Solar Radiation Data Workshop (1980) 59: a part of the
 * diffuse comes from where the sun is. For all skies with the sun above the horizon.
 *
 * @example hayDaviesSkyWm2(clear) // 161.1
 */
export function hayDaviesSkyWm2(view: PlaneUnderSky): number {
  const aroundSunRatio = view.sky.dniWm2 / view.extraWm2;
  const elsewhere = Math.max(0, (1 - aroundSunRatio) * skyViewRatio(view.plane));
  return view.sky.dhiWm2 * (elsewhere + Math.max(0, aroundSunRatio * beamRatio(view)));
}

/**
 * Reindl, Beckman and Duffie, Solar Energy 45 (1990) 9–17: Hay and Davies with a bright horizon.
 *
 * @example reindlSkyWm2(clear) // 161.9
 */
export function reindlSkyWm2(view: PlaneUnderSky): number {
  const { plane, sun, sky } = view;
  const aroundSunRatio = sky.dniWm2 / view.extraWm2;
  const beamWm2 = Math.max(0, sky.dniWm2 * cosDeg(sun.zenithDeg));
  const clear = sky.ghiWm2 === 0 ? 0 : Math.sqrt(beamWm2 / sky.ghiWm2);
  const atHorizon = 1 + clear * sinDeg(plane.tiltDeg / 2) ** 3;
  const elsewhere = (1 - aroundSunRatio) * skyViewRatio(plane) * atHorizon;
  return sky.dhiWm2 * (elsewhere + aroundSunRatio * beamRatio(view));
}

/** Beam on the plane to beam on the horizontal. */
function beamRatio({ plane, sun }: PlaneUnderSky): number {
  return Math.max(0, cosIncidence(plane, sun)) / Math.max(cosDeg(sun.zenithDeg), cosZenithMin);
}
