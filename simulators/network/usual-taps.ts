import { invariant } from '../../src/domain/outcome.ts';
import { linDistFlow } from '../../src/physics/grid/lin-dist-flow.ts';
import { prepareFeeder, type RadialFeeder } from '../../src/physics/grid/radial-feeder.ts';
import { plannedKva } from './device-power.ts';
import { drawGrid, type GridPlan } from './draw-grid.ts';
import { type DrawnGrid, terminalsOf } from './grid-draft.ts';
import { villageTapMax } from './transformers.ts';

/** Of what a device may draw, what it does on a usual evening, and with it reactive power. */
const evening = { powerRatio: 0.5, reactiveRatio: 0.15 } as const;
const tapStepRatio = 0.025;

/**
 * Taps of the areas' transformers as they are set once for years: so that on a usual evening the
 * busbar has 400 V, without a thought of roofs.
 */
export function usualTaps(plan: GridPlan, strength: number): (areaId: string) => number {
  const grid = drawGrid(plan, { tapOf: () => 0, strength });
  const { buses } = grid.network;
  const net = { kw: new Float64Array(buses.length), kvar: new Float64Array(buses.length) };
  for (const { id, kind, ratingKw } of plan.devices) {
    const planned = plannedKva(kind, ratingKw);
    const bus = grid.busIndexes.get(terminalsOf(id));
    if (bus === undefined || planned === null || planned.feedKva > 0) continue;
    net.kw[bus] = evening.powerRatio * planned.drawKva;
    net.kvar[bus] = evening.reactiveRatio * planned.drawKva;
  }
  const voltagePu = new Float64Array(buses.length);
  linDistFlow(feederOf(grid), net, voltagePu);
  return (areaId) => {
    const busbarPu = voltagePu[grid.busIndexes.get(areaId) ?? -1] ?? 1;
    const steps = Math.round((busbarPu - 1) / tapStepRatio);
    return Math.min(villageTapMax, Math.max(-villageTapMax, steps));
  };
}

export function feederOf({ network }: DrawnGrid): RadialFeeder {
  const prepared = prepareFeeder(network);
  invariant(prepared.ok, 'the network of a county is drawn as a tree');
  return prepared.value;
}
