import { perezKappa, skyBrightness, skyOfThreePartsWm2 } from './perez.ts';
import type { PlaneUnderSky } from './sky-diffuse.ts';

/** Where the pieces of the splines meet, by the clearness 0–1; the ends count three times. */
const knots = [0, 0, 0, 0.061, 0.187, 0.333, 0.487, 0.643, 0.778, 0.839, 1, 1, 1];

/**
 * Factors of the quadratic splines: for the sun's side the constant, the part of the brightness and
 * that of the zenith; then the same for the horizon.
 */
const factors = [
  [-0.053, 0.529, -0.028, -0.071, 0.061, -0.019],
  [-0.008, 0.588, -0.062, -0.06, 0.072, -0.022],
  [0.131, 0.77, -0.167, -0.026, 0.106, -0.032],
  [0.328, 0.471, -0.216, 0.069, -0.105, -0.028],
  [0.557, 0.241, -0.3, 0.086, -0.085, -0.012],
  [0.861, -0.323, -0.355, 0.24, -0.467, -0.008],
  [1.212, -1.239, -0.444, 0.305, -0.797, 0.047],
  [1.099, -1.847, -0.365, 0.275, -1.132, 0.124],
  [0.544, 0.157, -0.213, 0.118, -1.455, 0.292],
  [0.544, 0.157, -0.213, 0.118, -1.455, 0.292],
] as const;

const aroundSunMax = 0.9;

/**
 * Diffuse irradiance from the sky on a plane in W/m²: Driesse, Jensen and Perez, Solar Energy 267
 * (2024) 112093. Perez with splines in place of its classes, so that nothing jumps between them.
 * Zero without diffuse irradiance and with the sun below the horizon.
 *
 * @example perezDriesseSkyWm2(clear) // 171.2, with the sky of `sky-diffuse.ts`
 */
export function perezDriesseSkyWm2(view: PlaneUnderSky): number {
  const { sun, sky } = view;
  const brightness = skyBrightness(view);
  if (!(sky.dhiWm2 > 0 && brightness > 0)) return 0;
  const zenithRad = (sun.zenithDeg * Math.PI) / 180;
  const beamRatio = sky.dniWm2 / (sky.dhiWm2 + sky.dniWm2);
  const clearness = beamRatio / (1 - perezKappa * zenithRad ** 3 * (beamRatio - 1));
  const splines = splinesAt(Math.min(1, Math.max(0, clearness)));
  const sumOf = (first: number): number =>
    splines(first) + splines(first + 1) * brightness + splines(first + 2) * zenithRad;
  const aroundSun = Math.min(aroundSunMax, Math.max(0, sumOf(0)));
  return skyOfThreePartsWm2(view, aroundSun, sumOf(3));
}

/** All the splines at one clearness, by de Boor's rule: three factors each, with these weights. */
function splinesAt(clearness: number): (column: number) => number {
  let piece = 2;
  while (piece < factors.length - 1 && clearness >= knot(piece + 1)) piece += 1;
  const start = knot(piece);
  const end = knot(piece + 1);
  const left = ((end - clearness) / (end - start)) * ((end - clearness) / (end - knot(piece - 1)));
  const right =
    ((clearness - start) / (end - start)) * ((clearness - start) / (knot(piece + 2) - start));
  return (column) =>
    left * factor(piece - 2, column) +
    (1 - left - right) * factor(piece - 1, column) +
    right * factor(piece, column);
}

function knot(place: number): number {
  return knots[place] ?? 1;
}

function factor(row: number, column: number): number {
  return factors[row]?.[column] ?? 0;
}
