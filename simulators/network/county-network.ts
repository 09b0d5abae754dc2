import { invariant } from '../../src/domain/outcome.ts';
import { sourcePower } from '../../src/physics/grid/branch-flows.ts';
import { type BusInjections, emptyInjections } from '../../src/physics/grid/bus-injections.ts';
import type { PowerFlow } from '../../src/physics/grid/power-flow.ts';
import type { DrawnPower } from './device-power.ts';
import type { GridPlan } from './draw-grid.ts';
import { type DrawnGrid, terminalsOf } from './grid-draft.ts';
import { type NodeFlow, nodeFlows } from './node-flow.ts';
import { strongGrid } from './strong-grid.ts';
import type { Substation } from './substations.ts';
import { type LivePart, type SwitchedGrid, switchedGrid } from './switched-grid.ts';
import { regulated, type TapState, usualTap, waited } from './voltage-regulator.ts';

/** The network at one moment. */
export interface CountyFlow {
  /** By node id. */
  readonly nodes: ReadonlyMap<string, NodeFlow>;
  /** Voltage at the terminals, by device id; of devices without power that of their node. */
  readonly voltagePu: ReadonlyMap<string, number>;
  /** What loads get of the power that they wish: 1 unless the network cannot carry it. */
  readonly servedRatio: number;
  /** Tap changers of the substations, by node id. */
  readonly taps: ReadonlyMap<string, TapState>;
}

/** How switches and taps stand when a step begins, and how long it is. */
export interface Switchgear {
  /** Nodes without supply from above. */
  readonly cutOff: ReadonlySet<string>;
  /** Of these the areas that live as islands. */
  readonly islands: ReadonlySet<string>;
  /** By substation; the usual tap where one is not listed. */
  readonly taps: ReadonlyMap<string, TapState>;
  /** Regulators act if it is long enough. */
  readonly elapsedS: number;
}

const allClosed: Switchgear = {
  cutOff: new Set(),
  islands: new Set(),
  taps: new Map(),
  elapsedS: 0,
};

/** Where the network cannot carry the loads, each is cut to half, and again, down to this share. */
const servedRatioMin = 2 ** -12;
/** What is drawn and lost may differ from what the sources give by this share, from rounding. */
const imbalanceRatioMax = 1e-6;
/** The voltage that the plant of an island holds at its terminals. */
const islandVoltagePu = 1;

/** The electrical network of a simulated county: what it remembers is handed to it. */
export class CountyNetwork {
  readonly grid: DrawnGrid;
  readonly #plan: GridPlan;
  readonly #intact: SwitchedGrid;
  /** The last one that was needed: outages last for many steps. */
  #switched: { readonly key: string; readonly grid: SwitchedGrid } | null = null;
  readonly #injections: BusInjections;
  /** Index of its bus by device id. */
  readonly #busOf: ReadonlyMap<string, number>;
  readonly #nodeOf: ReadonlyMap<string, string>;

