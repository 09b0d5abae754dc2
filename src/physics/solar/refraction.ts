import { tanDeg } from '../angle.ts';

/** Air as far as it bends light. */
export interface Air {
  readonly pressureHpa: number;
  readonly tempC: number;
}

/** Mean air at sea level, as the solar position algorithm takes it. */
export const usualAir: Air = { pressureHpa: 1010, tempC: 12 };

/** How low the sun's centre stands when its upper edge touches the horizon, in degrees. */
const sunRadiusDeg = 0.26667;
export const horizonRefractionDeg = 0.5667;

/**
 * By how much air lifts the sun, in degrees: Reda and Andreas, NREL/TP-560-34302 (2008), equation
 * 42, after Saemundsson. Zero where no part of the sun can be seen.
 *
 * @param elevationDeg - of the sun's centre above the horizon, as it would be without air.
 * @example refractionDeg(0, { pressureHpa: 1010, tempC: 10 }) // 0.483
 */
export function refractionDeg(elevationDeg: number, air: Air): number {
  if (elevationDeg < -(sunRadiusDeg + horizonRefractionDeg)) return 0;
  const lift = 1.02 / (60 * tanDeg(elevationDeg + 10.3 / (elevationDeg + 5.11)));
  return (air.pressureHpa / 1010) * (283 / (273 + air.tempC)) * lift;
}
