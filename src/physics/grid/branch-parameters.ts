import type { PiParameters } from './network.ts';

export interface LineData {
  readonly lengthKm: number;
  readonly rOhmPerKm: number;
  readonly xOhmPerKm: number;
  /** Between conductor and earth; about 10 for overhead lines of 10 kV, 300 for cables. */
  readonly capacitanceNfPerKm: number;
  /** Line to line. */
  readonly nominalKv: number;
}

/**
 * Nominal-π parameters of a line of up to about 80 km at 50 Hz: z = Z / (Un² / S), b = ωC · Un² / S.
 * Kundur, Power System Stability and Control (1994), section 6.1.
 *
 * @example
 * // 1.8 km with 0.27 + j0.365 Ω/km at 10 kV on 1,000 kVA: r = 0.00486, x = 0.00657.
 * linePi({ lengthKm: 1.8, rOhmPerKm: 0.27, xOhmPerKm: 0.365, capacitanceNfPerKm: 10, nominalKv: 10 }, 1_000);
 */
export function linePi(line: LineData, baseKva: number): PiParameters {
  const baseOhm = (line.nominalKv ** 2 * 1_000) / baseKva;
  const perKm = line.lengthKm / baseOhm;
  const omega = 2 * Math.PI * 50;
  return {
    rPu: line.rOhmPerKm * perKm,
    xPu: line.xOhmPerKm * perKm,
    gPu: 0,
    bPu: omega * line.capacitanceNfPerKm * 1e-9 * line.lengthKm * baseOhm,
    tapRatio: 1,
  };
}

/** A two-winding transformer as its nameplate and test sheet state it. */
export interface TransformerData {
  readonly ratedKva: number;
  /** Short-circuit voltage in % of the rated one, and its resistive part: the copper loss in %. */
  readonly shortCircuitPct: number;
  readonly copperLossPct: number;
  readonly ironLossKw: number;
  readonly noLoadCurrentPct: number;
  /** Steps from the middle; a positive one lowers the voltage on the low-voltage side. */
  readonly tapPosition: number;
  readonly tapStepPct: number;
}

/**
 * π parameters of a transformer whose from bus is the high-voltage side with the tap changer.
 * Series impedance from the short-circuit test, magnetising branch from the no-load test: IEC
 * 60076-1 (2011). Rated voltages are those of the buses.
 *
 * @example
 * // 200 kVA, 4 %, 1.3 %, on 1,000 kVA: r = 0.065, x = 0.18914.
 * transformerPi({ ratedKva: 200, shortCircuitPct: 4, copperLossPct: 1.3, ironLossKw: 0.24,
 *   noLoadCurrentPct: 0.6, tapPosition: 0, tapStepPct: 2.5 }, 1_000);
 */
export function transformerPi(transformer: TransformerData, baseKva: number): PiParameters {
  const { ratedKva, shortCircuitPct, copperLossPct, ironLossKw, noLoadCurrentPct } = transformer;
  const onBase = baseKva / ratedKva / 100;
  const magnetisingKva = (noLoadCurrentPct / 100) * ratedKva;
  return {
    rPu: copperLossPct * onBase,
    xPu: Math.sqrt(shortCircuitPct ** 2 - copperLossPct ** 2) * onBase,
    gPu: ironLossKw / baseKva,
    bPu: -Math.sqrt(Math.max(0, magnetisingKva ** 2 - ironLossKw ** 2)) / baseKva,
    tapRatio: 1 + (transformer.tapPosition * transformer.tapStepPct) / 100,
  };
}
