import type { Instant } from '../../src/domain/instant.ts';
import { type Influence, type Influences, leftAlone, type Order } from '../control/order.ts';
import type { CountyFlow, CountyNetwork, Switchgear } from '../network/county-network.ts';
import { type DrawnPower, drawnPower } from '../network/device-power.ts';
import { pccMeterModel, transformerMeterModel } from '../network/meters.ts';
import { atTerminals } from '../network/terminals.ts';
import type { TapState } from '../network/voltage-regulator.ts';
import type { CountyStep } from './county.ts';
import type { CountyState } from './county-state.ts';
import type { ModelState, ModelStep, SimulatedDevice, Surroundings } from './device-model.ts';
import { deviceModels, installedState } from './fleet.ts';
import { stepHeatStation } from './heat/heat-station.ts';
import { balanceIsland, type IslandBench } from './island.ts';
import { type MeasuredValues, measured } from './measured.ts';
import { isMeter, type PlantNode } from './plant-node.ts';

type SharedSurroundings = Omit<Surroundings, 'voltagePu' | 'nodeNetKw' | keyof Influence>;

interface StepInput {
  readonly before: CountyState;
  readonly at: Instant;
  readonly influences: Influences;
  readonly shared: SharedSurroundings;
  readonly network: CountyNetwork;
  /** Nodes without supply from above. */
  readonly cutOff?: ReadonlySet<string> | undefined;
}

/** How a node without supply is marked, so that an island that failed stays dark. */
const dark: ModelState = { dark: 1 };
const nothing: DrawnPower = { kw: 0, kvar: 0 };
const standStill: Order = { mode: 'limit', powerKw: 0 };

/**
 * One step in progress. Devices go first, and know of the network what it was in the step before;
 * then the power flow tells what it is now, and the meters show that.
 */
