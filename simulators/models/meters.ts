import {
  type DeviceModel,
  follow,
  type ModelState,
  meteredKwh,
  type SimulatedDevice,
  type Surroundings,
  stateValue,
} from './device-model.ts';

/** Motors and cables draw reactive power with the load; a little is there at no load. */
function reactiveKvar(device: SimulatedDevice, powerKw: number): number {
  return 0.26 * Math.abs(powerKw) + 0.01 * device.ratingKw;
}

function registers(
  state: ModelState,
  powerKw: number,
  hours: number,
): { readonly importTotalKwh: number; readonly exportTotalKwh: number } {
  const lastKw = stateValue(state, 'powerKw', powerKw);
  return {
    importTotalKwh: meteredKwh(stateValue(state, 'importTotalKwh'), lastKw, powerKw, hours),
    exportTotalKwh: meteredKwh(stateValue(state, 'exportTotalKwh'), -lastKw, -powerKw, hours),
  };
}

export const pccMeterModel: DeviceModel = (device, state, around) => {
  const powerKw = around.nodeNetKw;
  const totals = registers(state, powerKw, around.hours);
  return {
    state: { powerKw, ...totals },
    values: {
      powerKw,
      reactivePowerKvar: reactiveKvar(device, powerKw),
      ...totals,
      voltageV: device.nominalV * around.voltagePu,
      frequencyHz: around.frequencyHz,
    },
  };
};

/** Warming of the top oil at full load, and the time it takes: IEC 60076-7 (2018), ONAN, medium. */
const oilRiseC = 52;
const oilTimeH = 3;
const noLoadLossShare = 1 / 6;

function steadyOilC(device: SimulatedDevice, powerKw: number, around: Surroundings): number {
  const loading = powerKw / device.ratingKw;
  const losses = (loading ** 2 + noLoadLossShare) / (1 + noLoadLossShare);
  return around.weather.tempC + oilRiseC * losses ** 0.8;
}

export const transformerMeterModel: DeviceModel = (device, state, around) => {
  const powerKw = around.nodeNetKw;
  const totals = registers(state, powerKw, around.hours);
  const steadyC = steadyOilC(device, powerKw, around);
  const oilTempC = follow(stateValue(state, 'oilTempC', steadyC), steadyC, around.hours, oilTimeH);
  return {
    state: { powerKw, oilTempC, ...totals },
    values: {
      powerKw,
      reactivePowerKvar: reactiveKvar(device, powerKw),
      ...totals,
      voltageV: device.nominalV * around.voltagePu,
      oilTempC,
    },
  };
};
