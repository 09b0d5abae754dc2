import { type BatteryLimits, stepBattery } from '../../src/physics/battery/storage.ts';
import {
  type DeviceModel,
  follow,
  meteredKwh,
  type SimulatedDevice,
  type Surroundings,
  stateValue,
} from './device-model.ts';

/** Hours at full power from full to empty. */
const storageH = 2;
/** The converter follows a new wish within this time. */
const converterTimeH = 60 / 3_600;
/** Before and after these hours of the day the battery rests. */
const chargeHours = { from: 9.5, to: 15.5 } as const;
const dischargeHours = { from: 17.5, to: 23 } as const;

function limitsOf(device: SimulatedDevice): BatteryLimits {
  const capacityKwh = device.ratingKw * storageH;
  return {
    capacityKwh,
    energyKwhMin: 0.1 * capacityKwh,
    energyKwhMax: 0.95 * capacityKwh,
    powerKwMax: device.ratingKw,
    chargeRatio: 0.95,
    dischargeRatio: 0.95,
  };
}

/** Takes the noon surplus, or slowly from the grid where there is none; gives to the evening's load. */
function wishKw(device: SimulatedDevice, around: Surroundings): number {
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

export const batteryModel: DeviceModel = (device, state, around) => {
  const limits = limitsOf(device);
  const { hours } = around;
  const wish = follow(stateValue(state, 'wishKw'), wishKw(device, around), hours, converterTimeH);
  const before = stateValue(state, 'energyKwh', 0.3 * limits.capacityKwh);
  const { powerKw, energyKwh } = stepBattery(limits, before, wish, hours);
  const lastKw = stateValue(state, 'powerKw', powerKw);
  // The power of a step is constant over it, so its registers take no mean with the step before.
  const next = {
    wishKw: wish,
    energyKwh,
    powerKw: hours > 0 ? powerKw : lastKw,
    chargedTotalKwh: meteredKwh(stateValue(state, 'chargedTotalKwh'), -powerKw, -powerKw, hours),
    dischargedTotalKwh: meteredKwh(
      stateValue(state, 'dischargedTotalKwh'),
      powerKw,
      powerKw,
      hours,
    ),
    cellTempC: follow(
      stateValue(state, 'cellTempC', 22),
      18 + 0.25 * around.weather.tempC + (12 * Math.abs(powerKw)) / device.ratingKw,
      hours,
      1.5,
    ),
  };
  return {
    state: next,
    values: {
      powerKw: next.powerKw,
      socPct: (100 * energyKwh) / limits.capacityKwh,
      chargedTotalKwh: next.chargedTotalKwh,
      dischargedTotalKwh: next.dischargedTotalKwh,
      cellTempC: next.cellTempC,
      voltageV: device.nominalV * around.voltagePu,
      frequencyHz: around.frequencyHz,
    },
  };
};
