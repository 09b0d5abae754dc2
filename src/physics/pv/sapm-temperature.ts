import type { ModuleAir } from './cell-temperature.ts';

export interface SapmMounting {
  /** Exponent of the module's rise without wind, and its change per m/s. */
  readonly stillExponent: number;
  readonly exponentPerMps: number;
  /** How much hotter the cell is than the back of the module under 1,000 W/m², in K. */
  readonly cellRiseK: number;
}

/** Coefficients of King, Boyson and Kratochvil (2004), table 1. */
export const sapmMountings = {
  openRackGlassGlass: { stillExponent: -3.47, exponentPerMps: -0.0594, cellRiseK: 3 },
  closeMountGlassGlass: { stillExponent: -2.98, exponentPerMps: -0.0471, cellRiseK: 1 },
  openRackGlassPolymer: { stillExponent: -3.56, exponentPerMps: -0.075, cellRiseK: 3 },
  insulatedBackGlassPolymer: { stillExponent: -2.81, exponentPerMps: -0.0455, cellRiseK: 0 },
} as const satisfies Readonly<Record<string, SapmMounting>>;

/**
 * Temperature of the back of a module in °C: King, Boyson and Kratochvil, Photovoltaic Array
 * Performance Model, SAND2004-3535 (2004), equation 11; wind at 10 m.
 *
 * @example sapmModuleTempC({ poaWm2: 1000, airTempC: 20, windSpeedMps: 3 }, sapmMountings.openRackGlassGlass) // 46.04
 */
export function sapmModuleTempC(air: ModuleAir, mounting: SapmMounting): number {
  const exponent = mounting.stillExponent + mounting.exponentPerMps * air.windSpeedMps;
  return air.airTempC + air.poaWm2 * Math.exp(exponent);
}

/**
 * Cell temperature in °C: the same report, equation 12.
 *
 * @example sapmCellTempC({ poaWm2: 1000, airTempC: 20, windSpeedMps: 3 }, sapmMountings.openRackGlassGlass) // 49.04
 */
export function sapmCellTempC(air: ModuleAir, mounting: SapmMounting): number {
  return sapmModuleTempC(air, mounting) + (mounting.cellRiseK * air.poaWm2) / 1000;
}
