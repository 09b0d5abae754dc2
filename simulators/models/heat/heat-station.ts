import { storedHeatKwh } from '../../../src/physics/heat/stratified-store.ts';
import { controlTraitsOf, type MachineTraits } from '../../control/control-traits.ts';
import type { Order } from '../../control/order.ts';
import {
  type ModelState,
  type ModelStep,
  type SimulatedDevice,
  type Surroundings,
  stateValue,
} from '../device-model.ts';
import { normalAt } from '../noise.ts';
import type { PumpNow } from './pump-staging.ts';
import type { PumpFlow } from './pump-water.ts';
import { type StationSizes, stationSizes } from './station-sizes.ts';
import { builtState, packedStation, type StationState, unpackedStation } from './station-state.ts';
import { type StationStep, type StationWeather, stepStation, supplyTempC } from './station-step.ts';

/** A geothermal heating station: the heat pumps and heat stores of one node work together. */
export interface HeatStation {
  readonly pumps: readonly SimulatedDevice[];
  readonly stores: readonly SimulatedDevice[];
  /** The order that holds for one of the pumps. */
  readonly orderOf: (pump: SimulatedDevice) => Order | null;
}

/** Longer steps are worked out in parts: minimum times, hours of the day and delays are shorter. */
const partHMax = 0.25;
/** Of a step that is longer than a day one day is worked out, and stands for all of it. */
const workedOutHMax = 24;
/** A step of no length shows what would flow in this time. */
const glimpseH = 1 / 3_600;
/** Stored heat is counted above the water that usually comes back from the homes. */
const usualReturnTempC = 28;
const sensorNoiseK = 0.15;

/** What a station did over a step, in means. */
interface StationRun {
  readonly state: StationState;
  readonly last: StationStep;
  readonly pumps: readonly PumpFlow[];
  readonly networkHeatKw: number;
  readonly homesHeatKw: number;
  readonly lossKw: number;
}

/** One step of a station: what each of its devices does, by device id. */
export function stepHeatStation(
  station: HeatStation,
  stateOf: (device: SimulatedDevice) => ModelState,
  around: Surroundings,
): Map<string, ModelStep> {
  const { pumps, stores } = station;
  const [lead = stores[0]] = pumps;
  if (lead === undefined) return new Map();
  const sizes = stationSizes(ratingSum(pumps), ratingSum(stores));
  const known = unpackedStation(stateOf(lead));
  const pumpsNow = pumps.map((pump) => pumpNow(pump, stateOf(pump), station.orderOf(pump)));
  const begin =
    known === null
      ? settled(sizes, pumpsNow, weatherOf(lead, around))
      : { state: known, pumps: pumpsNow };
  const run = runFor(sizes, begin.state, begin.pumps, {
    weather: weatherOf(lead, around),
    hours: around.hours > 0 ? around.hours : glimpseH,
  });
  const ended = around.hours > 0 ? run.state : begin.state;
  const steps = [
    ...pumps.map((pump, place) => [pump.id, pumpStep(pump, stateOf(pump), run, place, around)]),
    ...stores.map((store) => {
      const share = store.ratingKw / ratingSum(stores);
      return [store.id, storeStep(sizes, run, share)];
    }),
  ] as [string, ModelStep][];
  return withStation(new Map(steps), lead.id, packedStation(ended), stationValues(sizes, run));
}

function ratingSum(devices: readonly SimulatedDevice[]): number {
  return devices.reduce((sum, { ratingKw }) => sum + ratingKw, 0);
}

function weatherOf(lead: SimulatedDevice, around: Surroundings): StationWeather {
  const { weather, local } = around;
  const { ghiWm2 } = around.skyOver(lead.place);
  return { outdoorTempC: weather.tempC, ghiWm2, hour: local.hour };
}

const freeMachine: MachineTraits = { runKwMin: 0, onMsMin: 0, offMsMin: 0 };

function pumpNow(pump: SimulatedDevice, state: ModelState, order: Order | null): PumpNow {
  return {
    ratingKw: pump.ratingKw,
    powerKw: stateValue(state, 'setKw'),
    runH: stateValue(state, 'runH'),
    machine: controlTraitsOf(pump)?.machine ?? freeMachine,
    order,
  };
}

/** A station that is seen for the first time has been running for a day in such weather. */
function settled(
  sizes: StationSizes,
  pumps: readonly PumpNow[],
  weather: StationWeather,
): { readonly state: StationState; readonly pumps: readonly PumpNow[] } {
  const { outdoorTempC } = weather;
  const built = builtState(sizes, outdoorTempC, supplyTempC(outdoorTempC));
  const { state, pumps: flows } = runFor(
    sizes,
    built,
    pumps.map((pump) => ({ ...pump, order: null })),
    { weather, hours: workedOutHMax },
  );
  return {
    state: { ...state, coldHomeHours: 0, complaints: 0 },
    pumps: moved(pumps, flows),
  };
}

function moved(pumps: readonly PumpNow[], flows: readonly PumpFlow[]): PumpNow[] {
  return pumps.map((pump, place) => {
    const { powerKw = 0, runH = 0 } = flows[place] ?? {};
    return { ...pump, powerKw, runH };
  });
}

