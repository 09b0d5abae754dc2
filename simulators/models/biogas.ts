import { hourMs, minuteMs } from '../../src/domain/instant.ts';
import { clamp } from './clamp.ts';
import { type DeviceModel, follow, meteredKwh, stateValue } from './device-model.ts';
import { normalAt, smoothNoise } from './noise.ts';

/** Electric energy from one cubic metre: 6 kWh of gas at 35 % (assumption for a small engine). */
const kwhPerM3 = 2.1;
/** The digester makes gas for this share of the rating, at all hours. */
const productionRatio = 0.72;
/** Hours of full production that fill the gas store. */
const storeH = 8;
const engineTimeH = 4 / 60;

/** Base load, a little more in the evening; less when the gas store runs low. */
export const biogasModel: DeviceModel = (device, state, around) => {
  const { local, hours, weather } = around;
  const storePct = stateValue(state, 'storePct', 55);
  const evening = local.hour >= 17 && local.hour < 22.5 ? 0.93 : 0.66;
  const target = device.ratingKw * evening * clamp((storePct - 8) / 15, 0.3, 1);
  const setKw = follow(stateValue(state, 'setKw', target), target, hours, engineTimeH);
  const powerKw = setKw * (1 + 0.01 * smoothNoise(device.seed, weather.at / (2 * minuteMs)));
  const fillPerH =
    (100 * (productionRatio * device.ratingKw - powerKw)) /
    (storeH * productionRatio * device.ratingKw);
  const energyTotalKwh = meteredKwh(
    stateValue(state, 'energyTotalKwh'),
    stateValue(state, 'powerKw', powerKw),
    powerKw,
    hours,
  );
  const nextPct = clamp(storePct + fillPerH * hours, 0, 100);
  return {
    state: { powerKw, setKw, energyTotalKwh, storePct: nextPct },
    values: {
      powerKw,
      energyTotalKwh,
      gasStorePct: nextPct,
      gasFlowM3PerH: (powerKw / kwhPerM3) * (1 + 0.01 * normalAt(device.seed, weather.at)),
      digesterTempC: 38.2 + 0.4 * smoothNoise(device.seed ^ 3, weather.at / (5 * hourMs)),
    },
  };
};
