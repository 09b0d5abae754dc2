import { agedCell, healthRatio, newCell } from '../../src/physics/battery/lfp-ageing.ts';
import {
  type AllowedPower,
  allowedPower,
  lfpDerating,
} from '../../src/physics/battery/power-derating.ts';
import { type BatteryLimits, stepBattery } from '../../src/physics/battery/storage.ts';
import { clamp } from './clamp.ts';
import {
  type DeviceModel,
  follow,
  type ModelState,
  meteredKwh,
  type SimulatedDevice,
  type Surroundings,
  stateValue,
} from './device-model.ts';
import { uniformAt } from './noise.ts';
import { serviceYears } from './service-years.ts';

/** Hours at full power from full to empty when new. */
const storageH = 2;
/** What the cells have been through so far: most days a cycle in a cabinet at room temperature. */
const pastStress = { tempC: 23, socRatio: 0.5, depthRatio: 0.8, cRate: 0.4 } as const;
const pastCyclesPerYear = 280;
/** The converter follows a new wish of its own within this time; orders come with a ramp. */
const converterTimeH = 60 / 3_600;
/** Before and after these hours of the day the battery rests. */
const chargeHours = { from: 9.5, to: 15.5 } as const;
const dischargeHours = { from: 17.5, to: 23 } as const;

/** Share of the capacity that years of service have left. */
function leftHealthRatio(device: SimulatedDevice): number {
  const years = serviceYears(device.seed);
  const use = { days: 365 * years, fullCycles: pastCyclesPerYear * years };
  return healthRatio(agedCell(newCell, pastStress, use));
}

function limitsOf(device: SimulatedDevice): BatteryLimits {
  const capacityKwh = device.ratingKw * storageH * leftHealthRatio(device);
  return {
    capacityKwh,
    energyKwhMin: 0.1 * capacityKwh,
    energyKwhMax: 0.95 * capacityKwh,
    powerKwMax: device.ratingKw,
    chargeRatio: 0.95,
    dischargeRatio: 0.95,
    standbyKw: 0.002 * device.ratingKw,
  };
}

/** Empty in the morning, full in the afternoon, given away in the evening. */
function usualFill(hour: number): number {
  if (hour < 10) return 0.15;
  if (hour < 14) return 0.15 + 0.2 * (hour - 10);
  return hour < 17.5 ? 0.95 : Math.max(0.15, 0.95 - 0.2 * (hour - 17.5));
}

/** What is in the cells at an hour of a usual day. */
export function usualCells(device: SimulatedDevice, hour: number): ModelState {
  return { energyKwh: usualFill(hour) * limitsOf(device).capacityKwh };
}

/** Takes the noon surplus, or slowly from the grid where there is none; gives to the evening's load. */
function ownWishKw(device: SimulatedDevice, around: Surroundings): number {
  const { hour } = around.local;
  const { nodeNetKw } = around;
  if (hour >= chargeHours.from && hour < chargeHours.to) {
    return -Math.max(0.35 * device.ratingKw, Math.min(device.ratingKw, -nodeNetKw));
  }
  if (hour >= dischargeHours.from && hour < dischargeHours.to) {
    return Math.min(0.7 * device.ratingKw, Math.max(0, 0.8 * nodeNetKw));
  }
  return 0;
}

/** A converter that hangs goes on as it was; only the cells' own protection still stops it. */
function wishKw(
  device: SimulatedDevice,
  around: Surroundings,
  last: { readonly wishKw: number; readonly powerKw: number },
): number {
  if (around.stuck) return last.powerKw;
  if (around.order?.mode === 'target') return around.order.powerKw;
  return follow(last.wishKw, ownWishKw(device, around), around.hours, converterTimeH);
}

function allowedKw(wish: number, ratingKw: number, allowed: AllowedPower): number {
  return clamp(wish, -allowed.chargeRatio * ratingKw, allowed.dischargeRatio * ratingKw);
}

/** At the bottom of its range the electronics live on the grid, so that the cells are kept. */
function keptAliveKw(
  wish: number,
  limits: BatteryLimits,
  cells: { readonly energyKwh: number; readonly hours: number },
): number {
  const standbyKw = limits.standbyKw ?? 0;
  const isLow = cells.energyKwh <= limits.energyKwhMin + standbyKw * cells.hours;
  return isLow ? Math.min(wish, -standbyKw / limits.chargeRatio) : wish;
}

/** One cabinet in five has a fan instead of an air conditioner, and feels heat and frost (assumption). */
const fannedShare = 0.2;
/** At full power losses warm the cells by so much, and they take this time to get there. */
const lossRiseC = 12;
const cellTimeH = 1;

function cabinetTempC(device: SimulatedDevice, outsideC: number): number {
  const isFanned = uniformAt(device.seed, 5) < fannedShare;
  return isFanned ? clamp(outsideC + 3, -25, 50) : clamp(outsideC + 6, 15, 27);
}

/**
 * A container of lithium iron phosphate cells: two efficiencies and a standby loss, less power near
 * full and empty and in frost and heat. A target is followed as far as that allows; without one it
 * carries noon into the evening.
 */
export const batteryModel: DeviceModel = (device, state, around) => {
  const limits = limitsOf(device);
  const { hours, weather } = around;
  const energyBeforeKwh = stateValue(state, 'energyKwh', 0.3 * limits.capacityKwh);
  const roomC = cabinetTempC(device, weather.tempC);
  const cellBeforeC = stateValue(state, 'cellTempC', roomC);
  const last = { wishKw: stateValue(state, 'wishKw'), powerKw: stateValue(state, 'powerKw') };
  const wish = wishKw(device, around, last);
  const allowed = allowedPower(lfpDerating, {
    socRatio: energyBeforeKwh / limits.capacityKwh,
    tempC: cellBeforeC,
  });
  const ableKw = keptAliveKw(allowedKw(wish, device.ratingKw, allowed), limits, {
    energyKwh: energyBeforeKwh,
    hours,
  });
  const step = stepBattery(limits, energyBeforeKwh, ableKw, hours);
  const powerKw = hours > 0 ? step.powerKw : last.powerKw;
  const warmC = roomC + lossRiseC * Math.abs(powerKw / device.ratingKw);
  // The power of a step is constant over it, so its registers take no mean with the step before.
  const next = {
    wishKw: wish,
    energyKwh: step.energyKwh,
    powerKw,
    chargedTotalKwh: meteredKwh(
      stateValue(state, 'chargedTotalKwh'),
      -step.powerKw,
      -step.powerKw,
      hours,
    ),
    dischargedTotalKwh: meteredKwh(
      stateValue(state, 'dischargedTotalKwh'),
      step.powerKw,
      step.powerKw,
      hours,
    ),
    cellTempC: follow(cellBeforeC, warmC, hours, cellTimeH),
  };
  return {
    state: next,
    values: {
      powerKw,
      socPct: (100 * next.energyKwh) / limits.capacityKwh,
      chargedTotalKwh: next.chargedTotalKwh,
      dischargedTotalKwh: next.dischargedTotalKwh,
      cellTempC: next.cellTempC,
      voltageV: device.nominalV * around.voltagePu,
      frequencyHz: around.frequencyHz,
    },
  };
};
