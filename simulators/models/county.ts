import { hourMs, type Instant } from '../../src/domain/instant.ts';
import { invariant } from '../../src/domain/outcome.ts';
import type { GeoPosition } from '../../src/physics/solar/sun.ts';
import { type Influences, noInfluences } from '../control/order.ts';
import { CountyNetwork } from '../network/county-network.ts';
import type { FieldNode } from '../network/field-node.ts';
import { sourceVoltage } from '../network/source.ts';
import type { CountyWeather, WeatherSource } from '../weather/county-weather.ts';
import { generatedWeather } from '../weather/generator.ts';
import { type LocalMoment, localMoment } from './calendar.ts';
import type { CountyState } from './county-state.ts';
import { CountyStepRun } from './county-step.ts';
import type { ModelStep, SimulatedDevice } from './device-model.ts';
import { type FieldDevice, installedState, simulatedDevice } from './fleet.ts';
import { frequencyModel } from './frequency.ts';
import type { MeasuredValues } from './measured.ts';
import { plantNodes } from './plant-node.ts';
import { withWakes } from './wind/farm-wakes.ts';

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
  /** Nodes that are cut off have no supply from above; they and all below them are listed. */
  step(
    state: CountyState,
    at: Instant,
    influences?: Influences,
    cutOff?: ReadonlySet<string>,
  ): CountyStep;
}

/** A simulated county: a step is a function of the state before, the time and the seed alone. */
export function simulateCounty(options: CountyOptions): SimulatedCounty {
  const nodeById = new Map(options.nodes.map((node) => [node.id, node]));
  const plates = options.devices.map((device) => {
    const node = nodeById.get(device.nodeId);
    invariant(node !== undefined, `device ${device.id} hangs on the unknown node ${device.nodeId}`);
    return simulatedDevice(device, node, options);
  });
  const devices = withWakes(plates);
  const nodes = plantNodes(options.nodes, devices);
  const network = new CountyNetwork({ ...options, devices });
  const sourceVoltagePuAt = sourceVoltage(options.seed);
  const source = options.weather ?? generatedWeather(options);
  const localAt = options.localAt ?? ((at: Instant) => localMoment(at, options.timeZone));
  const frequencyAt = frequencyModel(options.seed);
  const begin = (at: Instant): CountyState => {
    const { hour } = localAt(at);
    const states = devices.map((device) => [device.id, installedState(device, hour)] as const);
    return {
      at,
      devices: new Map(states),
      nodes: new Map(),
      flows: new Map(),
      voltagePu: new Map(),
    };
  };
  const step: SimulatedCounty['step'] = (before, at, influences = noInfluences, cutOff) => {
    const local = localAt(at);
    const weather = source.weatherAt(at);
    const shared = {
      weather,
      local,
      hours: Math.max(0, at - before.at) / hourMs,
      frequencyHz: frequencyAt(at),
      skyOver: source.skyAt(weather),
    };
    const run = new CountyStepRun({ before, at, influences, shared, network, cutOff });
    for (const node of nodes) run.stepNode(node);
    run.solve(nodes, sourceVoltagePuAt(at));
    return run.result(devices);
  };
  return { devices, begin, step };
}
