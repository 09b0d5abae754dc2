import type { Instant } from '../../src/domain/instant.ts';
import { type Influence, type Influences, leftAlone } from '../control/order.ts';
import type { CountyFlow, CountyNetwork } from '../network/county-network.ts';
import { type DrawnPower, drawnPower } from '../network/device-power.ts';
import type { FieldNode } from '../network/field-node.ts';
import { pccMeterModel, transformerMeterModel } from '../network/meters.ts';
import { atTerminals } from '../network/terminals.ts';
import type { CountyStep } from './county.ts';
import type { CountyState } from './county-state.ts';
import type { ModelState, ModelStep, SimulatedDevice, Surroundings } from './device-model.ts';
import { deviceModels, installedState } from './fleet.ts';
import { stepHeatStation } from './heat/heat-station.ts';
import { type MeasuredValues, measured } from './measured.ts';

/** A node with its devices by their order in a step: those that follow weather and people first. */
export interface PlantNode {
  readonly id: string;
  readonly childIds: readonly string[];
  readonly free: readonly SimulatedDevice[];
  readonly pumps: readonly SimulatedDevice[];
  readonly stores: readonly SimulatedDevice[];
  readonly batteries: readonly SimulatedDevice[];
  readonly meters: readonly SimulatedDevice[];
}

function isMeter(device: SimulatedDevice): boolean {
  return device.kind === 'pcc_meter' || device.kind === 'transformer_meter';
}

/** The nodes with their devices; children come first, so that a node finds what those below it draw. */
export function plantNodes(
  nodes: readonly FieldNode[],
  devices: readonly SimulatedDevice[],
): PlantNode[] {
  const childrenOf = Map.groupBy(nodes, ({ parentId }) => parentId);
  const devicesOf = Map.groupBy(devices, ({ nodeId }) => nodeId);
  return nodes.toReversed().map(({ id }) => ({
    id,
    childIds: (childrenOf.get(id) ?? []).map((child) => child.id),
    ...inStepOrder(devicesOf.get(id) ?? []),
  }));
}

function inStepOrder(own: readonly SimulatedDevice[]): Omit<PlantNode, 'id' | 'childIds'> {
  const ofKind = (kind: string): SimulatedDevice[] => own.filter((device) => device.kind === kind);
  const apart = new Set(['heat_pump', 'heat_store', 'battery']);
  return {
    free: own.filter((device) => !isMeter(device) && !apart.has(device.kind)),
    pumps: ofKind('heat_pump'),
    stores: ofKind('heat_store'),
    batteries: ofKind('battery'),
    meters: own.filter(isMeter),
  };
}

type SharedSurroundings = Omit<Surroundings, 'voltagePu' | 'nodeNetKw' | keyof Influence>;

interface StepInput {
  readonly before: CountyState;
  readonly at: Instant;
  readonly influences: Influences;
  readonly shared: SharedSurroundings;
}

/**
 * One step in progress. Devices go first, and know of the network what it was in the step before;
 * then the power flow tells what it is now, and the meters show that.
 */
export class CountyStepRun {
  readonly #before: CountyState;
  readonly #at: Instant;
  readonly #shared: SharedSurroundings;
  readonly #influences: Influences;
  readonly #steps = new Map<string, ModelStep>();
  readonly #drawn = new Map<string, DrawnPower>();
  /** What the devices of a node and of those below it draw, without losses. */
  readonly #drawnBelowKw = new Map<string, number>();
  #flow: CountyFlow = { nodes: new Map(), voltagePu: new Map(), servedRatio: 1 };

  constructor({ before, at, shared, influences }: StepInput) {
    this.#before = before;
    this.#at = at;
    this.#shared = shared;
    this.#influences = influences;
  }

