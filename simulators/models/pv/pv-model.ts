import { type PvPower, pvPower } from '../../../src/physics/pv/plant.ts';
import { totalLossRatio } from '../../../src/physics/pv/pvwatts.ts';
import { shadedSky, sunlitRatio } from '../../../src/physics/solar/horizon.ts';
import {
  type DeviceModel,
  follow,
  meteredKwh,
  phaseCurrentA,
  type SimulatedDevice,
  type Surroundings,
  stateValue,
} from '../device-model.ts';
import { normalAt } from '../noise.ts';
import { type Roof, roofsOf } from './roof.ts';
import {
  stringsWorkingRatio,
  type Weathering,
  weatheringAfter,
  weatheringOf,
} from './roof-weathering.ts';

/** The edge of a shadow needs so long a climb of the sun to cross a roof (assumption). */
const shadowCrossingDeg = 3;
/**
 * Electronics that listen at night: data sheets of string inverters say 0.02 to 0.06 %. What a single
 * small one draws is below the current from which its meter counts.
 */
const nightUseRatio = 0.0005;
const nightUseFromKw = 40;
/** By how much heat sinks would warm if they took all of the rating, and how soon (assumptions). */
const sinkRiseK = 750;
const sinkTimeH = 0.3;

/** A rooftop fleet: each of its roofs from sky to grid, then what the inverters make of an order. */
export const pvModel: DeviceModel = (device, state, around) => {
  const { weather, hours } = around;
  const weathering = weatheringOf(device, state);
  const { first, others } = roofsOf(device);
  const powers = isDay(around)
    ? [first, ...others].map((roof) => roofPower(roof, weathering, around))
    : [];
  const availablePowerKw = powers.reduce((sum, { acKw }) => sum + acKw, 0);
  const powerKw = deliveredKw(device, availablePowerKw, {
    ...around,
    beforeKw: stateValue(state, 'powerKw', availablePowerKw),
  });
  const energyTotalKwh = meteredKwh(
    stateValue(state, 'energyTotalKwh'),
    stateValue(state, 'powerKw', powerKw),
    powerKw,
    hours,
  );
  const sinkC = weather.tempC + sinkRiseK * lostRatio(first, powerKw / device.ratingKw);
  const inverterTempC = follow(stateValue(state, 'inverterTempC', sinkC), sinkC, hours, sinkTimeH);
  const voltageV = device.nominalV * around.voltagePu;
  const { tiltDeg } = first.plant.plane;
  const poaWm2 = powers[0]?.poaWm2 ?? 0;
  return {
    state: {
      powerKw,
      energyTotalKwh,
      inverterTempC,
      ...weatheringAfter(weathering, device, around, { tiltDeg, poaWm2 }),
    },
    values: {
      powerKw,
      availablePowerKw,
      energyTotalKwh,
      voltageV,
      currentA: phaseCurrentA(powerKw, voltageV),
      frequencyHz: around.frequencyHz,
      inverterTempC,
    },
  };
};

function isDay({ weather }: Surroundings): boolean {
  return weather.sun.apparentZenithDeg < 90;
}

function roofPower(
  roof: Roof,
  { soilingRatio, snowRatio }: Weathering,
  around: Surroundings,
): PvPower {
  const { weather, local } = around;
  const { plant, horizon } = roof;
  const sun = { zenithDeg: weather.sun.apparentZenithDeg, azimuthDeg: weather.sun.azimuthDeg };
  const sky = shadedSky(around.skyOver(roof.place), {
    sunlit: sunlitRatio(horizon, sun, shadowCrossingDeg),
    open: roof.openSkyRatio,
  });
  const lossRatio = totalLossRatio([
    plant.array.lossRatio,
    soilingRatio,
    snowRatio,
    1 - stringsWorkingRatio(roof, local.day),
  ]);
  return pvPower(
    { ...plant, array: { ...plant.array, lossRatio } },
    {
      sun,
      sky,
      extraWm2: weather.extraWm2,
      airTempC: weather.tempC,
      windSpeedMps: weather.windSpeedMps,
    },
  );
}

/**
 * What flows into the grid. An inverter that hangs keeps its power; one that has no sun draws for
 * itself; a limit narrows the rest, and one of nought switches the inverter off.
 */
function deliveredKw(
  { seed, ratingKw }: SimulatedDevice,
  availableKw: number,
  { stuck, order, weather, beforeKw }: Surroundings & { readonly beforeKw: number },
): number {
  if (stuck) return beforeKw;
  const limitKw = Math.max(0, order?.powerKw ?? Number.POSITIVE_INFINITY);
  if (availableKw > 0) return Math.min(availableKw, limitKw);
  if (limitKw === 0 || ratingKw < nightUseFromKw) return 0;
  return -ratingKw * nightUseRatio * (1 + 0.3 * normalAt(seed, weather.at));
}

/** Lost in the inverter at a power, both as shares of its rating. */
function lostRatio({ plant }: Roof, powerRatio: number): number {
  if (!(powerRatio > 0)) return 0;
  const { nominalRatio } = plant.inverter;
  // The load-independent part is a tenth of what is lost at full power.
  return (1 / nominalRatio - 1) * (0.1 + 0.9 * powerRatio);
}
