/** A power curve: wind speed at hub height in m/s, ascending, and power as a share of the rating. */
export interface PowerCurve {
  readonly speedsMps: readonly number[];
  readonly powerRatios: readonly number[];
}

/** Power as a share of the rating: linear between the points, zero outside them. */
export function windPowerRatio(curve: PowerCurve, speedMps: number): number {
  const { speedsMps, powerRatios } = curve;
  const above = speedsMps.findIndex((speed) => speed >= speedMps);
  if (above === -1) return 0;
  const high = powerRatios[above] ?? 0;
  const upper = speedsMps[above] ?? 0;
  if (upper === speedMps) return high;
  if (above === 0) return 0;
  const lower = speedsMps[above - 1] ?? 0;
  const low = powerRatios[above - 1] ?? 0;
  return low + ((high - low) * (speedMps - lower)) / (upper - lower);
}

const standardDensityKgPerM3 = 1.225;

/**
 * The wind speed that gives at standard density what `speedMps` gives at `densityKgPerM3`:
 * Svenningsen, Power Curve Air Density Correction, EMD (2010). The exponent rises from 1/3 below
 * 7.5 m/s to 2/3 above 12.5 m/s. For turbines controlled by pitch, 0.9–1.4 kg/m³.
 */
export function densityCorrectedCurve(curve: PowerCurve, densityKgPerM3: number): PowerCurve {
  const ratio = standardDensityKgPerM3 / densityKgPerM3;
  const exponent = (speedMps: number): number =>
    1 / 3 + Math.min(1, Math.max(0, (speedMps - 7.5) / 5)) / 3;
  return {
    speedsMps: curve.speedsMps.map((speed) => speed * ratio ** exponent(speed)),
    powerRatios: curve.powerRatios,
  };
}

/** Density of dry air in kg/m³ as an ideal gas, gas constant 287.058 J/(kg K). */
export function airDensityKgPerM3(pressureHpa: number, tempC: number): number {
  return (pressureHpa * 100) / (287.058 * (tempC + 273.15));
}

/**
 * Wind speed at another height by the power law of Hellmann (1916): `v × (to / from)^exponent`.
 * Over flat farmland the exponent is about 0.14 by day and up to 0.3 in stable nights.
 */
export function windAtHeightMps(
  speedMps: number,
  heights: { readonly fromM: number; readonly toM: number; readonly exponent: number },
): number {
  return speedMps * (heights.toM / heights.fromM) ** heights.exponent;
}