  stepNode(plant: PlantNode): void {
    for (const device of plant.free) this.#stepDevice(device, 0);
    this.#stepHeat(plant);
    let drawnKw = 0;
    for (const id of plant.childIds) drawnKw += this.#drawnBelowKw.get(id) ?? 0;
    for (const device of [...plant.free, ...plant.pumps]) drawnKw += this.#draw(device);
    const shareKw = drawnKw / plant.batteries.length;
    for (const battery of plant.batteries) {
      this.#stepDevice(battery, shareKw);
      drawnKw += this.#draw(battery);
    }
    this.#drawnBelowKw.set(plant.id, drawnKw);
  }

  solve(network: CountyNetwork, plants: readonly PlantNode[], sourceVoltagePu: number): void {
    this.#flow = network.solve(this.#drawn, sourceVoltagePu);
    for (const plant of plants) {
      for (const device of [...plant.free, ...plant.pumps, ...plant.batteries]) {
        this.#connect(device);
      }
      for (const meter of plant.meters) this.#stepMeter(meter);
    }
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
    const { nodes: flows, voltagePu } = this.#flow;
    return {
      state: { at, devices: states, flows, voltagePu },
      readings,
      exact: this.#steps,
      weather: this.#shared.weather,
    };
  }

  #stepDevice(device: SimulatedDevice, nodeNetKw: number): void {
    if (device.kind === 'heat_pump' || device.kind === 'heat_store') return;
    if (device.kind === 'pcc_meter' || device.kind === 'transformer_meter') return;
    const influence = this.#influenceOn(device);
    if (influence.dark === true) {
      const state = { ...this.#stateOf(device), powerKw: 0 };
      this.#steps.set(device.id, { state, values: {} });
      return;
    }
    const model = deviceModels[device.kind];
    const around = { ...this.#around(device.id), nodeNetKw, ...influence };
    this.#steps.set(device.id, model(device, this.#stateOf(device), around));
  }

  #stepHeat(plant: PlantNode): void {
    if (plant.pumps.length + plant.stores.length === 0) return;
    const station = { ...plant, orderOf: (pump: SimulatedDevice) => this.#influenceOn(pump).order };
    const around = this.#around(plant.pumps[0]?.id ?? '');
    const steps = stepHeatStation(station, (device) => this.#stateOf(device), around);
    for (const [id, step] of steps) this.#steps.set(id, step);
  }

  #stepMeter(meter: SimulatedDevice): void {
    const flow = this.#flow.nodes.get(meter.nodeId);
    if (flow === undefined) return;
    const { hours, frequencyHz, weather } = this.#shared;
    const model = meter.kind === 'pcc_meter' ? pccMeterModel : transformerMeterModel;
    const around = { flow, hours, frequencyHz, tempC: weather.tempC };
    this.#steps.set(meter.id, model(meter, this.#stateOf(meter), around));
  }

  /** Shows a device what the power flow gives its terminals. */
  #connect(device: SimulatedDevice): void {
    const step = this.#steps.get(device.id);
    const { servedRatio } = this.#flow;
    const voltagePu = this.#flow.voltagePu.get(device.id);
    if (step === undefined || voltagePu === undefined) return;
    this.#steps.set(device.id, atTerminals(device, step, { voltagePu, servedRatio }));
  }

  #around(deviceId: string): Surroundings {
    const voltagePu = this.#before.voltagePu.get(deviceId) ?? 1;
    return { ...this.#shared, voltagePu, nodeNetKw: 0, ...leftAlone };
  }

  #stateOf(device: SimulatedDevice): ModelState {
    return this.#before.devices.get(device.id) ?? installedState(device, this.#shared.local.hour);
  }

  #influenceOn(device: SimulatedDevice): Influence {
    return this.#influences.get(device.id) ?? leftAlone;
  }

  /** Notes what a device draws, and gives its active power. */
  #draw(device: SimulatedDevice): number {
    const drawn = drawnPower(device.kind, this.#steps.get(device.id)?.values);
    this.#drawn.set(device.id, drawn);
    return drawn.kw;
  }
}
