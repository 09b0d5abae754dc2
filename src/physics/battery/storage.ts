export interface BatteryLimits {
  readonly capacityKwh: number;
  /** Energy that is never gone below or above, in kWh. */
  readonly energyKwhMin: number;
  readonly energyKwhMax: number;
  /** Highest AC power in either direction. */
  readonly powerKwMax: number;
  /** AC to stored energy, and stored energy to AC; 0.95 each is a common lithium system. */
  readonly chargeRatio: number;
  readonly dischargeRatio: number;
  /** What electronics and self-discharge take from the cells at all times; 0 if left out. */
  readonly standbyKw?: number;
}

export interface BatteryStep {
  /** AC power that really flows; discharge positive. */
  readonly powerKw: number;
  /** Stored energy at the end of the step. */
  readonly energyKwh: number;
}

/**
 * One step with constant power: the wish is narrowed to what the converter and the stored energy
 * allow, and the standby loss goes on top. A battery that starts outside its energy limits is not
 * forced back, it only may not go further out by its power; the standby loss may take it below the
 * minimum, but never below empty. Two-efficiency model as in Sauer et al., Energy Procedia 155 (2018)
 * 331–349, with constant efficiencies: for powers above a tenth of the rating.
 *
 * @example
 * const limits = { capacityKwh: 100, energyKwhMin: 10, energyKwhMax: 95, powerKwMax: 50,
 *   chargeRatio: 0.95, dischargeRatio: 0.95 };
 * stepBattery(limits, 50, -20, 1); // { powerKw: -20, energyKwh: 69 }
 */
export function stepBattery(
  limits: BatteryLimits,
  energyKwh: number,
  wishKw: number,
  hours: number,
): BatteryStep {
  if (hours <= 0) return { powerKw: 0, energyKwh };
  const restKwh = energyKwh - (limits.standbyKw ?? 0) * hours;
  const outKwMax = (Math.max(0, restKwh - limits.energyKwhMin) * limits.dischargeRatio) / hours;
  const inKwMax = Math.max(0, limits.energyKwhMax - restKwh) / limits.chargeRatio / hours;
  const powerKw =
    wishKw >= 0
      ? Math.min(wishKw, limits.powerKwMax, outKwMax)
      : -Math.min(-wishKw, limits.powerKwMax, inKwMax);
  const storedKw = powerKw >= 0 ? -powerKw / limits.dischargeRatio : -powerKw * limits.chargeRatio;
  return { powerKw, energyKwh: Math.max(Math.min(0, energyKwh), restKwh + storedKw * hours) };
}
