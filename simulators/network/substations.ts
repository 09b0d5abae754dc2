import type { PowerFlow } from '../../src/physics/grid/power-flow.ts';
import type { RadialFeeder } from '../../src/physics/grid/radial-feeder.ts';
import { tapChanger } from '../../src/physics/grid/tap-changer.ts';
import { plannedKva } from './device-power.ts';
import type { GridPlan } from './draw-grid.ts';
import type { DrawnGrid } from './grid-draft.ts';
import { type Busbar, tapRatioAt } from './voltage-regulator.ts';

/** A supplied substation as its regulator sees and moves it. */
export interface Substation {
  readonly nodeId: string;
  setPosition(position: number): void;
  busbar(flow: PowerFlow): Busbar;
}

/** Of all that devices are planned to draw together, what a regulator takes for the peak. */
const peakRatio = 0.7;

/** The substations that a feeder supplies; those behind an open switch have nothing to regulate. */
export function substationsOf(
  plan: GridPlan,
  grid: DrawnGrid,
  feeder: RadialFeeder,
): readonly Substation[] {
  const placeOf = new Map(Array.from(feeder.busAt, (bus, place) => [bus, place]));
  const placeOfNode = (nodeId: string): number | undefined =>
    placeOf.get(grid.busIndexes.get(nodeId) ?? -1);
  const peaksKw = plannedPeaksKw(plan);
  return plan.nodes.flatMap(({ id, kind }): Substation[] => {
    const place = placeOfNode(id);
    const bus = grid.busIndexes.get(id);
    if (kind !== 'substation' || place === undefined || bus === undefined) return [];
    const lines = plan.nodes
      .filter(({ parentId }) => parentId === id)
      .flatMap((line) => placeOfNode(line.id) ?? []);
    const setTap = tapChanger(feeder, place);
    const peakKw = peaksKw.get(id) ?? 0;
    const busbar = (flow: PowerFlow): Busbar => {
      const linesKw = lines.reduce((sum, line) => sum + powerKw(feeder, flow, line), 0);
      const lineRatio = peakKw > 0 ? linesKw / peakKw : 0;
      return { voltagePu: flow.voltagePu[bus] ?? 0, lineRatio };
    };
    return [{ nodeId: id, setPosition: (position) => setTap(tapRatioAt(position)), busbar }];
  });
}

/** What is drawn at a place of the feeder, by all behind it. */
function powerKw({ network, busAt }: RadialFeeder, flow: PowerFlow, place: number): number {
  const bus = busAt[place] ?? 0;
  const re = (flow.voltageRePu[bus] ?? 0) * (flow.currentRePu[place] ?? 0);
  const im = (flow.voltageImPu[bus] ?? 0) * (flow.currentImPu[place] ?? 0);
  return (re + im) * network.baseKva;
}

/** By substation: the planned peak of its lines, without devices of its own. */
function plannedPeaksKw({ nodes, devices }: GridPlan): ReadonlyMap<string, number> {
  const nodeById = new Map(nodes.map((node) => [node.id, node]));
  const peaksKw = new Map<string, number>();
  for (const { nodeId, kind, ratingKw } of devices) {
    let above = nodeById.get(nodeId)?.parentId ?? null;
    while (above !== null && nodeById.get(above)?.kind !== 'substation') {
      above = nodeById.get(above)?.parentId ?? null;
    }
    const drawKw = peakRatio * (plannedKva(kind, ratingKw)?.drawKva ?? 0);
    if (above !== null) peaksKw.set(above, (peaksKw.get(above) ?? 0) + drawKw);
  }
  return peaksKw;
}
