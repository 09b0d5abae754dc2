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
  /** Gap between modules and roof; above 89 mm (3.5 inches) they count as free-standing. */
  readonly gapMm: number;
}

/** A free-standing array one storey high, as the System Advisor Model takes it at first. */
export const freeNoctMounting: NoctMounting = {
  noctC: 45,
  moduleRatio: 0.2,
  absorptionRatio: 0.9,
  storeys: 1,
  gapMm: 100,
};

/** Gaps up to which the cell runs so much hotter than free-standing, in K: ½, 1½, 2½, 3½ inches. */
const gapRises = [
  { gapMmMax: 12.7, riseK: 18 },
  { gapMmMax: 38.1, riseK: 11 },
  { gapMmMax: 63.5, riseK: 6 },
  { gapMmMax: 88.9, riseK: 2 },
] as const;

function gapRiseK(gapMm: number): number {
  return gapRises.find(({ gapMmMax }) => gapMm <= gapMmMax)?.riseK ?? 0;
}

/**
 * Cell temperature in °C from the nominal operating cell temperature: Gilman et al., SAM Photovoltaic
 * Model Technical Reference Update, NREL/TP-6A20-67399 (2018), section 7.1; wind at 10 m.
 *
 * @example noctCellTempC({ poaWm2: 800, airTempC: 20, windSpeedMps: 1 / 0.51 }, freeNoctMounting) // 39.44
 */
export function noctCellTempC(air: ModuleAir, mounting: NoctMounting): number {
  const windMps = air.windSpeedMps * (mounting.storeys === 1 ? 0.51 : 0.61);
  const riseK = ((mounting.noctC + gapRiseK(mounting.gapMm) - 20) * air.poaWm2) / 800;
  const heatRatio = 1 - mounting.moduleRatio / mounting.absorptionRatio;
  return air.airTempC + (riseK * heatRatio * 9.5) / (5.7 + 3.8 * windMps);
}
