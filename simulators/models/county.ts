import { hourMs, type Instant, minuteMs } from '../../src/domain/instant.ts';
import { invariant } from '../../src/domain/outcome.ts';
import type { GeoPosition } from '../../src/physics/solar/sun.ts';
import { type Influence, type Influences, leftAlone, noInfluences } from '../control/order.ts';
import type { CountyWeather, WeatherSource } from '../weather/county-weather.ts';
import { generatedWeather } from '../weather/generator.ts';
import { type LocalMoment, localMoment } from './calendar.ts';
import type { CountyState } from './county-state.ts';
import type { ModelState, ModelStep, SimulatedDevice, Surroundings } from './device-model.ts';
import { deviceModels, type FieldDevice, installedState, simulatedDevice } from './fleet.ts';
import { frequencyModel } from './frequency.ts';
import { stepHeatStation } from './heat-station.ts';
import { type MeasuredValues, measured } from './measured.ts';
import { type FieldNode, flowThrough, type NodeFlow, voltagePuAt } from './network.ts';
import { seedFor, smoothNoise } from './noise.ts';

export interface CountyOptions {
  readonly devices: readonly FieldDevice[];
  /** The tree, parents before children. */
  readonly nodes: readonly FieldNode[];
  readonly site: GeoPosition;
  readonly timeZone: string;
  readonly seed: number;
  /** Made up for the site and the seed if left out. */
  readonly weather?: WeatherSource;
  /** How people live a moment; by the calendar of the time zone if left out. */
  readonly localAt?: (at: Instant) => LocalMoment;
}

export interface CountyStep {
  readonly state: CountyState;
  /** What each device shows, by device id. */
  readonly readings: ReadonlyMap<string, MeasuredValues>;
  /** State and values of each device before its meter rounds them. */
  readonly exact: ReadonlyMap<string, ModelStep>;
  readonly weather: CountyWeather;
}

export interface SimulatedCounty {
  readonly devices: readonly SimulatedDevice[];
  /** The state of a county that has run for years when the simulation begins. */
  begin(at: Instant): CountyState;
  step(state: CountyState, at: Instant, influences?: Influences): CountyStep;
}

interface SimulatedNode {
  readonly node: FieldNode;
  readonly childIds: readonly string[];
  /** Devices by their order in a step: those that follow the weather and people, then the others. */
  readonly free: readonly SimulatedDevice[];
  readonly pumps: readonly SimulatedDevice[];
  readonly stores: readonly SimulatedDevice[];
  readonly batteries: readonly SimulatedDevice[];
  readonly meters: readonly SimulatedDevice[];
  readonly seed: number;
}

const drawing = new Set(['load', 'heat_pump', 'ev_charger']);
const feeding = new Set(['pv', 'wind', 'biogas', 'battery']);

/** +1 for what draws from the network with a positive power, −1 for what feeds it, 0 for neither. */
function directionOf(device: SimulatedDevice): number {
  if (drawing.has(device.kind)) return 1;
  return feeding.has(device.kind) ? -1 : 0;
}

function isMeter(device: SimulatedDevice): boolean {
  return device.kind === 'pcc_meter' || device.kind === 'transformer_meter';
}

function plantNode(
  node: FieldNode,
  options: CountyOptions,
  devices: readonly SimulatedDevice[],
): SimulatedNode {
  const own = devices.filter((device) => device.nodeId === node.id);
  const ofKind = (kind: string): SimulatedDevice[] => own.filter((device) => device.kind === kind);
  const apart = new Set(['heat_pump', 'heat_store', 'battery']);
  return {
    node,
    childIds: options.nodes.filter((child) => child.parentId === node.id).map(({ id }) => id),
    free: own.filter((device) => !isMeter(device) && !apart.has(device.kind)),
    pumps: ofKind('heat_pump'),
    stores: ofKind('heat_store'),
    batteries: ofKind('battery'),
    meters: own.filter(isMeter),
    seed: seedFor(options.seed, `voltage ${node.id}`),
  };
}

