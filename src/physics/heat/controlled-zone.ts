import {
  type Building,
  type HeatEmitter,
  stepZone,
  type ZoneStep,
  type ZoneWeather,
} from './building.ts';

/** Set points in °C and power limits in W, cooling negative. */
export interface ZoneControl {
  readonly heatingTempC: number;
  readonly coolingTempC: number;
  readonly heatingWMax: number;
  readonly coolingWMin: number;
  readonly emitter: HeatEmitter;
}

/**
 * One step of a zone with ideal control, ISO 13790 annex C.4: no power while the air stays between
 * its set points, otherwise the power that just reaches the nearer one, or the limit. Cooling goes
 * to the air always, yet its power is sized with the heating emitter, as the reference
 * implementation does: with a floor emitter the air misses the cooling set point.
 *
 * @example
 * const control = { heatingTempC: 20, coolingTempC: 26, heatingWMax: 20_000, coolingWMin: -5_000,
 *   emitter: 'air' };
 * stepControlledZone(house, 19, cold, control).powerW // 3422, for the house of stepZone
 */
export function stepControlledZone(
  building: Building,
  massTempC: number,
  around: ZoneWeather,
  control: ZoneControl,
  hours = 1,
): ZoneStep & { readonly powerW: number } {
  const stepWith = (powerW: number, emitter: HeatEmitter = control.emitter): ZoneStep =>
    stepZone(building, massTempC, { ...around, powerW, emitter }, hours);
  const free = stepWith(0);
  const isCold = free.airTempC < control.heatingTempC;
  if (!isCold && free.airTempC <= control.coolingTempC) return { ...free, powerW: 0 };
  const wantedC = isCold ? control.heatingTempC : control.coolingTempC;
  const probeW = 1_000;
  const perW = (stepWith(probeW).airTempC - free.airTempC) / probeW;
  const neededW = (wantedC - free.airTempC) / perW;
  const powerW = Math.min(control.heatingWMax, Math.max(control.coolingWMin, neededW));
  return { ...stepWith(powerW, isCold ? control.emitter : 'air'), powerW };
}
