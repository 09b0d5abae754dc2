import { planeIrradianceWm2 } from '../../src/physics/solar/transposition.ts';
import { windOver } from '../weather/gusts.ts';
import type { DeviceModel } from './device-model.ts';
import { normalAt } from './noise.ts';

/** The plane that most roofs of the county have. */
const roof = { tiltDeg: 25, azimuthDeg: 180 } as const;

export const weatherStationModel: DeviceModel = (device, _state, around) => {
  const { weather } = around;
  const sky = around.skyOver(device.place);
  const error = (which: number): number => normalAt(device.seed ^ which, weather.at);
  const lit = sky.ghiWm2 > 0;
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
      ghiWm2: lit ? sky.ghiWm2 * (1 + 0.003 * error(0)) : 0,
      poaWm2: lit ? poaWm2 * (1 + 0.003 * error(1)) : 0,
      tempC: weather.tempC + 0.1 * error(2),
      windSpeedMps: windOver(device.seed, weather),
      windDirectionDeg: (weather.windDirectionDeg + 5 * error(3) + 360) % 360,
      humidityPct: Math.min(100, Math.max(5, weather.humidityPct + 0.5 * error(4))),
      pressureHpa: weather.pressureHpa,
      rainMmPerH: weather.rainMmPerH,
    },
  };
};
