import { hourMs, minuteMs } from '../../src/domain/instant.ts';
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
import { normalAt, smoothNoise } from './noise.ts';

/** The digester makes gas for this share of the rating, at all hours; less when manure is cold. */
const productionRatio = 0.72;
const coldProductionRatioPerC = 0.006;
const usualManureC = 16;
/** Hours of full production that fill the gas store; what it cannot hold is burnt in the flare. */
const storeH = 8;
const usualStorePct = 55;
/** Below this share of its rating the engine runs rough, so it stands instead. */
export const runRatioMin = 0.4;
const engineTimeH = 4 / 60;
/** An engine takes up load, and gives it off before it stops, by so much of its rating in an hour. */
const rampRatioPerH = 36;
/** The engine stops when the store is nearly empty, and waits until it has some again. */
const gasBands = {
  leftAlone: { stopBelowPct: 6, startAbovePct: 20 },
  ordered: { stopBelowPct: 1, startAbovePct: 8 },
} as const;
/** Electric energy from one cubic metre: 6 kWh of gas at 35 %, and at 30 % at the least power. */
const gasKwhPerM3 = 6;
const fullLoadRatio = 0.35;
const leastLoadRatio = 0.3;

function electricRatio(loadRatio: number): number {
  const above = clamp((loadRatio - runRatioMin) / (1 - runRatioMin), 0, 1);
  return leastLoadRatio + (fullLoadRatio - leastLoadRatio) * above;
}

/** Gas in kW of its heating value for an electric power. */
function gasKw(device: SimulatedDevice, powerKw: number): number {
  return powerKw / electricRatio(powerKw / device.ratingKw);
}

/** Base load, more in the evening; less when the gas store runs low. */
function ownGoalKw(device: SimulatedDevice, storePct: number, { local }: Surroundings): number {
  const evening = local.hour >= 17 && local.hour < 22.5 ? 0.93 : 0.66;
  const { stopBelowPct } = gasBands.leftAlone;
  return device.ratingKw * evening * clamp((storePct - stopBelowPct) / 15, 0.62, 1);
}

function goalKw(device: SimulatedDevice, state: ModelState, around: Surroundings): number {
  const storePct = stateValue(state, 'storePct', usualStorePct);
  const runs = stateValue(state, 'powerKw', device.ratingKw) > 0;
  const isOrdered = around.order?.mode === 'target';
  const { stopBelowPct, startAbovePct } = isOrdered ? gasBands.ordered : gasBands.leftAlone;
  if (storePct < (runs ? stopBelowPct : startAbovePct)) return 0;
  if (around.stuck) return stateValue(state, 'setKw');
  if (isOrdered) return around.order.powerKw;
  const own = ownGoalKw(device, storePct, around);
  return follow(stateValue(state, 'setKw', own), own, around.hours, engineTimeH);
}

/** The digester feels the season through its manure; its heating keeps the rest even. */
function producedGasKw(device: SimulatedDevice, { weather }: Surroundings): number {
  const cold = clamp(usualManureC - weather.tempC, 0, 25) * coldProductionRatioPerC;
  return (productionRatio * (1 - cold) * device.ratingKw) / fullLoadRatio;
}

/**
 * An engine on a digester with a gas store. A target is followed between the least power of the
 * engine and its rating, for as long as there is gas; below the least power the engine stands. One
 * that keeps an island in balance is led by its governor, without ramp or flicker.
 */
export const biogasModel: DeviceModel = (device, state, around) => {
  const { hours, weather, balances = false } = around;
  const { ratingKw } = device;
  const storeKwh = (storeH * productionRatio * ratingKw) / fullLoadRatio;
  const madeKw = producedGasKw(device, around);
  const heldKwh = (stateValue(state, 'storePct', usualStorePct) / 100) * storeKwh;
  const setKw = clamp(goalKw(device, state, around), 0, ratingKw);
  const runs = setKw >= runRatioMin * ratingKw - 1e-9;
  const hasGas = heldKwh + (madeKw - gasKw(device, setKw)) * hours >= 0;
  const roughness = balances ? 0 : 0.01;
  const flicker = 1 + roughness * smoothNoise(device.seed, weather.at / (2 * minuteMs));
  const wantedKw = runs && hasGas ? Math.min(ratingKw, setKw * flicker) : 0;
  const lastKw = stateValue(state, 'powerKw', wantedKw);
  const rampKw = balances ? ratingKw : rampRatioPerH * ratingKw * hours;
  const powerKw = clamp(wantedKw, lastKw - rampKw, lastKw + rampKw);
  const usedKw = gasKw(device, powerKw);
  const storePct = clamp((100 * (heldKwh + (madeKw - usedKw) * hours)) / storeKwh, 0, 100);
  const energyTotalKwh = meteredKwh(stateValue(state, 'energyTotalKwh'), lastKw, powerKw, hours);
  return {
    state: { powerKw, setKw, energyTotalKwh, storePct },
    values: {
      powerKw,
      energyTotalKwh,
      gasStorePct: storePct,
      gasFlowM3PerH: (usedKw / gasKwhPerM3) * (1 + 0.01 * normalAt(device.seed, weather.at)),
      digesterTempC: 38.2 + 0.4 * smoothNoise(device.seed ^ 3, weather.at / (5 * hourMs)),
    },
  };
};
