import { invariant } from '../../src/domain/outcome.ts';
import { type BusInjections, emptyInjections } from '../../src/physics/grid/bus-injections.ts';
import { emptyPowerFlow, PowerFlowSolver } from '../../src/physics/grid/power-flow.ts';
import type { RadialFeeder } from '../../src/physics/grid/radial-feeder.ts';
import type { DrawnPower } from './device-power.ts';
import type { GridPlan } from './draw-grid.ts';
import { type DrawnGrid, terminalsOf } from './grid-draft.ts';
import { type NodeFlow, nodeFlows } from './node-flow.ts';
import { strongGrid } from './strong-grid.ts';

/** The network at one moment. */
export interface CountyFlow {
  /** By node id. */
  readonly nodes: ReadonlyMap<string, NodeFlow>;
  /** Voltage at the terminals, by device id; of devices without power that of their node. */
  readonly voltagePu: ReadonlyMap<string, number>;
  /** What loads get of the power that they wish: 1 unless the network cannot carry it. */
  readonly servedRatio: number;
}

/** Where the network cannot carry the loads, each is cut to half, and again, down to this share. */
const servedRatioMin = 2 ** -12;
/** What is drawn and lost may differ from what the source gives by this share, from rounding. */
const imbalanceRatioMax = 1e-6;

/** The electrical network of a simulated county: solving it has no memory. */
export class CountyNetwork {
  readonly grid: DrawnGrid;
  readonly #plan: GridPlan;
  readonly #feeder: RadialFeeder;
  readonly #solver: PowerFlowSolver;
  readonly #injections: BusInjections;
  /** Index of its bus by device id. */
  readonly #busOf: ReadonlyMap<string, number>;

  constructor(plan: GridPlan) {
    this.#plan = plan;
    const { grid, feeder } = strongGrid(plan);
    this.grid = grid;
    this.#feeder = feeder;
    this.#solver = new PowerFlowSolver(this.#feeder);
    this.#injections = emptyInjections(this.grid.network.buses.length);
    const { busIndexes } = this.grid;
    this.#busOf = new Map(
      plan.devices.map(({ id, nodeId }) => [
        id,
        busIndexes.get(terminalsOf(id)) ?? busIndexes.get(nodeId) ?? 0,
      ]),
    );
  }

  /**
   * AC power flow with what each device would draw, by its id; with less where the network cannot
   * carry that. That the balance closes is asserted.
   */
  solve(drawn: ReadonlyMap<string, DrawnPower>, sourceVoltagePu: number): CountyFlow {
    const flow = emptyPowerFlow(this.#feeder);
    let servedRatio = 1;
    this.#load(drawn, servedRatio);
    while (this.#solver.solve(this.#injections, flow, sourceVoltagePu) === 'not_converged') {
      invariant(servedRatio > servedRatioMin, 'the network can carry what the plants feed');
      servedRatio /= 2;
      this.#load(drawn, servedRatio);
    }
    const nodes = nodeFlows(this.#plan.nodes, this.grid, this.#feeder, flow);
    this.#assertBalance(nodes);
    return { nodes, voltagePu: this.#voltagesOf(flow.voltagePu), servedRatio };
  }

  #load(drawn: ReadonlyMap<string, DrawnPower>, servedRatio: number): void {
    const { loadKw, loadKvar } = this.#injections;
    loadKw.fill(0);
    loadKvar.fill(0);
    for (const [id, { kw, kvar }] of drawn) {
      const bus = this.#busOf.get(id) ?? 0;
      const ratio = kw > 0 ? servedRatio : 1;
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
