const kelvin = 273.15;

/**
 * Coefficient of performance of a heat pump as a share of Carnot's: `quality × Th / (Th − Tl)` with
 * temperatures of the heat given out and of the source. Quality 0.4–0.6 for real machines; for
 * lifts of at least 5 K.
 */
export function heatPumpCopRatio(options: {
  readonly qualityRatio: number;
  readonly sourceTempC: number;
  readonly supplyTempC: number;
}): number {
  const highK = options.supplyTempC + kelvin;
  return (options.qualityRatio * highK) / (options.supplyTempC - options.sourceTempC);
}

export interface HeatedBuildings {
  /** Heat that they need at the design temperature, in kW thermal. */
  readonly designHeatKw: number;
  readonly designTempC: number;
  /** Outdoor temperature from which on no heating is needed. */
  readonly limitTempC: number;
}

/**
 * Heat that buildings need in a steady state, in kW thermal: linear in the outdoor temperature, as
 * in EN 12831 (2017), zero above the heating limit. Outdoor temperature smoothed over a day or so
 * stands for the heavy walls.
 */
export function spaceHeatKw(buildings: HeatedBuildings, outdoorTempC: number): number {
  const { designHeatKw, designTempC, limitTempC } = buildings;
  return designHeatKw * Math.max(0, (limitTempC - outdoorTempC) / (limitTempC - designTempC));
}

/**
 * Supply temperature of a heating curve in °C, linear between the limit and the design temperature
 * and never above the design supply.
 */
export function heatingCurveTempC(
  buildings: HeatedBuildings,
  outdoorTempC: number,
  supply: { readonly lowC: number; readonly designC: number },
): number {
  const load = spaceHeatKw({ ...buildings, designHeatKw: 1 }, outdoorTempC);
  return supply.lowC + (supply.designC - supply.lowC) * Math.min(1, load);
}

export interface HeatStore {
  readonly capacityKwh: number;
  /** Share of the stored energy that is lost in an hour; 0.002–0.005 for insulated tanks. */
  readonly lossRatioPerH: number;
}

/**
 * Stored energy in kWh after a step with constant heat flow (given out positive), kept in
 * 0…capacity; what would not fit is left out of `heatKw`.
 */
export function stepHeatStore(
  store: HeatStore,
  energyKwh: number,
  wishKw: number,
  hours: number,
): { readonly heatKw: number; readonly energyKwh: number } {
  if (hours <= 0) return { heatKw: 0, energyKwh };
  const kept = energyKwh * Math.exp(-store.lossRatioPerH * hours);
  const heatKw = Math.max((kept - store.capacityKwh) / hours, Math.min(wishKw, kept / hours));
  return { heatKw, energyKwh: kept - heatKw * hours };
}
