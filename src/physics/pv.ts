/**
 * Cell temperature in °C: Faiman, Progress in Photovoltaics 16 (2008) 307–315, for free-standing
 * modules in a steady state. `poaWm2` on the modules' plane, wind at their height.
 */
export function cellTempC(poaWm2: number, airTempC: number, windSpeedMps: number): number {
  return airTempC + poaWm2 / (25 + 6.84 * windSpeedMps);
}

export interface PvArray {
  /** DC power under 1,000 W/m² at 25 °C, in kW. */
  readonly dcRatingKw: number;
  /** Change of power with cell temperature as a ratio per °C, about −0.0035 for silicon. */
  readonly tempRatioPerC: number;
  /** Share lost to soiling, shading, mismatch, wiring and age; 0.14 is a common sum. */
  readonly lossRatio: number;
}

/** DC power in kW: Dobos, PVWatts Version 5 Manual, NREL/TP-6A20-62641 (2014), equation 8. */
export function pvDcKw(array: PvArray, poaWm2: number, cellC: number): number {
  const ideal = (array.dcRatingKw * poaWm2 * (1 + array.tempRatioPerC * (cellC - 25))) / 1000;
  return ideal * (1 - array.lossRatio);
}

const referenceEfficiencyRatio = 0.9637;

/**
 * AC power in kW of an inverter with the given DC limit: Dobos (2014), equations 10–13, the
 * efficiency curve of a typical inverter; never above nominal efficiency × limit, zero without DC.
 */
export function inverterAcKw(dcKw: number, dcLimitKw: number, nominalRatio = 0.96): number {
  if (!(dcKw > 0)) return 0;
  const load = dcKw / dcLimitKw;
  const efficiency =
    (nominalRatio / referenceEfficiencyRatio) * (-0.0162 * load - 0.0059 / load + 0.9858);
  return Math.max(0, Math.min(efficiency * dcKw, nominalRatio * dcLimitKw));
}
