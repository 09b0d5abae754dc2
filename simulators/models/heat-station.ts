import { heatPumpCopRatio } from '../../src/physics/heat/cop.ts';
import { type HeatStore, stepHeatStore } from '../../src/physics/heat/heat-store.ts';
import { heatingCurveTempC, spaceHeatKw } from '../../src/physics/heat/heating-curve.ts';
import type { Order } from '../control/order.ts';
import { clamp } from './clamp.ts';
import {
  follow,
  type ModelState,
  type ModelStep,
  meteredKwh,
  type SimulatedDevice,
  type Surroundings,
  stateValue,
} from './device-model.ts';
import { normalAt, uniformAt } from './noise.ts';

/** A geothermal heating station: the heat pumps and heat stores of one node work together. */
export interface HeatStation {
  readonly pumps: readonly SimulatedDevice[];
  readonly stores: readonly SimulatedDevice[];
  /** The order that holds for one of the pumps. */
  readonly orderOf: (pump: SimulatedDevice) => Order | null;
}

const copQualityRatio = 0.46;
const groundWaterC = 16.5;
/** The houses were planned for this share of what the pumps can give in the design cold. */
const plannedRatio = 0.8;
const houses = { designTempC: -6, limitTempC: 16 } as const;
const supply = { lowC: 33, designC: 45 } as const;
/** Heavy walls answer the weather only after this time. */
const wallTimeH = 14;
const pumpTimeH = 6 / 60;
/** Hours in which a store at its thermal rating fills. */
const storeH = 4;
const storeLossRatioPerH = 0.003;
/** Below this share of their capacity the pumps stand still. */
const pumpRatioMin = 0.08;
/** Warm water as a share of the planned heat: most in the morning and in the evening. */
const warmWaterRatio = 0.05;

function storeOf(store: SimulatedDevice): HeatStore {
  return { capacityKwh: store.ratingKw * storeH, lossRatioPerH: storeLossRatioPerH };
}

/** How full the stores should be: charged with the sun of noon, empty after the evening. */
function wantedFill(hour: number): number {
  if (hour >= 10.5 && hour < 15.5) return 0.95;
  return hour >= 17 && hour < 22 ? 0.15 : 0.4;
}

function demandKw(plannedKw: number, wallTempC: number, hour: number): number {
  const setback = hour >= 22.5 || hour < 5 ? 0.82 : 1;
  const bathing = Math.exp(-(((hour - 7) / 1.6) ** 2)) + Math.exp(-(((hour - 20) / 2) ** 2));
  return (
    setback * spaceHeatKw({ ...houses, designHeatKw: plannedKw }, wallTempC) +
    plannedKw * warmWaterRatio * (0.25 + bathing)
  );
}

interface Plan {
  /** Heat that the pumps give as a share of what they can. */
  readonly pumpRatio: number;
  /** Heat that the stores give; charging negative. */
  readonly storeKw: number;
  readonly copRatio: number;
  readonly supplyTempC: number;
  readonly wallTempC: number;
}

function planStation(
  station: HeatStation,
  stateOf: (device: SimulatedDevice) => ModelState,
  around: Surroundings,
): Plan {
  const first = station.pumps[0];
  const state = first === undefined ? {} : stateOf(first);
  const outdoorC = around.weather.tempC;
  const wallTempC = follow(
    stateValue(state, 'wallTempC', outdoorC),
    outdoorC,
    around.hours,
    wallTimeH,
  );
  const supplyTempC = heatingCurveTempC({ ...houses, designHeatKw: 1 }, wallTempC, supply);
  const copRatio = heatPumpCopRatio({
    qualityRatio: copQualityRatio,
    sourceTempC: groundWaterC,
    supplyTempC,
  });
  const ratingKw = station.pumps.reduce((sum, pump) => sum + pump.ratingKw, 0);
  const capacityKw = Math.max(ratingKw * copRatio, Number.MIN_VALUE);
  const { hour } = around.local;
  const demand = Math.min(demandKw(plannedRatio * capacityKw, wallTempC, hour), capacityKw);
  let shortKwh = 0;
  for (const store of station.stores) {
    const { capacityKwh } = storeOf(store);
    const held = stateValue(stateOf(store), 'energyKwh', 0.4 * capacityKwh);
    shortKwh += wantedFill(hour) * capacityKwh - held;
  }
  const wanted = clamp((demand + shortKwh / 3) / capacityKw, 0, 1);
  const running = station.stores.length > 0 && wanted < pumpRatioMin ? 0 : wanted;
  const pumpRatio = follow(
    stateValue(state, 'pumpRatio', running),
    running,
    around.hours,
    pumpTimeH,
  );
  return {
    pumpRatio,
    storeKw: demand - pumpRatio * capacityKw,
    copRatio,
    supplyTempC,
    wallTempC,
  };
}