export class CountyStepRun {
  readonly #before: CountyState;
  readonly #at: Instant;
  readonly #shared: SharedSurroundings;
  readonly #influences: Influences;
  readonly #network: CountyNetwork;
  readonly #cutOff: ReadonlySet<string>;
  /** Frequency in Hz of the areas that live on their own, by node id. */
  readonly #islandHz = new Map<string, number>();
  /** Nodes without any supply. */
  readonly #dark = new Set<string>();
  readonly #steps = new Map<string, ModelStep>();
  readonly #drawn = new Map<string, DrawnPower>();
  /** What the devices of a node and of those below it draw, without losses. */
  readonly #drawnBelowKw = new Map<string, number>();
  #flow: CountyFlow = {
    ...{ nodes: new Map(), voltagePu: new Map(), servedRatio: 1, taps: new Map() },
  };

  constructor({ before, at, shared, influences, network, cutOff }: StepInput) {
    this.#before = before;
    this.#at = at;
    this.#shared = shared;
    this.#influences = influences;
    this.#network = network;
    // Switches take no time, but who is to follow the balance needs some.
    this.#cutOff = shared.hours > 0 ? (cutOff ?? new Set()) : new Set();
  }

  stepNode(plant: PlantNode): void {
    if (!this.#cutOff.has(plant.id)) this.#stepSupplied(plant);
    else if (!this.#stepIsland(plant)) this.#stepDark(plant);
  }

  #stepSupplied(plant: PlantNode): void {
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

  /** Without the grid: what its plants give and take must close; false where that cannot be. */
  #stepIsland(plant: PlantNode): boolean {
    if (plant.island === null || this.#before.nodes.get(plant.id)?.dark === 1) return false;
    this.#stepSupplied(plant);
    const own = [...plant.free, ...plant.pumps, ...plant.batteries].map(({ id }) => id);
    const bench: IslandBench = {
      fedKw: ({ id }) => -(this.#drawn.get(id)?.kw ?? 0),
      tell: (device, order) => {
        const balances = order.mode === 'target';
        this.#stepDevice(device, 0, { ...this.#influenceOn(device), order, balances });
        return -this.#draw(device);
      },
      missingKw: () => {
        const drawn = own.map((id) => [id, this.#drawn.get(id) ?? nothing] as const);
        return this.#network.missingKw(plant.id, new Map(drawn), this.#cutOff);
      },
    };
    const frequencyHz = balanceIsland(plant.island, bench);
    if (frequencyHz === null) return false;
    this.#islandHz.set(plant.id, frequencyHz);
    this.#drawnBelowKw.set(plant.id, 0);
    return true;
  }

  /** Everything stands still and keeps what it has; only a heat station goes on cooling down. */
  #stepDark(plant: PlantNode): void {
    this.#dark.add(plant.id);
    this.#drawnBelowKw.set(plant.id, 0);
    for (const device of [...plant.free, ...plant.batteries]) {
      this.#steps.set(device.id, { state: { ...this.#stateOf(device), powerKw: 0 }, values: {} });
      this.#drawn.delete(device.id);
    }
    this.#stepHeat(plant);
    for (const pump of plant.pumps) this.#drawn.delete(pump.id);
  }

  solve(plants: readonly PlantNode[], sourceVoltagePu: number): void {
    this.#flow = this.#network.solve(this.#drawn, sourceVoltagePu, this.#switchgear());
    for (const plant of plants) {
      for (const meter of plant.meters) this.#stepMeter(meter);
      if (this.#dark.has(plant.id)) continue;
      for (const device of [...plant.free, ...plant.pumps, ...plant.batteries]) {
        this.#connect(device);
      }
    }
  }

  /** What is dark has a meter that tells so, and otherwise nothing that could speak. */
  result(devices: readonly SimulatedDevice[]): CountyStep {
    const at = this.#at;
    const states = new Map<string, ModelState>();
    const readings = new Map<string, MeasuredValues>();
    const exact = new Map<string, ModelStep>();
    for (const device of devices) {
      const step = this.#steps.get(device.id);
      if (step === undefined) continue;
      states.set(device.id, step.state);
      if (this.#dark.has(device.nodeId) && !isMeter(device)) continue;
      readings.set(device.id, measured(device, at, step.values));
      exact.set(device.id, step);
    }
    const { nodes: flows, voltagePu } = this.#flow;
    const { weather } = this.#shared;
    return {
      state: { at, devices: states, nodes: this.#nodeStates(), flows, voltagePu },
      ...{ readings, exact, weather },
    };
  }

  #switchgear(): Switchgear {
    const taps = new Map<string, TapState>();
    for (const [id, { position, waitedS = 0 }] of this.#before.nodes) {
      if (position !== undefined) taps.set(id, { position, waitedS });
    }
    const islands = new Set(this.#islandHz.keys());
    return { cutOff: this.#cutOff, islands, taps, elapsedS: this.#shared.hours * 3_600 };
  }

  #nodeStates(): Map<string, ModelState> {
    const states = new Map<string, ModelState>();
    for (const [id, { position, waitedS }] of this.#flow.taps)
      states.set(id, { position, waitedS });
    for (const id of this.#dark) states.set(id, { ...states.get(id), ...dark });
    return states;
  }

  #stepDevice(
    device: SimulatedDevice,
    nodeNetKw: number,
    influence = this.#influenceOn(device),
  ): void {
    if (device.kind === 'heat_pump' || device.kind === 'heat_store') return;
    if (device.kind === 'pcc_meter' || device.kind === 'transformer_meter') return;
    const model = deviceModels[device.kind];
    const around = { ...this.#around(device.id), nodeNetKw, ...influence };
    this.#steps.set(device.id, model(device, this.#stateOf(device), around));
  }

  #stepHeat(plant: PlantNode): void {
    if (plant.pumps.length + plant.stores.length === 0) return;
    const isDark = this.#dark.has(plant.id);
    const orderOf = (pump: SimulatedDevice): Order | null =>
      isDark ? standStill : this.#influenceOn(pump).order;
    const station = { ...plant, orderOf };
    const around = this.#around(plant.pumps[0]?.id ?? '');
    const steps = stepHeatStation(station, (device) => this.#stateOf(device), around);
    for (const [id, step] of steps) this.#steps.set(id, step);
  }

  #stepMeter(meter: SimulatedDevice): void {
    const flow = this.#flow.nodes.get(meter.nodeId);
    if (flow === undefined) return;
    const { hours, weather } = this.#shared;
    const frequencyHz = this.#dark.has(meter.nodeId)
      ? null
      : (this.#islandHz.get(meter.nodeId) ?? this.#shared.frequencyHz);
    const model = meter.kind === 'pcc_meter' ? pccMeterModel : transformerMeterModel;
    const around = { flow, hours, frequencyHz, tempC: weather.tempC };
    this.#steps.set(meter.id, model(meter, this.#stateOf(meter), around));
  }

  /** Shows a device what the power flow gives its terminals. */
  #connect(device: SimulatedDevice): void {
    const step = this.#steps.get(device.id);
    const islandHz = this.#islandHz.get(device.nodeId);
    const servedRatio = islandHz === undefined ? this.#flow.servedRatio : 1;
    const voltagePu = this.#flow.voltagePu.get(device.id);
    if (step === undefined || voltagePu === undefined) return;
    this.#steps.set(device.id, atTerminals(device, step, { voltagePu, servedRatio, islandHz }));
  }

  #around(deviceId: string): Surroundings {
    const beforePu = this.#before.voltagePu.get(deviceId) ?? 0;
    // Whoever had no voltage begins with the nominal one.
    const voltagePu = beforePu > 0 ? beforePu : 1;
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
