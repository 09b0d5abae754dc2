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
}

export interface BatteryStep {
  /** AC power that really flows; discharge positive. */
  readonly powerKw: number;
  /** Stored energy at the end of the step. */
  readonly energyKwh: number;
}

/**
 * One step with constant power: the wish is narrowed to what the converter and the stored energy
 * allow. A battery that starts outside its energy limits is not forced back, it only may not go
 * further out. Self-discharge is neglected (below 0.1 % a day).
 */
export function stepBattery(
  limits: BatteryLimits,
  energyKwh: number,
  wishKw: number,
  hours: number,
): BatteryStep {
  if (hours <= 0) return { powerKw: 0, energyKwh };
  const outKwMax = (Math.max(0, energyKwh - limits.energyKwhMin) * limits.dischargeRatio) / hours;
  const inKwMax = Math.max(0, limits.energyKwhMax - energyKwh) / limits.chargeRatio / hours;
  const powerKw =
    wishKw >= 0
      ? Math.min(wishKw, limits.powerKwMax, outKwMax)
      : -Math.min(-wishKw, limits.powerKwMax, inKwMax);
  const storedKw = powerKw >= 0 ? -powerKw / limits.dischargeRatio : -powerKw * limits.chargeRatio;
  return { powerKw, energyKwh: energyKwh + storedKw * hours };
}
