export interface PvArray {
  /** DC power under 1,000 W/m² at 25 °C, in kW. */
  readonly dcRatingKw: number;
  /** Change of power with cell temperature as a ratio per °C, about −0.0035 for silicon. */
  readonly tempRatioPerC: number;
  /** Share lost to soiling, shading, mismatch, wiring and age; 0.14 is a common sum. */
  readonly lossRatio: number;
}

/**
 * DC power in kW: Dobos, PVWatts Version 5 Manual, NREL/TP-6A20-62641 (2014), equation 8.
 *
 * @example pvDcKw({ dcRatingKw: 10, tempRatioPerC: -0.004, lossRatio: 0.1 }, 500, 50) // 4.05
 */
export function pvDcKw(array: PvArray, poaWm2: number, cellC: number): number {
  const ideal = (array.dcRatingKw * poaWm2 * (1 + array.tempRatioPerC * (cellC - 25))) / 1000;
  return ideal * (1 - array.lossRatio);
}

/** Shares lost one after another, as a typical system has them (Dobos 2014, table 6). */
export const usualLossRatios = {
  soiling: 0.02,
  shading: 0.03,
  snow: 0,
  mismatch: 0.02,
  wiring: 0.02,
  connections: 0.005,
  lightInduced: 0.015,
  nameplate: 0.01,
  age: 0,
  availability: 0.03,
} as const;

/**
 * Share that is lost in all: what is left after each loss is multiplied (Dobos 2014, equation 9).
 *
 * @example totalLossRatio(Object.values(usualLossRatios)) // 0.1408
 */
export function totalLossRatio(lossRatios: readonly number[]): number {
  return 1 - lossRatios.reduce((left, lost) => left * (1 - lost), 1);
}

const referenceEfficiencyRatio = 0.9637;

/**
 * AC power in kW of an inverter with the given DC limit: Dobos (2014), equations 10–13, the
 * efficiency curve of a typical inverter; never above nominal efficiency × limit, zero without DC.
 *
 * @example inverterAcKw(5, 10) // 4.811
 */
export function inverterAcKw(dcKw: number, dcLimitKw: number, nominalRatio = 0.96): number {
  if (!(dcKw > 0)) return 0;
  const load = dcKw / dcLimitKw;
  const efficiency =
    (nominalRatio / referenceEfficiencyRatio) * (-0.0162 * load - 0.0059 / load + 0.9858);
  return Math.max(0, Math.min(efficiency * dcKw, nominalRatio * dcLimitKw));
}
