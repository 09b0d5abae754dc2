import { stepZone } from '../../../src/physics/heat/building.ts';
import { stepControlledZone } from '../../../src/physics/heat/controlled-zone.ts';
import { stepPipe } from '../../../src/physics/heat/network-pipe.ts';
import { clamp } from '../clamp.ts';
import {
  designSpreadK,
  type StationSizes,
  tankFlowKgPerS,
  tankShare,
  waterKjPerKgK,
} from './station-sizes.ts';
import type { StationState } from './station-state.ts';
import { type Charge, suppliedTempC, tankAfter } from './tank.ts';

/** What the homes and pipes find in a step. */
export interface NetworkWeather {
  readonly outdoorTempC: number;
  readonly ghiWm2: number;
  /** What the thermostats are set to. */
  readonly roomSetTempC: number;
  /** Outside the heating season the water stands. */
  readonly isHeating: boolean;
}

export interface NetworkStep {
  readonly state: Pick<
    StationState,
    'massTempC' | 'roomTempC' | 'tankTempsC' | 'supplyPlugs' | 'returnPlugs'
  >;
  /** Heat that the tank gave to the network, and that the homes took from it. */
  readonly networkHeatKw: number;
  readonly homesHeatKw: number;
  readonly pipeLossKwh: number;
}

/** At the depth of the pipes in winter (assumption). */
const pipeGroundTempC = 9;
/** Share of the temperature difference to the rooms that the water gives up in the floors. */
const emitterRatio = 0.32;
/** Valves let so much through when all are closed: bypasses at the ends keep the network warm. */
const flowRatioMin = 0.1;

/**
 * Water from the pumps and the top of the tank through the supply pipe to the homes, and back through
 * the return to the bottom: one way round, so that heat is neither made nor lost on the way.
 */
export function stepNetwork(
  sizes: StationSizes,
  state: StationState,
  charge: Charge,
  around: NetworkWeather,
  hours: number,
): NetworkStep {
  const neededKw = roomHeatKw(sizes, state, around, hours);
  const flowKgPerS = around.isHeating ? flowFor(sizes, state, neededKw, hours) : 0;
  const share = tankShare(sizes, flowKgPerS, hours);
  const supplied = suppliedTempC(state.tankTempsC, charge, share);
  const pipeAround = { flowKgPerS, groundTempC: pipeGroundTempC };
  const there = stepPipe(
    sizes.pipe,
    state.supplyPlugs,
    { ...pipeAround, inletTempC: supplied },
    hours,
  );
  const capacityKwPerK = flowKgPerS * waterKjPerKgK;
  const offeredKw = emitterRatio * capacityKwPerK * (there.outletTempC - state.roomTempC);
  const homesHeatKw = clamp(neededKw, 0, Math.max(0, offeredKw));
  const leftTempC = there.outletTempC - (homesHeatKw > 0 ? homesHeatKw / capacityKwPerK : 0);
  const back = stepPipe(
    sizes.pipe,
    state.returnPlugs,
    { ...pipeAround, inletTempC: leftTempC },
    hours,
  );
  const zone = stepZone(
    sizes.building,
    state.massTempC,
    { ...zoneWeather(sizes, around), powerW: 1_000 * homesHeatKw, emitter: 'floor' },
    hours,
  );
  return {
    state: {
      massTempC: zone.massTempC,
      roomTempC: zone.airTempC,
      tankTempsC: tankAfter(state.tankTempsC, charge, { share, tempC: back.outletTempC }),
      supplyPlugs: there.plugs,
      returnPlugs: back.plugs,
    },
    networkHeatKw: capacityKwPerK * (supplied - back.outletTempC),
    homesHeatKw,
    pipeLossKwh: there.lossKwh + back.lossKwh,
  };
}

function zoneWeather(sizes: StationSizes, { outdoorTempC, ghiWm2 }: NetworkWeather) {
  return {
    outdoorTempC,
    internalGainsW: sizes.internalGainsW,
    solarGainsW: sizes.solarApertureM2 * ghiWm2,
  };
}

/** Heat that would just keep the rooms at their set temperature. */
function roomHeatKw(
  sizes: StationSizes,
  { massTempC }: StationState,
  around: NetworkWeather,
  hours: number,
): number {
  const control = {
    heatingTempC: around.roomSetTempC,
    coolingTempC: Number.POSITIVE_INFINITY,
    heatingWMax: Number.POSITIVE_INFINITY,
    coolingWMin: 0,
    emitter: 'floor',
  } as const;
  const zone = stepControlledZone(
    sizes.building,
    massTempC,
    zoneWeather(sizes, around),
    control,
    hours,
  );
  return zone.powerW / 1_000;
}

/** Flow that the thermostats let through, judged by the water that is at the homes just now. */
function flowFor(
  sizes: StationSizes,
  state: StationState,
  neededKw: number,
  hours: number,
): number {
  const arrivingTempC = state.supplyPlugs[0]?.tempC ?? state.roomTempC;
  const fullKw =
    emitterRatio *
    sizes.flowKgPerS *
    waterKjPerKgK *
    Math.max(0.1 * designSpreadK, arrivingTempC - state.roomTempC);
  const wanted = sizes.flowKgPerS * clamp(neededKw / fullKw, flowRatioMin, 1);
  return Math.min(wanted, tankFlowKgPerS(sizes, hours));
}
