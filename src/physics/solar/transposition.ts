import { cosIncidence, type Plane, type SunDirection, skyViewRatio } from './plane.ts';
import { hayDaviesSkyWm2, type PlaneUnderSky, type SkyDiffuse } from './sky-diffuse.ts';

/** Irradiance on a plane by where it comes from. */
export interface PlaneIrradiance {
  readonly beamWm2: number;
  readonly skyWm2: number;
  readonly groundWm2: number;
}

export interface PlaneOverGround extends PlaneUnderSky {
  /** Share of the light that the ground throws back: about 0.2 for grass, 0.6 for snow. */
  readonly albedoRatio: number;
}

/**
 * Irradiance on a plane, with the sky by Hay and Davies unless another formula is given.
 *
 * @example planeIrradiance({ plane, sun, sky, extraWm2, albedoRatio: 0.2 }, perezSkyWm2).skyWm2
 */
export function planeIrradiance(
  view: PlaneOverGround,
  skyDiffuse: SkyDiffuse = hayDaviesSkyWm2,
): PlaneIrradiance {
  return {
    beamWm2: beamOnPlaneWm2(view.plane, view.sun, view.sky.dniWm2),
    skyWm2: skyDiffuse(view),
    groundWm2: groundDiffuseWm2(view.plane, view.sky.ghiWm2, view.albedoRatio),
  };
}

/** The same, beam, sky and ground together. */
export function planeIrradianceWm2(
  view: PlaneOverGround,
  skyDiffuse: SkyDiffuse = hayDaviesSkyWm2,
): number {
  return (
    beamOnPlaneWm2(view.plane, view.sun, view.sky.dniWm2) +
    skyDiffuse(view) +
    groundDiffuseWm2(view.plane, view.sky.ghiWm2, view.albedoRatio)
  );
}

/** Beam on a plane in W/m²; zero with the sun behind it. */
export function beamOnPlaneWm2(plane: Plane, sun: SunDirection, dniWm2: number): number {
  return Math.max(0, dniWm2 * cosIncidence(plane, sun));
}

/** What the ground throws on a plane in W/m², alike in all directions: Liu and Jordan (1960). */
export function groundDiffuseWm2(plane: Plane, ghiWm2: number, albedoRatio: number): number {
  return ghiWm2 * albedoRatio * (1 - skyViewRatio(plane));
}
