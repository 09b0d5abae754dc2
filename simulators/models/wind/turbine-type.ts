import type { PowerCurve } from '../../../src/physics/wind/power-curve.ts';
import type { ThrustCurve } from '../../../src/physics/wind/wake.ts';

/**
 * A made-up turbine for weak wind: cut-in at 2.5 m/s, rated at 10 m/s. What happens above the
 * storm speed is up to its control, so the curve goes on.
 */
export const weakWindCurve: PowerCurve = {
  speedsMps: [2.5, 3, 4, 5, 6, 7, 8, 9, 10, 35],
  powerRatios: [0, 0.013, 0.054, 0.12, 0.22, 0.36, 0.55, 0.78, 1, 1],
};

export const weakWindThrust: ThrustCurve = {
  speedsMps: [2.5, 3, 8, 9, 10, 12, 15, 20, 35],
  thrustCoefficients: [0, 0.82, 0.8, 0.76, 0.62, 0.32, 0.16, 0.07, 0.02],
};

/** A storm stops a turbine; it starts again when the wind has calmed well below. */
export const storm = { stopMeanMps: 22, stopGustMps: 32, restartMeanMps: 18 } as const;

/** Turbines are not built larger than this here; a device that is rated higher is a farm of several. */
const turbineKwMax = 7_000;
const usualTurbineKw = 2_500;
/** More turbines than this behind one device are told apart no further. */
const turbinesMax = 40;
/** Rating over rotor area of a turbine for weak wind. */
const specificPowerWm2 = 200;
/** Blade tips stay this far above the ground, except on small turbines. */
const tipClearanceM = 55;
/** Hub heights of small turbines, in diameters. */
const smallHubRatio = 1.7;
/** Optimal ratio of the speed of the blade tips to the wind, and their greatest speed. */
const tipSpeedRatio = 8;
const tipSpeedMpsMax = 82;

export interface Turbines {
  readonly count: number;
  readonly ratingKw: number;
  readonly rotorDiameterM: number;
  readonly hubHeightM: number;
}

/** What stands behind a device of this rating (assumptions of usual size). */
export function turbinesOf(ratingKw: number): Turbines {
  const built = ratingKw <= turbineKwMax ? 1 : Math.round(ratingKw / usualTurbineKw);
  const rotorDiameterM = Math.sqrt((4_000 * (ratingKw / built)) / (Math.PI * specificPowerWm2));
  const count = Math.min(built, turbinesMax);
  return {
    count,
    ratingKw: ratingKw / count,
    rotorDiameterM,
    hubHeightM: Math.min(rotorDiameterM / 2 + tipClearanceM, smallHubRatio * rotorDiameterM),
  };
}

/** Speed of a running rotor in turns a minute. */
export function rotorSpeedRpm(windSpeedMps: number, rotorDiameterM: number): number {
  const tipSpeedMps = Math.min(tipSpeedMpsMax, tipSpeedRatio * windSpeedMps);
  return (60 * tipSpeedMps) / (Math.PI * rotorDiameterM);
}
