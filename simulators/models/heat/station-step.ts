import { invariant } from '../../../src/domain/outcome.ts';
import { heatingCurveTempC } from '../../../src/physics/heat/heating-curve.ts';
import { stepStratifiedStore, storedHeatKwh } from '../../../src/physics/heat/stratified-store.ts';
import { plugsHeatKwh } from '../../../src/physics/heat/water-plugs.ts';
import { follow } from '../device-model.ts';
import { stepNetwork } from './network-loop.ts';
import { coldHomes, complaintsIn, roomSetTempC } from './occupants.ts';
import type { PumpNow } from './pump-staging.ts';
import { type PumpFlow, pumpWater } from './pump-water.ts';
import type { StationSizes } from './station-sizes.ts';
import type { StationState } from './station-state.ts';
import { stepWells } from './wells.ts';

/** What a station finds in a step. */
export interface StationWeather {
  readonly outdoorTempC: number;
  readonly ghiWm2: number;
  /** Hours since local midnight. */
  readonly hour: number;
}

export interface StationStep {
  readonly state: StationState;
  readonly pumps: readonly PumpFlow[];
  readonly condenserTempC: number;
  readonly returnTempC: number;
  readonly sourceTempC: number;
  readonly networkHeatKw: number;
  readonly homesHeatKw: number;
  readonly lossKwh: number;
  readonly coldHomes: number;
}

const houses = { designHeatKw: 1, designTempC: -6, limitTempC: 16 } as const;
const supply = { lowC: 33, designC: 45 } as const;
const dampingH = 6;
const demandTimeH = 0.5;
const roomOfTankC = 12;

/** Supply temperature of the heating curve. */
export function supplyTempC(dampedTempC: number): number {
  return heatingCurveTempC(houses, dampedTempC, supply);
}

/** One short step of a station, in which weather and orders stay the same. */
export function stepStation(
  sizes: StationSizes,
  before: StationState,
  pumps: readonly PumpNow[],
  weather: StationWeather,
  hours: number,
): StationStep {
  const dampedTempC = follow(before.dampedTempC, weather.outdoorTempC, hours, dampingH);
  const isHeating = dampedTempC < houses.limitTempC;
  const setTempC = supplyTempC(dampedTempC);
  const charged = pumpWater(
    sizes,
    before,
    pumps,
    { setTempC, isHeating, hour: weather.hour },
    hours,
  );
  const network = stepNetwork(
    sizes,
    before,
    charged,
    { ...weather, isHeating, roomSetTempC: roomSetTempC(weather.hour) },
    hours,
  );
  const rest = stepStratifiedStore(
    sizes.tank,
    network.state.tankTempsC,
    { flowM3PerH: 0, inletTempC: setTempC, roomTempC: roomOfTankC },
    hours,
  );
  const cold = coldHomes(sizes.homes, network.state.roomTempC);
  const state: StationState = {
    ...network.state,
    tankTempsC: rest.tempsC,
    dampedTempC,
    groundDrawsW: stepWells(before.groundDrawsW, charged.drawWPerM, hours),
    demandKw: follow(before.demandKw, network.networkHeatKw, hours, demandTimeH),
    coldHomeHours: before.coldHomeHours + cold * hours,
    complaints: before.complaints + complaintsIn(cold, weather.hour, hours),
  };
  const step = {
    state,
    pumps: charged.pumps,
    condenserTempC: charged.condenserTempC,
    returnTempC: charged.returnTempC,
    sourceTempC: charged.sourceTempC,
    networkHeatKw: network.networkHeatKw,
    homesHeatKw: network.homesHeatKw,
    lossKwh: network.pipeLossKwh + rest.lossKwh,
    coldHomes: cold,
  };
  assertBalance(sizes, before, step, hours);
  return step;
}

/** Heat pumped in is heat stored, taken by the homes or lost. */
function assertBalance(
  sizes: StationSizes,
  before: StationState,
  step: StationStep,
  hours: number,
): void {
  const pumpedKw = step.pumps.reduce((sum, { heatKw }) => sum + heatKw, 0);
  const held = heldKwh(sizes, before);
  const residual =
    held + (pumpedKw - step.homesHeatKw) * hours - step.lossKwh - heldKwh(sizes, step.state);
  invariant(
    Math.abs(residual) <= 1e-9 * (1 + Math.abs(held)),
    `a heating station is off balance by ${residual} of ${held} kWh`,
  );
}

/** Heat above 0 °C in tank and pipes. */
function heldKwh({ tank }: StationSizes, state: StationState): number {
  return (
    storedHeatKwh(tank, state.tankTempsC, 0) +
    plugsHeatKwh(state.supplyPlugs, 0) +
    plugsHeatKwh(state.returnPlugs, 0)
  );
}
