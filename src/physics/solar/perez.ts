import { cosDeg, sinDeg } from '../angle.ts';
import { relativeAirMass } from './air-mass.ts';
import { cosIncidence, skyViewRatio } from './plane.ts';
import type { PlaneUnderSky } from './sky-diffuse.ts';

type Brightness = readonly [constant: number, perBrightness: number, perZenith: number];
/** Upper end of the clearness, then the factors around the sun and those at the horizon. */
type ClearnessBin = readonly [clearnessMax: number, aroundSun: Brightness, atHorizon: Brightness];

/** All sites of 1990: the source's table 6 with the bins of table 1. */
const bins: readonly ClearnessBin[] = [
  [1.065, [-0.008, 0.588, -0.062], [-0.06, 0.072, -0.022]],
  [1.23, [0.13, 0.683, -0.151], [-0.019, 0.066, -0.029]],
  [1.5, [0.33, 0.487, -0.221], [0.055, -0.064, -0.026]],
  [1.95, [0.568, 0.187, -0.295], [0.109, -0.152, -0.014]],
  [2.8, [0.873, -0.392, -0.362], [0.226, -0.462, 0.001]],
  [4.5, [1.132, -1.237, -0.412], [0.288, -0.823, 0.056]],
  [6.2, [1.06, -1.6, -0.359], [0.264, -1.127, 0.131]],
  [Number.POSITIVE_INFINITY, [0.678, -0.327, -0.25], [0.156, -1.377, 0.251]],
];

/** Weight of the zenith in the clearness of a sky, with the zenith in radians. */
export const perezKappa = 1.041;

/** Below 5° the sun is taken to stand there. */
const cosZenithMin = cosDeg(85);

/**
 * Diffuse irradiance from the sky on a plane in W/m²: Perez, Ineichen, Seals, Michalsky and
 * Stewart, Solar Energy 44 (1990) 271–289, with the factors fitted to all sites. Made for hourly
 * means of every sky; zero without diffuse irradiance and with the sun below the horizon.
 *
 * @example perezSkyWm2(clear) // 170.5, with the sky of `sky-diffuse.ts`
 */
export function perezSkyWm2(view: PlaneUnderSky): number {
  const { sun, sky } = view;
  const brightness = skyBrightness(view);
  if (!(sky.dhiWm2 > 0 && brightness > 0)) return 0;
  const zenithRad = (sun.zenithDeg * Math.PI) / 180;
  const atZenith = perezKappa * zenithRad ** 3;
  const clearness = ((sky.dhiWm2 + sky.dniWm2) / sky.dhiWm2 + atZenith) / (1 + atZenith);
  const bin = bins.find(([clearnessMax]) => clearness < clearnessMax);
  if (bin === undefined) return 0;
  const aroundSun = Math.max(0, factor(bin[1], brightness, zenithRad));
  return skyOfThreePartsWm2(view, aroundSun, factor(bin[2], brightness, zenithRad));
}

function factor(terms: Brightness, brightness: number, zenithRad: number): number {
  return terms[0] + terms[1] * brightness + terms[2] * zenithRad;
}

/** Diffuse irradiance to what a sky outside the air would give; NaN with the sun below the horizon. */
export function skyBrightness({ sky, sun, extraWm2 }: PlaneUnderSky): number {
  return (sky.dhiWm2 * relativeAirMass(sun.zenithDeg)) / extraWm2;
}

/** A share of the diffuse comes from the sun's side, one from the horizon, the rest from all over. */
export function skyOfThreePartsWm2(
  { plane, sun, sky }: PlaneUnderSky,
  aroundSun: number,
  atHorizon: number,
): number {
  const beamRatio =
    Math.max(0, cosIncidence(plane, sun)) / Math.max(cosDeg(sun.zenithDeg), cosZenithMin);
  const ratio =
    (1 - aroundSun) * skyViewRatio(plane) +
    aroundSun * beamRatio +
    atHorizon * sinDeg(plane.tiltDeg);
  return Math.max(0, sky.dhiWm2 * ratio);
}
