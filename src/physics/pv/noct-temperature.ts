import type { ModuleAir } from './cell-temperature.ts';

export interface NoctMounting {
  /** Cell temperature under 800 W/m² at 20 °C with a wind of 1 m/s, in °C; about 45. */
  readonly noctC: number;
  /** Efficiency of the module under these conditions. */
  readonly moduleRatio: number;
  /** Share of the irradiance that the cell takes up; 0.9 is usual. */
  readonly absorptionRatio: number;
  /** Storeys below the array, which slow or free the wind of 10 m. */
  readonly storeys: 1 | 2;
  /** Gap between modules and roof in inches, as the method states it; above 3.5 is free-standing. */
  readonly gapInch: number;
}

/** A free-standing array one storey high, as the System Advisor Model takes it at first. */
export const freeNoctMounting: NoctMounting = {
  noctC: 45,
  moduleRatio: 0.2,
  absorptionRatio: 0.9,
  storeys: 1,
  gapInch: 4,
};

/** Gaps up to which the cell runs so much hotter than free-standing, in K. */
const gapRises = [
  { gapInchMax: 0.5, riseK: 18 },
  { gapInchMax: 1.5, riseK: 11 },
  { gapInchMax: 2.5, riseK: 6 },
  { gapInchMax: 3.5, riseK: 2 },
] as const;

function gapRiseK(gapInch: number): number {
  return gapRises.find(({ gapInchMax }) => gapInch <= gapInchMax)?.riseK ?? 0;
}

/**
 * Cell temperature in °C from the nominal operating cell temperature: Gilman et al., SAM Photovoltaic
 * Model Technical Reference Update, NREL/TP-6A20-67399 (2018), section 7.1; wind at 10 m.
 *
 * @example noctCellTempC({ poaWm2: 800, airTempC: 20, windSpeedMps: 1 / 0.51 }, freeNoctMounting) // 39.44
 */
export function noctCellTempC(air: ModuleAir, mounting: NoctMounting): number {
  const windMps = air.windSpeedMps * (mounting.storeys === 1 ? 0.51 : 0.61);
  const riseK = ((mounting.noctC + gapRiseK(mounting.gapInch) - 20) * air.poaWm2) / 800;
  const heatRatio = 1 - mounting.moduleRatio / mounting.absorptionRatio;
  return air.airTempC + (riseK * heatRatio * 9.5) / (5.7 + 3.8 * windMps);
}
