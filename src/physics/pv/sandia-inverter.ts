/** Parameters of one inverter, named as in the Sandia and CEC lists. Powers in W, voltages in V. */
export interface SandiaInverter {
  /** AC rating, and the DC power and voltage at which it is reached. */
  readonly acRatingW: number;
  readonly dcRatingW: number;
  readonly dcRatingV: number;
  /** DC power from which on the inverter works. */
  readonly startW: number;
  /** Drawn from the network at night. */
  readonly nightW: number;
  /** Curvature in 1/W, and the changes with voltage of rating, start and curvature in 1/V. */
  readonly c0PerW: number;
  readonly c1PerV: number;
  readonly c2PerV: number;
  readonly c3PerV: number;
}

/**
 * AC power in W: King, Gonzalez, Galbraith and Boyson, Performance Model for Grid-Connected
 * Photovoltaic Inverters, SAND2007-5036 (2007), equations 6–9. At most the AC rating; below the
 * start power minus the night use. Valid inside the inverter's voltage window.
 *
 * @example sandiaAcW(inverter, inverter.dcRatingW, inverter.dcRatingV) // inverter.acRatingW
 */
export function sandiaAcW(inverter: SandiaInverter, dcW: number, dcV: number): number {
  if (dcW < inverter.startW) return -Math.abs(inverter.nightW);
  const overV = dcV - inverter.dcRatingV;
  const ratingW = inverter.dcRatingW * (1 + inverter.c1PerV * overV);
  const startW = inverter.startW * (1 + inverter.c2PerV * overV);
  const curvature = inverter.c0PerW * (1 + inverter.c3PerV * overV);
  const spanW = ratingW - startW;
  const aboveStartW = dcW - startW;
  const slope = inverter.acRatingW / spanW - curvature * spanW;
  return Math.min(inverter.acRatingW, slope * aboveStartW + curvature * aboveStartW ** 2);
}
