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
 *
 * @example spaceHeatKw({ designHeatKw: 100, designTempC: -5, limitTempC: 15 }, 5) // 50
 */
export function spaceHeatKw(buildings: HeatedBuildings, outdoorTempC: number): number {
  const { designHeatKw, designTempC, limitTempC } = buildings;
  return designHeatKw * Math.max(0, (limitTempC - outdoorTempC) / (limitTempC - designTempC));
}

/**
 * Supply temperature of a heating curve in °C, linear between the limit and the design temperature
 * and never above the design supply.
 *
 * @example
 * const buildings = { designHeatKw: 100, designTempC: -5, limitTempC: 15 };
 * heatingCurveTempC(buildings, 5, { lowC: 33, designC: 45 }) // 39
 */
export function heatingCurveTempC(
  buildings: HeatedBuildings,
  outdoorTempC: number,
  supply: { readonly lowC: number; readonly designC: number },
): number {
  const load = spaceHeatKw({ ...buildings, designHeatKw: 1 }, outdoorTempC);
  return supply.lowC + (supply.designC - supply.lowC) * Math.min(1, load);
}