function stepPump(
  pump: SimulatedDevice,
  state: ModelState,
  around: Surroundings,
  plan: Plan,
): ModelStep {
  const quiver = 1 + 0.004 * normalAt(pump.seed, around.weather.at);
  const powerKw = plan.pumpRatio < 0.005 ? 0 : pump.ratingKw * plan.pumpRatio * quiver;
  const heatKw = powerKw * plan.copRatio;
  const next = {
    wallTempC: plan.wallTempC,
    pumpRatio: plan.pumpRatio,
    powerKw,
    energyTotalKwh: meteredKwh(
      stateValue(state, 'energyTotalKwh'),
      stateValue(state, 'powerKw', powerKw),
      powerKw,
      around.hours,
    ),
    heatKw,
    heatTotalKwh: meteredKwh(
      stateValue(state, 'heatTotalKwh'),
      stateValue(state, 'heatKw', heatKw),
      heatKw,
      around.hours,
    ),
  };
  return {
    state: next,
    values: {
      powerKw,
      heatKw,
      supplyTempC: plan.supplyTempC + 0.4 * normalAt(pump.seed ^ 1, around.weather.at),
      returnTempC: plan.supplyTempC - 2 - 5 * plan.pumpRatio,
      sourceTempC: groundWaterC - 1.5 * plan.pumpRatio + uniformAt(pump.seed, 0),
      energyTotalKwh: next.energyTotalKwh,
      heatTotalKwh: next.heatTotalKwh,
    },
  };
}

function stepStore(
  store: SimulatedDevice,
  state: ModelState,
  around: Surroundings,
  plan: Plan & { readonly share: number },
): ModelStep {
  const tank = storeOf(store);
  const before = stateValue(state, 'energyKwh', 0.4 * tank.capacityKwh);
  const { heatKw, energyKwh } = stepHeatStore(
    tank,
    before,
    plan.storeKw * plan.share,
    around.hours,
  );
  const fill = energyKwh / tank.capacityKwh;
  const bottomTempC = plan.supplyTempC - 7;
  return {
    state: { energyKwh },
    values: {
      heatKw,
      energyKwh,
      topTempC: bottomTempC + 18 * Math.sqrt(fill),
      bottomTempC: bottomTempC + 14 * fill ** 2,
    },
  };
}

/** One step of a station: what each of its devices does, by device id. */
export function stepHeatStation(
  station: HeatStation,
  stateOf: (device: SimulatedDevice) => ModelState,
  around: Surroundings,
): Map<string, ModelStep> {
  const plan = planStation(station, stateOf, around);
  const storeRatingKw = station.stores.reduce((sum, store) => sum + store.ratingKw, 0);
  return new Map([
    ...station.pumps.map((pump) => [pump.id, stepPump(pump, stateOf(pump), around, plan)] as const),
    ...station.stores.map((store) => {
      const share = store.ratingKw / storeRatingKw;
      return [store.id, stepStore(store, stateOf(store), around, { ...plan, share })] as const;
    }),
  ]);
}
