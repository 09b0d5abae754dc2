export interface HeatStore {
  readonly capacityKwh: number;
  /** Share of the stored energy that is lost in an hour; 0.002–0.005 for insulated tanks. */
  readonly lossRatioPerH: number;
}

/**
 * Stored energy in kWh after a step with constant heat flow (given out positive), kept in
 * 0…capacity; what would not fit is left out of `heatKw`. One node: the whole store has one
 * temperature. The loss `lossKwh` closes the balance: before − given out − lost = after.
 *
 * @example stepHeatStore({ capacityKwh: 100, lossRatioPerH: 0 }, 90, -50, 1).energyKwh // 100
 */
export function stepHeatStore(
  store: HeatStore,
  energyKwh: number,
  wishKw: number,
  hours: number,
): { readonly heatKw: number; readonly energyKwh: number; readonly lossKwh: number } {
  if (hours <= 0) return { heatKw: 0, energyKwh, lossKwh: 0 };
  const kept = energyKwh * Math.exp(-store.lossRatioPerH * hours);
  const heatKw = Math.max((kept - store.capacityKwh) / hours, Math.min(wishKw, kept / hours));
  return { heatKw, energyKwh: kept - heatKw * hours, lossKwh: energyKwh - kept };
}