/** Runs a station up to the hour of the weather. */
function runFor(
  sizes: StationSizes,
  begin: StationState,
  beginPumps: readonly PumpNow[],
  { weather, hours }: { readonly weather: StationWeather; readonly hours: number },
): StationRun {
  const workedOutH = Math.min(hours, workedOutHMax);
  const parts = Math.max(1, Math.ceil(workedOutH / partHMax - 1e-9));
  const partH = workedOutH / parts;
  const done: StationStep[] = [];
  let state = begin;
  let pumps = beginPumps;
  for (let part = 0; part < parts; part += 1) {
    const hour = (weather.hour - (parts - part - 0.5) * partH + 48) % 24;
    const step = stepStation(sizes, state, pumps, { ...weather, hour }, partH);
    done.push(step);
    state = step.state;
    pumps = moved(pumps, step.pumps);
  }
  return summary(done, { begin, stretch: hours / workedOutH, partH });
}

function summary(
  done: readonly StationStep[],
  over: { readonly begin: StationState; readonly stretch: number; readonly partH: number },
): StationRun {
  const last = done.at(-1);
  if (last === undefined) throw new Error('a run of a station has at least one part');
  const mean = (of: (step: StationStep) => number): number =>
    done.reduce((sum, step) => sum + of(step), 0) / done.length;
  const { begin, stretch, partH } = over;
  const stretched = (name: 'coldHomeHours' | 'complaints'): number =>
    begin[name] + stretch * (last.state[name] - begin[name]);
  return {
    state: {
      ...last.state,
      coldHomeHours: stretched('coldHomeHours'),
      complaints: stretched('complaints'),
    },
    last,
    pumps: last.pumps.map((flow, place) => ({
      ...flow,
      meanKw: mean((step) => step.pumps[place]?.meanKw ?? 0),
      heatKw: mean((step) => step.pumps[place]?.heatKw ?? 0),
    })),
    networkHeatKw: mean((step) => step.networkHeatKw),
    homesHeatKw: mean((step) => step.homesHeatKw),
    lossKw: mean((step) => step.lossKwh / partH),
  };
}

function pumpStep(
  pump: SimulatedDevice,
  state: ModelState,
  { pumps, last, state: station }: StationRun,
  place: number,
  { hours, weather }: Surroundings,
): ModelStep {
  const flow = pumps[place] ?? { meanKw: 0, powerKw: 0, heatKw: 0, runH: 0 };
  const suppliedTempC = flow.heatKw > 0 ? last.condenserTempC : (station.tankTempsC[0] ?? 0);
  const noise = (which: number): number => sensorNoiseK * normalAt(pump.seed ^ which, weather.at);
  const next = {
    setKw: flow.powerKw,
    runH: flow.runH,
    energyTotalKwh: stateValue(state, 'energyTotalKwh') + flow.meanKw * hours,
    heatTotalKwh: stateValue(state, 'heatTotalKwh') + flow.heatKw * hours,
  };
  return {
    state: next,
    values: {
      powerKw: flow.meanKw,
      heatKw: flow.heatKw,
      supplyTempC: suppliedTempC + noise(1),
      returnTempC: last.returnTempC + noise(2),
      sourceTempC: last.sourceTempC + noise(3),
      energyTotalKwh: next.energyTotalKwh,
      heatTotalKwh: next.heatTotalKwh,
    },
  };
}

function storeStep(sizes: StationSizes, run: StationRun, share: number): ModelStep {
  const { tankTempsC } = run.state;
  const pumpedKw = run.pumps.reduce((sum, { heatKw }) => sum + heatKw, 0);
  const heldKwh = storedHeatKwh(sizes.tank, tankTempsC, usualReturnTempC);
  return {
    state: {},
    values: {
      heatKw: share * (run.networkHeatKw - pumpedKw),
      energyKwh: share * Math.max(0, heldKwh),
      topTempC: tankTempsC[0] ?? Number.NaN,
      bottomTempC: tankTempsC.at(-1) ?? Number.NaN,
    },
  };
}

/** What no meter of the station shows, for those who look into the simulation. */
function stationValues(sizes: StationSizes, run: StationRun): Record<string, number> {
  const { roomTempC, coldHomeHours, complaints } = run.state;
  return {
    homes: sizes.homes,
    roomTempC,
    coldHomes: run.last.coldHomes,
    coldHomeHours,
    complaints,
    networkHeatKw: run.networkHeatKw,
    homesHeatKw: run.homesHeatKw,
    heatLossKw: run.lossKw,
  };
}

/** The lead device carries the state of the station besides its own. */
function withStation(
  steps: Map<string, ModelStep>,
  leadId: string,
  state: ModelState,
  values: Readonly<Record<string, number>>,
): Map<string, ModelStep> {
  const lead = steps.get(leadId);
  if (lead === undefined) return steps;
  return steps.set(leadId, {
    state: { ...lead.state, ...state },
    values: { ...lead.values, ...values },
  });
}
