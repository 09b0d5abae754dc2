const kelvin = 273.15;

/** Air coils freeze over below a temperature of the source, which costs a share of the COP. */
export interface Icing {
  readonly belowTempC: number;
  readonly factorRatio: number;
}

/**
 * Coefficient of performance of a heat pump as a share of Carnot's: `quality × Th / (Th − Tl)` with
 * temperatures (in K) of the heat given out and of the source. Quality 0.4–0.6 for real machines;
 * for lifts of at least 5 K. With `icing` it is multiplied by a factor when the source is colder
 * than a threshold. Baehr & Kabelac, Thermodynamik (2012), section 9.
 *
 * @example heatPumpCopRatio({ qualityRatio: 0.4, sourceTempC: -5, supplyTempC: 35 }) // 3.0815
 */
export function heatPumpCopRatio(options: {
  readonly qualityRatio: number;
  readonly sourceTempC: number;
  readonly supplyTempC: number;
  readonly icing?: Icing;
}): number {
  const { qualityRatio, sourceTempC, supplyTempC, icing } = options;
  const copRatio = (qualityRatio * (supplyTempC + kelvin)) / (supplyTempC - sourceTempC);
  const freezes = icing !== undefined && sourceTempC < icing.belowTempC;
  return freezes ? copRatio * icing.factorRatio : copRatio;
}

/**
 * Coefficient of performance of a chiller, cold per electricity: `quality × Tl / (Th − Tl)` with
 * temperatures (in K) of the cold given out and of the place where the heat goes.
 *
 * @example chillerCopRatio({ qualityRatio: 0.4, coldTempC: 5, rejectTempC: 30 }) // 4.4504
 */
export function chillerCopRatio(options: {
  readonly qualityRatio: number;
  readonly coldTempC: number;
  readonly rejectTempC: number;
}): number {
  const { qualityRatio, coldTempC, rejectTempC } = options;
  return (qualityRatio * (coldTempC + kelvin)) / (rejectTempC - coldTempC);
}
