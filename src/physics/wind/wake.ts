import { betweenPoints } from './interpolation.ts';

/** Thrust on a rotor as a share of the wind's force on its area, by speed in m/s, below 1. */
export interface ThrustCurve {
  readonly speedsMps: readonly number[];
  readonly thrustCoefficients: readonly number[];
}

/** Linear between the points; a rotor outside its curve stands and makes no wake. */
export function thrustCoefficient(curve: ThrustCurve, speedMps: number): number {
  return betweenPoints(
    {
      count: curve.speedsMps.length,
      xAt: (index) => curve.speedsMps[index] ?? 0,
      yAt: (index) => curve.thrustCoefficients[index] ?? 0,
    },
    speedMps,
  );
}

/**
 * How much of another rotor's wake reaches a rotor of the same size, 0–1: a wake widens by
 * `spreading` metres on each side per metre and thins out with the square of its width, and a rotor
 * that lies partly in it feels that share. Jensen, A Note on Wind Generator Interaction, Risø-M-2411
 * (1983); Katić, Højstrup and Jensen, EWEC (1986). From two diameters downwind; 0 upwind.
 *
 * @example
 * wakeShare({ downwindM: 800, crosswindM: 0 }, { rotorDiameterM: 100, spreading: 0.075 }); // 0.207
 */
export function wakeShare(
  place: { readonly downwindM: number; readonly crosswindM: number },
  wake: { readonly rotorDiameterM: number; readonly spreading: number },
): number {
  if (place.downwindM <= 0) return 0;
  const rotorM = wake.rotorDiameterM / 2;
  const wakeM = rotorM + wake.spreading * place.downwindM;
  return (rotorM / wakeM) ** 2 * overlapRatio(rotorM, wakeM, Math.abs(place.crosswindM));
}

/** Share of a circle that lies within a larger one whose centre is `apart` away. */
function overlapRatio(smallM: number, largeM: number, apart: number): number {
  if (apart >= smallM + largeM) return 0;
  if (apart <= largeM - smallM) return 1;
  const smallCos = (apart ** 2 + smallM ** 2 - largeM ** 2) / (2 * apart * smallM);
  const largeCos = (apart ** 2 + largeM ** 2 - smallM ** 2) / (2 * apart * largeM);
  const segments = smallM ** 2 * Math.acos(smallCos) + largeM ** 2 * Math.acos(largeCos);
  const kite = apart * smallM * Math.sqrt(1 - smallCos ** 2);
  return (segments - kite) / (Math.PI * smallM ** 2);
}

/** Several wakes on one rotor: their losses of energy add up, so the shares add as squares. */
export function mergedWakes(shares: readonly number[]): number {
  return Math.sqrt(shares.reduce((sum, share) => sum + share ** 2, 0));
}

/**
 * Wind speed at a rotor in a wake as a share of the free one: `1 − (1 − √(1 − ct)) × share`, not
 * below 0. Source as `wakeShare`.
 *
 * @example
 * wakedSpeedRatio(0.8, 0.207); // 0.886
 */
export function wakedSpeedRatio(upwindThrustCoefficient: number, share: number): number {
  return Math.max(0, 1 - (1 - Math.sqrt(1 - upwindThrustCoefficient)) * share);
}