  constructor(plan: GridPlan) {
    this.#plan = plan;
    this.grid = strongGrid(plan);
    this.#intact = switchedGrid(plan, this.grid, allClosed.cutOff);
    this.#injections = emptyInjections(this.grid.network.buses.length);
    const { busIndexes } = this.grid;
    this.#busOf = new Map(
      plan.devices.map(({ id, nodeId }) => [
        id,
        busIndexes.get(terminalsOf(id)) ?? busIndexes.get(nodeId) ?? 0,
      ]),
    );
    this.#nodeOf = new Map(plan.devices.map(({ id, nodeId }) => [id, nodeId]));
  }

  /**
   * AC power flow with what each device would draw, by its id; with less where the network cannot
   * carry that. Devices without supply draw nothing. That the balance closes is asserted.
   */
  solve(
    drawn: ReadonlyMap<string, DrawnPower>,
    sourceVoltagePu: number,
    switchgear: Switchgear = allClosed,
  ): CountyFlow {
    const grid = this.#gridWithout(switchgear.cutOff);
    const { servedRatio, taps } = this.#solveMain(grid, { drawn, sourceVoltagePu, switchgear });
    const islands = [...switchgear.islands].flatMap((id) => grid.islands.get(id) ?? []);
    for (const { solver, flow } of islands) solver.solve(this.#injections, flow, islandVoltagePu);
    const voltagePu = voltagesIn(
      [...(grid.main === null ? [] : [grid.main]), ...islands],
      this.grid,
    );
    const parts = { main: grid.main, islands, voltagePu };
    const nodes = nodeFlows(this.#plan.nodes, this.grid, parts);
    this.#assertBalance(nodes);
    return { nodes, voltagePu: this.#voltagesOf(voltagePu), servedRatio, taps };
  }

  /**
   * What the plant that forms an island must give besides what all of its devices are drawing, so
   * that the island is in balance; null if the area has no such plant or its wires cannot carry it.
   */
  missingKw(
    nodeId: string,
    drawn: ReadonlyMap<string, DrawnPower>,
    cutOff: ReadonlySet<string>,
  ): number | null {
    const island = this.#gridWithout(cutOff).islands.get(nodeId);
    if (island === undefined) return null;
    this.#load(drawn, () => 1);
    const { feeder, solver, flow } = island;
    const end = solver.solve(this.#injections, flow, islandVoltagePu);
    return end === 'converged' ? sourcePower(feeder, flow).powerKw : null;
  }

  #gridWithout(cutOff: ReadonlySet<string>): SwitchedGrid {
    if (cutOff.size === 0) return this.#intact;
    const key = JSON.stringify([...cutOff].sort());
    if (this.#switched?.key !== key) {
      this.#switched = { key, grid: switchedGrid(this.#plan, this.grid, cutOff) };
    }
    return this.#switched.grid;
  }

  /** Solves what is supplied from above, and again after each step of a tap changer. */
  #solveMain({ main, substations }: SwitchedGrid, task: SolveTask): Regulated {
    const { taps: before, elapsedS } = task.switchgear;
    const taps = new Map(before);
    for (const { nodeId } of substations) {
      taps.set(nodeId, waited(before.get(nodeId) ?? usualTap, elapsedS));
    }
    let servedRatio = 1;
    let hasMoved = true;
    while (hasMoved) {
      for (const { nodeId, setPosition } of substations) {
        setPosition((taps.get(nodeId) ?? usualTap).position);
      }
      servedRatio = this.#served(main, task, servedRatio);
      hasMoved = main !== null && regulate(substations, main.flow, taps);
    }
    return { servedRatio, taps };
  }

  /** Solves with what loads wish, or with as much of it as can be carried. */
  #served(main: LivePart | null, task: SolveTask, from: number): number {
    const { drawn, sourceVoltagePu, switchgear } = task;
    let servedRatio = from;
    const { islands } = switchgear;
    const ratioOf = (id: string): number =>
      islands.size > 0 && islands.has(this.#nodeOf.get(id) ?? '') ? 1 : servedRatio;
    this.#load(drawn, ratioOf);
    while (main?.solver.solve(this.#injections, main.flow, sourceVoltagePu) === 'not_converged') {
      invariant(servedRatio > servedRatioMin, 'the network can carry what the plants feed');
      servedRatio /= 2;
      this.#load(drawn, ratioOf);
    }
    return servedRatio;
  }

  #load(drawn: ReadonlyMap<string, DrawnPower>, servedRatioOf: (id: string) => number): void {
    const { loadKw, loadKvar } = this.#injections;
    loadKw.fill(0);
    loadKvar.fill(0);
    for (const [id, { kw, kvar }] of drawn) {
      const bus = this.#busOf.get(id) ?? 0;
      const ratio = kw > 0 ? servedRatioOf(id) : 1;
      loadKw[bus] = (loadKw[bus] ?? 0) + ratio * kw;
      loadKvar[bus] = (loadKvar[bus] ?? 0) + ratio * kvar;
    }
  }

  #assertBalance(nodes: ReadonlyMap<string, NodeFlow>): void {
    const { loadKw } = this.#injections;
    const drawnKw = loadKw.reduce((sum, kw) => sum + kw, 0);
    const turnoverKw = loadKw.reduce((sum, kw) => sum + Math.abs(kw), 0);
    const lossKw = [...nodes.values()].reduce(
      (sum, { wireLossKw, transformerLossKw }) => sum + wireLossKw + transformerLossKw,
      0,
    );
    const sourceKw = nodes.get(this.#plan.nodes[0]?.id ?? '')?.meterKw ?? 0;
    const residualKw = sourceKw - drawnKw - lossKw;
    invariant(
      Math.abs(residualKw) <= imbalanceRatioMax * (1 + turnoverKw),
      `the balance of the county closes, and ${residualKw} kW are left over`,
    );
  }

  #voltagesOf(busVoltagePu: Float64Array): Map<string, number> {
    const voltages = new Map<string, number>();
    for (const [id, bus] of this.#busOf) voltages.set(id, busVoltagePu[bus] ?? 0);
    return voltages;
  }
}

interface SolveTask {
  readonly drawn: ReadonlyMap<string, DrawnPower>;
  readonly sourceVoltagePu: number;
  readonly switchgear: Switchgear;
}

interface Regulated {
  readonly servedRatio: number;
  readonly taps: ReadonlyMap<string, TapState>;
}

/** Asks each regulator once, and tells whether one has moved its tap. */
function regulate(
  substations: readonly Substation[],
  flow: PowerFlow,
  taps: Map<string, TapState>,
): boolean {
  let hasMoved = false;
  for (const { nodeId, busbar } of substations) {
    const before = taps.get(nodeId) ?? usualTap;
    const after = regulated(before, busbar(flow));
    taps.set(nodeId, after);
    hasMoved ||= after.position !== before.position;
  }
  return hasMoved;
}

/** By index of the bus; 0 where no part reaches. */
function voltagesIn(parts: readonly LivePart[], { network }: DrawnGrid): Float64Array {
  const voltagePu = new Float64Array(network.buses.length);
  for (const { feeder, flow } of parts) {
    for (const bus of feeder.busAt) voltagePu[bus] = flow.voltagePu[bus] ?? 0;
  }
  return voltagePu;
}
