import { faimanCellTempC } from '../../src/physics/pv/cell-temperature.ts';
import { inverterAcKw, pvDcKw } from '../../src/physics/pv/pvwatts.ts';
import { planeIrradianceWm2 } from '../../src/physics/solar/transposition.ts';
import {
  type DeviceModel,
  meteredKwh,
  phaseCurrentA,
  type SimulatedDevice,
  type Surroundings,
  stateValue,
} from './device-model.ts';
import { normalAt, uniformAt } from './noise.ts';

const inverterRatio = 0.96;
/** Small inverters switch off at night; larger ones draw a little. */
const nightUseFromKw = 40;
const nightUseRatio = 0.0005;

/** Rooftop plants look roughly south, some tilted by the roof, with 5–25 % more modules than inverter. */
function acPowerKw(device: SimulatedDevice, around: Surroundings): number {
  const plane = {
    azimuthDeg: 180 + 50 * (uniformAt(device.seed, 0) - 0.5),
    tiltDeg: 18 + 14 * uniformAt(device.seed, 1),
  };
  const dcRatingKw = device.ratingKw * (1.05 + 0.2 * uniformAt(device.seed, 2));
  const { sun, extraWm2, tempC, windSpeedMps } = around.weather;
  const sky = around.skyOver(device.place);
  const poaWm2 = planeIrradianceWm2({ plane, sun, sky, extraWm2, albedoRatio: 0.2 });
  const array = {
    dcRatingKw,
    tempRatioPerC: -0.0035,
    lossRatio: 0.1 + 0.08 * uniformAt(device.seed, 3),
  };
  const cellC = faimanCellTempC({ poaWm2, airTempC: tempC, windSpeedMps });
  const dcKw = pvDcKw(array, poaWm2, cellC);
  return inverterAcKw(dcKw, device.ratingKw / inverterRatio, inverterRatio);
}

export const pvModel: DeviceModel = (device, state, around) => {
  const availablePowerKw = acPowerKw(device, around);
  const asleep = availablePowerKw <= 0 && device.ratingKw >= nightUseFromKw;
  const ownUseKw = asleep
    ? device.ratingKw * nightUseRatio * (1 + 0.3 * normalAt(device.seed, around.weather.at))
    : 0;
  const powerKw = availablePowerKw - ownUseKw;
  const energyTotalKwh = meteredKwh(
    stateValue(state, 'energyTotalKwh'),
    stateValue(state, 'powerKw', powerKw),
    powerKw,
    around.hours,
  );
  const voltageV = device.nominalV * around.voltagePu;
  return {
    state: { powerKw, energyTotalKwh },
    values: {
      powerKw,
      availablePowerKw,
      energyTotalKwh,
      voltageV,
      currentA: phaseCurrentA(powerKw, voltageV),
      frequencyHz: around.frequencyHz,
      inverterTempC: around.weather.tempC + 4 + (28 * availablePowerKw) / device.ratingKw,
    },
  };
};
