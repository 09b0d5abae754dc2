import { airDensityKgPerM3 } from '../../src/physics/wind/air-density.ts';
import { densityCorrectedPowerRatio, type PowerCurve } from '../../src/physics/wind/power-curve.ts';
import { windAtHeightMps } from '../../src/physics/wind/wind-profile.ts';
import { windOver } from '../weather/gusts.ts';
import { clamp } from './clamp.ts';
import { type DeviceModel, follow, meteredKwh, stateValue } from './device-model.ts';
import { normalAt } from './noise.ts';

/** A made-up turbine for weak wind: cut-in at 2.5 m/s, rated at 10 m/s, off above 22 m/s. */
const weakWindCurve: PowerCurve = {
  speedsMps: [2.5, 3, 4, 5, 6, 7, 8, 9, 10, 22],
  powerRatios: [0, 0.013, 0.054, 0.12, 0.22, 0.36, 0.55, 0.78, 1, 1],
};
/** A farm of many turbines feels the mean of their gusts. */
const turbineKw = 2_500;
const hubHeightM = 120;
const shearExponent = 0.22;
/** A rotor answers a gust within this time. */
const rotorTimeH = 15 / 3_600;
const ownUseRatio = 0.002;

export const windModel: DeviceModel = (device, state, around) => {
  const { weather, hours } = around;
  const windSpeedMps = windAtHeightMps(
    windOver(device.seed, weather, device.ratingKw / turbineKw),
    {
      fromM: 10,
      toM: hubHeightM,
      exponent: shearExponent,
    },
  );
  const densityKgPerM3 = airDensityKgPerM3(weather.pressureHpa, weather.tempC);
  const steadyKw =
    device.ratingKw *
    densityCorrectedPowerRatio(weakWindCurve, { speedMps: windSpeedMps, densityKgPerM3 });
  const availablePowerKw = follow(
    stateValue(state, 'availableKw', steadyKw),
    steadyKw,
    hours,
    rotorTimeH,
  );
  const ownUseKw =
    availablePowerKw < device.ratingKw * ownUseRatio
      ? device.ratingKw * ownUseRatio * (1 + 0.1 * normalAt(device.seed, weather.at))
      : 0;
  const powerKw = availablePowerKw - ownUseKw;
  const energyTotalKwh = meteredKwh(
    stateValue(state, 'energyTotalKwh'),
    stateValue(state, 'powerKw', powerKw),
    powerKw,
    hours,
  );
  return {
    state: { powerKw, availableKw: availablePowerKw, energyTotalKwh },
    values: {
      powerKw,
      availablePowerKw,
      energyTotalKwh,
      windSpeedMps,
      windDirectionDeg: weather.windDirectionDeg,
      rotorSpeedRpm: windSpeedMps < 2.5 ? 0 : clamp(1.35 * windSpeedMps, 4, 12.5),
      voltageV: device.nominalV * around.voltagePu,
    },
  };
};