/** A simulated county: a step is a function of the state before, the time and the seed alone. */
export function simulateCounty(options: CountyOptions): SimulatedCounty {
  const nodeById = new Map(options.nodes.map((node) => [node.id, node]));
  const devices = options.devices.map((device) => {
    const node = nodeById.get(device.nodeId);
    invariant(node !== undefined, `device ${device.id} hangs on the unknown node ${device.nodeId}`);
    return simulatedDevice(device, node, options);
  });
  // Children come first, so that a node finds what those below it draw.
  const nodes = options.nodes.map((node) => plantNode(node, options, devices)).reverse();
  const source = options.weather ?? generatedWeather(options);
  const localAt = options.localAt ?? ((at: Instant) => localMoment(at, options.timeZone));
  const frequencyAt = frequencyModel(options.seed);
  const begin = (at: Instant): CountyState => {
    const { hour } = localAt(at);
    const states = devices.map((device) => [device.id, installedState(device, hour)] as const);
    return { at, devices: new Map(states), flows: new Map() };
  };
  const step = (before: CountyState, at: Instant, influences = noInfluences): CountyStep => {
    const local = localAt(at);
    const weather = source.weatherAt(at);
    const shared = {
      weather,
      local,
      hours: Math.max(0, at - before.at) / hourMs,
      frequencyHz: frequencyAt(at),
      skyOver: source.skyAt(weather),
    };
    const run = new StepRun({ before, at, influences, shared });
    for (const node of nodes) {
      run.stepNode(node);
    }
    return run.result(devices);
  };
  return { devices, begin, step };
}

type SharedSurroundings = Omit<Surroundings, 'voltagePu' | 'nodeNetKw' | keyof Influence>;

interface StepInput {
  readonly before: CountyState;
  readonly at: Instant;
  readonly influences: Influences;
  readonly shared: SharedSurroundings;
}

/** One step in progress: what the nodes done so far have come to. */
class StepRun {
  readonly #before: CountyState;
  readonly #at: Instant;
  readonly #shared: SharedSurroundings;
  readonly #influences: Influences;
  readonly #steps = new Map<string, ModelStep>();
  readonly #flows = new Map<string, NodeFlow>();

  constructor({ before, at, shared, influences }: StepInput) {
    this.#before = before;
    this.#at = at;
    this.#shared = shared;
    this.#influences = influences;
  }

  stepNode(plant: SimulatedNode): void {
    const { node } = plant;
    const swing = smoothNoise(plant.seed, this.#at / (4 * minuteMs));
    const voltagePu = voltagePuAt(node, this.#before.flows.get(node.id)?.meterKw ?? 0, swing);
    const around: Surroundings = { ...this.#shared, voltagePu, nodeNetKw: 0, ...leftAlone };
    for (const device of plant.free) this.#stepDevice(device, around);
    this.#stepHeat(plant, around);
    let drawnKw = plant.childIds.reduce((sum, id) => sum + (this.#flows.get(id)?.upKw ?? 0), 0);
    for (const device of [...plant.free, ...plant.pumps]) drawnKw += this.#drawnBy(device);
    const shareKw = drawnKw / plant.batteries.length;
    for (const battery of plant.batteries) {
      this.#stepDevice(battery, { ...around, nodeNetKw: shareKw });
      drawnKw += this.#drawnBy(battery);
    }
    const flow = flowThrough(node, drawnKw);
    this.#flows.set(node.id, flow);
    for (const meter of plant.meters) {
      this.#stepDevice(meter, { ...around, nodeNetKw: flow.meterKw });
    }
  }

  #stepDevice(device: SimulatedDevice, around: Surroundings): void {
    if (device.kind === 'heat_pump' || device.kind === 'heat_store') return;
    const step = deviceModels[device.kind](device, this.#stateOf(device), {
      ...around,
      ...this.#influenceOn(device),
    });
    this.#steps.set(device.id, step);
  }

  result(devices: readonly SimulatedDevice[]): CountyStep {
    const at = this.#at;
    const states = new Map<string, ModelState>();
    const readings = new Map<string, MeasuredValues>();
    for (const device of devices) {
      const step = this.#steps.get(device.id);
      if (step === undefined) continue;
      states.set(device.id, step.state);
      readings.set(device.id, measured(device, at, step.values));
    }
    return {
      state: { at, devices: states, flows: this.#flows },
      readings,
      exact: this.#steps,
      weather: this.#shared.weather,
    };
  }

  #stateOf(device: SimulatedDevice): ModelState {
    return this.#before.devices.get(device.id) ?? installedState(device, this.#shared.local.hour);
  }

  #influenceOn(device: SimulatedDevice): Influence {
    return this.#influences.get(device.id) ?? leftAlone;
  }

  #drawnBy(device: SimulatedDevice): number {
    const powerKw = this.#steps.get(device.id)?.values.powerKw ?? 0;
    return directionOf(device) * powerKw;
  }

  #stepHeat(plant: SimulatedNode, around: Surroundings): void {
    if (plant.pumps.length + plant.stores.length === 0) return;
    const station = { ...plant, orderOf: (pump: SimulatedDevice) => this.#influenceOn(pump).order };
    const steps = stepHeatStation(station, (device) => this.#stateOf(device), around);
    for (const [id, step] of steps) this.#steps.set(id, step);
  }
}
