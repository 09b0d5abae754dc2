import { acosDeg, cosDeg, sinDeg } from '../angle.ts';

/** 4/(3π), rounded as the source prints it. */
const c1 = 0.4244;

/**
 * Incidence losses of light from the sky and from the ground, as what is left of it on a plane:
 * Martin and Ruiz, Progress in Photovoltaics 13 (2005) 75–84, an approximate integral for
 * isotropic light, with the linear term of its corrigendum. Tilt 0–180°; of light that the plane
 * does not face nothing is left.
 *
 * @example martinRuizDiffuseRatios(30, 0.16).sky // 0.955
 */
export function martinRuizDiffuseRatios(
  tiltDeg: number,
  angularLoss = 0.16,
): { readonly sky: number; readonly ground: number } {
  const tilt = (tiltDeg * Math.PI) / 180;
  const sin = sinDeg(tiltDeg);
  const cos = cosDeg(tiltDeg);
  const c2 = 0.5 * angularLoss - 0.154;
  const left = (term: number): number => 1 - Math.exp((-(c1 + c2 * term) * term) / angularLoss);
  const facesSky = tiltDeg < 180;
  const facesGround = tiltDeg > 0;
  return {
    sky: facesSky ? left(sin + (Math.PI - tilt - sin) / (1 + cos)) : 0,
    ground: facesGround ? left(sin + (tilt - sin) / (1 - cos)) : 0,
  };
}

/** A belt of the sphere around a plane by zenith angle, all the way round. */
export interface Belt {
  readonly fromZenithDeg: number;
  readonly toZenithDeg: number;
  /** Height and width of the patches that are summed. */
  readonly patchDeg: number;
}

/** With the patches that the source of `marionDiffuseRatio` uses. */
export const belts = {
  sky: { fromZenithDeg: 0, toZenithDeg: 90, patchDeg: 1 },
  horizon: { fromZenithDeg: 89.5, toZenithDeg: 90, patchDeg: 0.1 },
  ground: { fromZenithDeg: 90, toZenithDeg: 180, patchDeg: 1 },
} as const satisfies Readonly<Record<string, Belt>>;

/**
 * What is left of isotropic light from a belt after the losses by angle of incidence: Marion, Solar
 * Energy 147 (2017) 344–348, summed over small patches. 0 if the plane sees no part of the belt. It
 * evaluates `incidenceRatio` some 16,000 times: work it out once for a plane, not once a moment.
 *
 * @example marionDiffuseRatio(ashraeIncidenceRatio, 30, belts.sky) // 0.962
 */
export function marionDiffuseRatio(
  incidenceRatio: (incidenceDeg: number) => number,
  tiltDeg: number,
  belt: Belt,
): number {
  const { fromZenithDeg, toZenithDeg, patchDeg } = belt;
  // The halves to the left and to the right of the plane are alike.
  const cosAzimuths = middles(0, 180, patchDeg).map(cosDeg);
  let reaching = 0;
  let entering = 0;
  for (const zenithDeg of middles(fromZenithDeg, toZenithDeg, patchDeg)) {
    const upright = cosDeg(tiltDeg) * cosDeg(zenithDeg);
    const sideways = sinDeg(tiltDeg) * sinDeg(zenithDeg);
    for (const cosAzimuth of cosAzimuths) {
      const cosIncidence = upright + sideways * cosAzimuth;
      if (cosIncidence <= 0) continue;
      const weight = cosIncidence * sinDeg(zenithDeg);
      reaching += weight;
      entering += weight * incidenceRatio(acosDeg(cosIncidence));
    }
  }
  return reaching === 0 ? 0 : entering / reaching;
}

function middles(fromDeg: number, toDeg: number, stepDeg: number): number[] {
  const length = Math.round((toDeg - fromDeg) / stepDeg);
  return Array.from({ length }, (_, place) => fromDeg + (place + 0.5) * stepDeg);
}
