import { betweenPoints } from './interpolation.ts';

/** A rotor: its diameter in m, and the share of the wind's power that it takes, by speed in m/s. */
export interface Rotor {
  readonly diameterM: number;
  readonly speedsMps: readonly number[];
  /** Never above 16/27 (Betz, 1920). */
  readonly powerCoefficients: readonly number[];
}

/**
 * Power in kW that a rotor takes from the wind, `cp × density × area × v³ / 2`; the coefficient is
 * linear between its points and zero outside them. Gasch and Twele, Windkraftanlagen (2010) 35.
 * The curve usually holds the losses of gear and generator too, so the power is electric.
 *
 * @example
 * const rotor = { diameterM: 100, speedsMps: [0, 20], powerCoefficients: [0.4, 0.4] };
 * rotorPowerKw(rotor, { speedMps: 8, densityKgPerM3: 1.225 }); // 985.2
 */
export function rotorPowerKw(
  rotor: Rotor,
  air: { readonly speedMps: number; readonly densityKgPerM3: number },
): number {
  const coefficient = betweenPoints(
    {
      count: rotor.speedsMps.length,
      xAt: (index) => rotor.speedsMps[index] ?? 0,
      yAt: (index) => rotor.powerCoefficients[index] ?? 0,
    },
    air.speedMps,
  );
  const areaM2 = (Math.PI * rotor.diameterM ** 2) / 4;
  return (coefficient * air.densityKgPerM3 * areaM2 * air.speedMps ** 3) / 2_000;
}
