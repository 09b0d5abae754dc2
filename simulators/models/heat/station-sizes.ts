import type { Building } from '../../../src/physics/heat/building.ts';
import type { NetworkPipe } from '../../../src/physics/heat/network-pipe.ts';
import {
  type StratifiedStore,
  waterKwhPerM3K,
} from '../../../src/physics/heat/stratified-store.ts';

/** What a station was built with. Powers and flows belong to all of it together. */
export interface StationSizes {
  readonly homes: number;
  /** All homes as one. */
  readonly building: Building;
  /** Sunlit glass of all homes, as it lets heat in. */
  readonly solarApertureM2: number;
  readonly internalGainsW: number;
  readonly tank: StratifiedStore;
  /** Heat of the tank between full and empty. */
  readonly tankKwh: number;
  /** One way; the return is alike. */
  readonly pipe: NetworkPipe;
  readonly flowKgPerS: number;
  readonly boreholeM: number;
}

/** COP on the coldest day that the station was planned for. */
const designCopRatio = 3.6;
/** The homes were planned for this share of what the pumps can give on that day. */
const plannedRatio = 0.8;
const homeHeatKw = 7.8;
/** Heat that a metre of borehole gives on that day, in W. */
const boreholeW = 25;
/** Hours in which a store at its thermal rating fills. */
const storeH = 4;
/** Without a store the pumps still have a buffer vessel. */
const bufferH = 0.25;
/** Between a full tank and an empty one. */
export const tankSpanK = 18;
const tankLossPerH = 0.003;
const pipePerHomeM = 16;
const pipeLossWPerMK = 0.3;
const waterSpeedMps = 1;
export const waterKjPerKgK = 4.18;
const waterKgPerM3 = 992;
const flowReserve = 1.15;
/** How far the water cools in the homes on the coldest day. */
export const designSpreadK = 8;

/**
 * A brick farmhouse of 120 m² with single glazing and some insulation, as ISO 13790 counts it:
 * 24 K between inside and outside need about 8 kW (assumption).
 */
const home = {
  opaqueWPerK: 205,
  windowWPerK: 49,
  ventilationWPerK: 95,
  massToSurfaceWPerK: 2_730,
  surfaceToAirWPerK: 1_550,
  capacityJPerK: 2e7,
  innerAreaM2: 450,
} as const;
const homeApertureM2 = 4;
const homeGainsW = 320;

/** Sizes that fit pumps (electric rating) and stores (thermal rating) of a station. */
export function stationSizes(pumpsKw: number, storesKw: number): StationSizes {
  const capacityKw = pumpsKw * designCopRatio;
  const designHeatKw = plannedRatio * capacityKw;
  const homes = Math.max(1, Math.round(designHeatKw / homeHeatKw));
  const tankKwh = Math.max(storesKw * storeH, capacityKw * bufferH, 1);
  const flowKgPerS = Math.max(0.1, (flowReserve * designHeatKw) / (waterKjPerKgK * designSpreadK));
  return {
    homes,
    building: {
      opaqueWPerK: homes * home.opaqueWPerK,
      windowWPerK: homes * home.windowWPerK,
      ventilationWPerK: homes * home.ventilationWPerK,
      massToSurfaceWPerK: homes * home.massToSurfaceWPerK,
      surfaceToAirWPerK: homes * home.surfaceToAirWPerK,
      capacityJPerK: homes * home.capacityJPerK,
      innerAreaM2: homes * home.innerAreaM2,
      massAreaRatio: 2 / 3,
    },
    solarApertureM2: homes * homeApertureM2,
    internalGainsW: homes * homeGainsW,
    tank: {
      volumeM3: tankKwh / (tankSpanK * waterKwhPerM3K),
      lossKwPerK: (tankLossPerH * tankKwh) / tankSpanK,
      mixingKwPerK: (0.002 * tankKwh) / tankSpanK,
    },
    tankKwh,
    pipe: {
      lengthM: pipePerHomeM * homes,
      innerDiameterM: Math.sqrt((4 * flowKgPerS) / (Math.PI * waterKgPerM3 * waterSpeedMps)),
      lossWPerMK: pipeLossWPerMK,
    },
    flowKgPerS,
    boreholeM: Math.max(1, (1_000 * designHeatKw * (1 - 1 / designCopRatio)) / boreholeW),
  };
}

/** Share of the tank that flows through it in a step. */
export function tankShare({ tank }: StationSizes, flowKgPerS: number, hours: number): number {
  return (flowKgPerS * 3_600 * hours) / (tank.volumeM3 * waterKgPerM3);
}

/** The other way round: the flow that moves the whole tank in a step. */
export function tankFlowKgPerS({ tank }: StationSizes, hours: number): number {
  return (tank.volumeM3 * waterKgPerM3) / (3_600 * hours);
}
