import { betweenPoints } from './interpolation.ts';

/** A power curve: wind speed at hub height in m/s, ascending, and power as a share of the rating. */
export interface PowerCurve {
  readonly speedsMps: readonly number[];
  readonly powerRatios: readonly number[];
}

/**
 * Power as a share of the rating at standard density: linear between the points of the curve, zero
 * outside them. Holds for ten-minute means, which is what makers measure (IEC 61400-12-1).
 *
 * @example
 * windPowerRatio({ speedsMps: [3, 11, 20], powerRatios: [0, 1, 1] }, 7); // 0.5
 */
export function windPowerRatio(curve: PowerCurve, speedMps: number): number {
  const { speedsMps, powerRatios } = curve;
  return betweenPoints(
    {
      count: speedsMps.length,
      xAt: (index) => speedsMps[index] ?? 0,
      yAt: (index) => powerRatios[index] ?? 0,
    },
    speedMps,
  );
}

const standardDensityKgPerM3 = 1.225;

/** The exponent of the correction: 1/3 up to 7.5 m/s, where the blades do not pitch, 2/3 from 12.5 m/s. */
function densityExponent(speedMps: number): number {
  return 1 / 3 + Math.min(1, Math.max(0, (speedMps - 7.5) / 5)) / 3;
}

/**
 * Power as a share of the rating in air of another density: each point of the curve moves to the
 * speed `v × (1.225 / density)^m`. Svenningsen, Power Curve Air Density Correction and Other Power
 * Curve Options in WindPRO, EMD (2010). For turbines controlled by pitch, 0.9–1.4 kg/m³.
 *
 * @example
 * const curve = { speedsMps: [0, 10, 20], powerRatios: [0, 1, 1] };
 * densityCorrectedPowerRatio(curve, { speedMps: 5, densityKgPerM3: 1.225 }); // 0.5
 */
export function densityCorrectedPowerRatio(
  curve: PowerCurve,
  air: { readonly speedMps: number; readonly densityKgPerM3: number },
): number {
  const { speedsMps, powerRatios } = curve;
  const thinness = standardDensityKgPerM3 / air.densityKgPerM3;
  return betweenPoints(
    {
      count: speedsMps.length,
      xAt: (index) => {
        const speedMps = speedsMps[index] ?? 0;
        return speedMps * thinness ** densityExponent(speedMps);
      },
      yAt: (index) => powerRatios[index] ?? 0,
    },
    air.speedMps,
  );
}
