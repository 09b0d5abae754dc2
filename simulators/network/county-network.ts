import { invariant } from '../../src/domain/outcome.ts';
import { type BusInjections, emptyInjections } from '../../src/physics/grid/bus-injections.ts';
import { emptyPowerFlow, PowerFlowSolver } from '../../src/physics/grid/power-flow.ts';
import type { RadialFeeder } from '../../src/physics/grid/radial-feeder.ts';
import type { DrawnPower } from './device-power.ts';
import { drawGrid, type GridPlan } from './draw-grid.ts';
import { type DrawnGrid, terminalsOf } from './grid-draft.ts';
import { type NodeFlow, nodeFlows } from './node-flow.ts';
import { feederOf, usualTaps } from './usual-taps.ts';

/** The network at one moment. */
export interface CountyFlow {
  /** By node id. */
  readonly nodes: ReadonlyMap<string, NodeFlow>;
  /** Voltage at the terminals, by device id; of devices without power that of their node. */
  readonly voltagePu: ReadonlyMap<string, number>;
}

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
    this.grid = drawGrid(plan, usualTaps(plan));
    this.#feeder = feederOf(this.grid);
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

  /** AC power flow with what each device draws, by its id. That it closes is asserted. */
  solve(drawn: ReadonlyMap<string, DrawnPower>, sourceVoltagePu: number): CountyFlow {
    const { loadKw, loadKvar } = this.#injections;
    loadKw.fill(0);
    loadKvar.fill(0);
    for (const [id, { kw, kvar }] of drawn) {
      const bus = this.#busOf.get(id) ?? 0;
      loadKw[bus] = (loadKw[bus] ?? 0) + kw;
      loadKvar[bus] = (loadKvar[bus] ?? 0) + kvar;
    }
    const flow = emptyPowerFlow(this.#feeder);
    const end = this.#solver.solve(this.#injections, flow, sourceVoltagePu);
    invariant(end === 'converged', 'the network can carry what the devices of the county draw');
    const nodes = nodeFlows(this.#plan.nodes, this.grid, this.#feeder, flow);
    this.#assertBalance(nodes);
    return { nodes, voltagePu: this.#voltagesOf(flow.voltagePu) };
  }

  #assertBalance(nodes: ReadonlyMap<string, NodeFlow>): void {
    const drawnKw = this.#injections.loadKw.reduce((sum, kw) => sum + kw, 0);
    const turnoverKw = this.#injections.loadKw.reduce((sum, kw) => sum + Math.abs(kw), 0);
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
