const zeroCelsiusK = 273.15;
/** Specific gas constant of dry air, J/(kg K). */
const gasConstant = 287.058;

/** Where a value was measured, and where it is wanted, in m above ground. */
interface Heights {
  readonly fromM: number;
  readonly toM: number;
}

/**
 * Air temperature in °C at another height: 6.5 K less for each 1,000 m, ICAO standard atmosphere
 * (1993). A mean: on clear nights the air above is warmer. Up to 11 km.
 *
 * @example
 * tempAtHeightC(15, { fromM: 2, toM: 102 }); // 14.35
 */
export function tempAtHeightC(tempC: number, heights: Heights): number {
  return tempC - 0.0065 * (heights.toM - heights.fromM);
}

/**
 * Air pressure in hPa at another height: 1 hPa less for each 8 m, the step of barometers in the
 * lowest 500 m. Deutscher Wetterdienst, Barometrische Höhenformel.
 *
 * @example
 * pressureAtHeightHpa(1013.25, { fromM: 0, toM: 100 }); // 1000.75
 */
export function pressureAtHeightHpa(pressureHpa: number, heights: Heights): number {
  return pressureHpa - (heights.toM - heights.fromM) / 8;
}

/**
 * Density of dry air in kg/m³ as an ideal gas, `p / (R T)` with R = 287.058 J/(kg K). Moist air on a
 * hot day is up to 1.5 % lighter.
 *
 * @example
 * airDensityKgPerM3(1013.25, 15); // 1.225
 */
export function airDensityKgPerM3(pressureHpa: number, tempC: number): number {
  return (pressureHpa * 100) / (gasConstant * (tempC + zeroCelsiusK));
}

/** Standard air: 1.225 kg/m³ at 288.15 K; the pressure as the wind industry's formula rounds it. */
const standardAir = { densityKgPerM3: 1.225, tempK: 288.15, pressureHpa: 1013.3 } as const;

/**
 * Density of air in kg/m³ as a multiple of standard air, `1.225 × p / 1013.3 × 288.15 / T`.
 * Hau, Windkraftanlagen (2008) 505. It lies 0.003 % below the ideal gas.
 *
 * @example
 * barometricDensityKgPerM3(1013.3, 15); // 1.225
 */
export function barometricDensityKgPerM3(pressureHpa: number, tempC: number): number {
  const { densityKgPerM3, tempK, pressureHpa: standardHpa } = standardAir;
  return (densityKgPerM3 * pressureHpa * tempK) / (standardHpa * (tempC + zeroCelsiusK));
}
