import { hourMs } from '../../../src/domain/instant.ts';
import {
  airDensityKgPerM3,
  pressureAtHeightHpa,
  tempAtHeightC,
} from '../../../src/physics/wind/air-density.ts';
import { densityCorrectedPowerRatio } from '../../../src/physics/wind/power-curve.ts';
import { thrustCoefficient, wakedSpeedRatio } from '../../../src/physics/wind/wake.ts';
import { windAtHeightMps } from '../../../src/physics/wind/wind-profile.ts';
import type { CountyWeather } from '../../weather/county-weather.ts';
import { windOver } from '../../weather/gusts.ts';
import { follow } from '../device-model.ts';
import { uniformAt } from '../noise.ts';
import { storm, type Turbines, weakWindCurve, weakWindThrust } from './turbine-type.ts';

/** What one turbine carries from step to step. */
export interface TurbineState {
  /** Mean wind of the last minutes at the hub; the control judges storms by it. */
  readonly meanMps: number;
  readonly isStormStopped: boolean;
  readonly powerKw: number;
}

export interface TurbineStep extends TurbineState {
  readonly windSpeedMps: number;
  readonly isTurning: boolean;
}

const meanTimeH = 10 / 60;
/** A rotor answers a gust within this time. */
const rotorTimeH = 15 / 3_600;

/** Once in this time, with this chance, a turbine is out for repair or service: 3 % of all time. */
const outagePeriodMs = 25 * 24 * hourMs;
const outageChance = 0.6;
const outageMs = { min: 4 * hourMs, max: 56 * hourMs } as const;

/** Whether a turbine is out of service: a function of its seed and of time alone. */
export function isOutOfService(seed: number, at: number): boolean {
  const period = Math.floor(at / outagePeriodMs);
  const draw = (which: number): number => uniformAt(seed ^ 0x5eed, 4 * period + which);
  if (draw(0) >= outageChance) return false;
  const lengthMs = outageMs.min + draw(1) * (outageMs.max - outageMs.min);
  const from = period * outagePeriodMs + draw(2) * (outagePeriodMs - lengthMs);
  return at >= from && at < from + lengthMs;
}

/** Wind at the hub behind the others. Their thrust is taken at the same free wind. */
function hubSpeedMps(
  weather: CountyWeather,
  turbine: { readonly seed: number; readonly hubHeightM: number; readonly wakeShare: number },
): number {
  const freeMps = windAtHeightMps(windOver(turbine.seed, weather), {
    fromM: 10,
    toM: turbine.hubHeightM,
    exponent: weather.shearExponent,
  });
  return freeMps * wakedSpeedRatio(thrustCoefficient(weakWindThrust, freeMps), turbine.wakeShare);
}

function hubDensityKgPerM3({ pressureHpa, tempC }: CountyWeather, hubHeightM: number): number {
  return airDensityKgPerM3(
    pressureAtHeightHpa(pressureHpa, { fromM: 0, toM: hubHeightM }),
    tempAtHeightC(tempC, { fromM: 2, toM: hubHeightM }),
  );
}

function staysStopped(before: TurbineState, meanMps: number, gustMps: number): boolean {
  if (gustMps > storm.stopGustMps || meanMps > storm.stopMeanMps) return true;
  return before.isStormStopped && meanMps > storm.restartMeanMps;
}

/** One turbine without a limit: wind, wake, density, storm control, and time out of service. */
export function stepTurbine(
  before: TurbineState | null,
  turbine: Turbines & { readonly seed: number; readonly wakeShare: number },
  around: { readonly weather: CountyWeather; readonly hours: number },
): TurbineStep {
  const { weather, hours } = around;
  const windSpeedMps = hubSpeedMps(weather, turbine);
  const last = before ?? { meanMps: windSpeedMps, isStormStopped: false, powerKw: Number.NaN };
  const meanMps = follow(last.meanMps, windSpeedMps, hours, meanTimeH);
  const isStormStopped = staysStopped(last, meanMps, windSpeedMps);
  const isAble = !isStormStopped && !isOutOfService(turbine.seed, weather.at);
  const densityKgPerM3 = hubDensityKgPerM3(weather, turbine.hubHeightM);
  const ratio = isAble
    ? densityCorrectedPowerRatio(weakWindCurve, { speedMps: windSpeedMps, densityKgPerM3 })
    : 0;
  const steadyKw = ratio * turbine.ratingKw;
  return {
    meanMps,
    isStormStopped,
    powerKw: Number.isNaN(last.powerKw)
      ? steadyKw
      : follow(last.powerKw, steadyKw, hours, rotorTimeH),
    windSpeedMps,
    isTurning: ratio > 0,
  };
}
