import { type BusInjections, emptyInjections } from '../../src/physics/grid/bus-injections.ts';
import { emptyPowerFlow, PowerFlowSolver } from '../../src/physics/grid/power-flow.ts';
import { plannedKva } from './device-power.ts';
import { drawGrid, type GridPlan } from './draw-grid.ts';
import { type DrawnGrid, terminalsOf } from './grid-draft.ts';
import { feederOf, usualTaps } from './usual-taps.ts';

/** Of what is planned: the most that is ever drawn, or fed, by all devices at one time. */
const extremes = { drawRatio: 1.5, feedRatio: 1.1, reactiveRatio: 0.48 } as const;
/** A grid is built no more than so many times stronger than planned; its ratings are then a slip. */
const strengthMax = 256;

/**
 * Draws the grid as planned; where it could not carry the extremes, as with devices in an area that
 * belong to a substation, twice as strong, and again, until it can.
 */
export function strongGrid(plan: GridPlan): DrawnGrid {
  for (let strength = 1; ; strength *= 2) {
    const grid = drawGrid(plan, { tapOf: usualTaps(plan, strength), strength });
    if (strength >= strengthMax || carriesExtremes(plan, grid)) return grid;
  }
}

function carriesExtremes(plan: GridPlan, grid: DrawnGrid): boolean {
  const feeder = feederOf(grid);
  const solver = new PowerFlowSolver(feeder);
  const flow = emptyPowerFlow(feeder);
  return [
    extremeInjections(plan, grid, { drawRatio: extremes.drawRatio, feedRatio: 0 }),
    extremeInjections(plan, grid, { drawRatio: 0, feedRatio: extremes.feedRatio }),
  ].every((injections) => solver.solve(injections, flow) === 'converged');
}

function extremeInjections(
  plan: GridPlan,
  grid: DrawnGrid,
  { drawRatio, feedRatio }: { readonly drawRatio: number; readonly feedRatio: number },
): BusInjections {
  const injections = emptyInjections(grid.network.buses.length);
  for (const { id, kind, ratingKw } of plan.devices) {
    const planned = plannedKva(kind, ratingKw);
    const bus = grid.busIndexes.get(terminalsOf(id));
    if (planned === null || bus === undefined) continue;
    injections.loadKw[bus] = drawRatio * planned.drawKva;
    injections.loadKvar[bus] = extremes.reactiveRatio * drawRatio * planned.drawKva;
    injections.generationKw[bus] = feedRatio * planned.feedKva;
  }
  return injections;
}
