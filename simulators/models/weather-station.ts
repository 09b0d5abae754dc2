import { planeIrradianceWm2 } from '../../src/physics/solar/transposition.ts';
import { windOver } from '../weather/gusts.ts';
import type { DeviceModel } from './device-model.ts';
import { normalAt, uniformAt } from './noise.ts';

/** The plane that most roofs of the county have. */
const roof = { tiltDeg: 25, azimuthDeg: 180 } as const;

/** Pyranometers read high or low by up to this, all their life (class B of ISO 9060:2018, daily). */
const calibrationRatioMax = 0.015;
/** Cups stand still in less wind. */
const cupsStartMps = 0.3;

/** A station on a roof, with its own pyranometer errors; the gauge is heated and melts snow. */
export const weatherStationModel: DeviceModel = (device, _state, around) => {
  const { weather } = around;
  const sky = around.skyOver(device.place);
  const error = (which: number): number => normalAt(device.seed ^ which, weather.at);
  const lit = sky.ghiWm2 > 0;
  const gain = 1 + calibrationRatioMax * (2 * uniformAt(device.seed, 30) - 1);
  const windSpeedMps = windOver(device.seed, weather);
  const poaWm2 = planeIrradianceWm2({
    plane: roof,
    sun: weather.sun,
    sky,
    extraWm2: weather.extraWm2,
    albedoRatio: 0.2,
  });
  return {
    state: {},
    values: {
      ghiWm2: lit ? sky.ghiWm2 * gain * (1 + 0.003 * error(0)) : 0,
      poaWm2: lit ? poaWm2 * gain * (1 + 0.003 * error(1)) : 0,
      tempC: weather.tempC + 0.1 * error(2),
      windSpeedMps: windSpeedMps < cupsStartMps ? 0 : windSpeedMps,
      windDirectionDeg: (weather.windDirectionDeg + 5 * error(3) + 360) % 360,
      humidityPct: Math.min(100, Math.max(5, weather.humidityPct + 0.5 * error(4))),
      pressureHpa: weather.pressureHpa,
      rainMmPerH: weather.rainMmPerH + weather.snowMmPerH,
    },
  };
};
