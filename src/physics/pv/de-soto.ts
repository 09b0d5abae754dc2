import type { DiodeCircuit } from './single-diode.ts';

/** A module's circuit under 1,000 W/m² at 25 °C, as in the CEC list. */
export interface DeSotoModule {
  readonly photocurrentA: number;
  readonly saturationA: number;
  readonly seriesOhm: number;
  readonly shuntOhm: number;
  /** Ideality × cells in series × thermal voltage. */
  readonly idealityV: number;
  /** Change of the short-circuit current with temperature. */
  readonly currentAPerC: number;
  /** Band gap of the cells and its change as a ratio per °C: 1.121 eV and −0.0002677 for silicon. */
  readonly bandGapEv: number;
  readonly bandGapRatioPerC: number;
}

const boltzmannEvPerK = 8.617333262e-5;
const kelvin = 273.15;
const referenceC = 25;

/**
 * The circuit under other conditions: De Soto, Klein and Beckman, Solar Energy 80 (2006) 78–88,
 * equations 8–12. `effectiveWm2` is what reaches the cells; null in the dark, where the shunt
 * resistance has no end.
 *
 * @example deSotoCircuit(module, 1000, 25)?.photocurrentA // module.photocurrentA
 */
export function deSotoCircuit(
  module: DeSotoModule,
  effectiveWm2: number,
  cellTempC: number,
): DiodeCircuit | null {
  if (!(effectiveWm2 > 0)) return null;
  const warmerC = cellTempC - referenceC;
  const cellK = cellTempC + kelvin;
  const referenceK = referenceC + kelvin;
  const gapEv = module.bandGapEv * (1 + module.bandGapRatioPerC * warmerC);
  const exponent = (module.bandGapEv / referenceK - gapEv / cellK) / boltzmannEvPerK;
  return {
    photocurrentA: (effectiveWm2 / 1000) * (module.photocurrentA + module.currentAPerC * warmerC),
    saturationA: module.saturationA * (cellK / referenceK) ** 3 * Math.exp(exponent),
    seriesOhm: module.seriesOhm,
    shuntOhm: module.shuntOhm * (1000 / effectiveWm2),
    idealityV: module.idealityV * (cellK / referenceK),
  };
}
