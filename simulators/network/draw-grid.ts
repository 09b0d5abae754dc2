import type { GeoPosition } from '../../src/physics/solar/sun.ts';
import type { SimulatedDevice } from '../models/device-model.ts';
import { addDevices } from './device-lines.ts';
import { plannedKva } from './device-power.ts';
import { type FieldNode, nominalKv } from './field-node.ts';
import { type DrawnGrid, GridDraft } from './grid-draft.ts';
import { lineKm, nodePlace } from './node-place.ts';
import { shortestRoute } from './route.ts';
import { substationTransformer, villageTransformer } from './transformers.ts';

export interface GridPlan {
  /** The tree, parents before children. */
  readonly nodes: readonly FieldNode[];
  readonly devices: readonly SimulatedDevice[];
  readonly site: GeoPosition;
}

/** Voltage that lines may lose from head to end when all planned power flows (assumptions). */
const dropRatioMax = { transmission: 0.03, country: 0.06 } as const;
/** How a grid is drawn, besides what it must connect. */
export interface DrawOptions {
  /** Taps of the areas' transformers. */
  readonly tapOf: (areaId: string) => number;
  /** So many times what is planned is built for; 1 is usual. */
  readonly strength: number;
}

/** Of the transformers along a line so much is drawn at one time, and of the roofs so much is fed. */
const coincidence = { draw: 0.7, feed: 0.9 } as const;
/** From the substation's switchgear to the first pole. */
const exitKm = 0.4;
const shortestTransmissionKm = 2;
/** A transformer is built for no less than this share of what is connected below it. */
const leastBuiltRatio = 1 / 3;

interface Planned {
  readonly drawKva: number;
  readonly feedKva: number;
}

/**
 * Draws the county's network as it would be planned: a line of 110 kV to each substation, lines of
 * 10 kV from area to area, a transformer in each, and village lines with the devices along them.
 * What is not known of it comes from the devices' seeds.
 */
export function drawGrid(plan: GridPlan, options: DrawOptions): DrawnGrid {
  const draft = new GridDraft();
  const childrenOf = Map.groupBy(plan.nodes, ({ parentId }) => parentId);
  const devicesOf = Map.groupBy(plan.devices, ({ nodeId }) => nodeId);
  const drawing = { ...options, plan, draft, childrenOf, devicesOf };
  for (const node of plan.nodes) drawNode(drawing, node);
  return draft.finish(plan.nodes[0]?.id ?? '');
}

interface Drawing extends DrawOptions {
  readonly plan: GridPlan;
  readonly draft: GridDraft;
  readonly childrenOf: ReadonlyMap<string | null, readonly FieldNode[]>;
  readonly devicesOf: ReadonlyMap<string, readonly SimulatedDevice[]>;
}

function drawNode(drawing: Drawing, node: FieldNode): void {
  switch (node.kind) {
    case 'county':
      drawing.draft.addBus(node.id, nominalKv.county);
      break;
    case 'substation':
      drawSubstation(drawing, node);
      break;
    case 'feeder':
      drawFeeder(drawing, node);
      break;
    case 'area':
      drawArea(drawing, node);
      break;
  }
  addDevices(drawing, node, drawing.devicesOf.get(node.id) ?? []);
}

function drawSubstation(drawing: Drawing, node: FieldNode): void {
  const { draft, plan } = drawing;
  const [county] = plan.nodes;
  if (county === undefined) return;
  const busId = upperBusOf(node);
  const ratedKva = builtKva(node, plannedBelow(drawing, node));
  const from = nodePlace(county, plan.site);
  const lengthKm = lineKm(from, nodePlace(node, plan.site), shortestTransmissionKm);
  const reach = { drawKva: ratedKva, feedKva: ratedKva };
  draft.addRoute(county.id, county.id, [{ busId, before: -1, lengthKm, ...reach }], {
    conductor: 'transmission',
    nominalKv: nominalKv.county,
    dropRatioMax: dropRatioMax.transmission,
  });
  draft.addBus(node.id, nominalKv.substation);
  draft.addTransformer(node.id, busId, substationTransformer(ratedKva));
}

/** The way out of the substation, and the line from area to area. */
function drawFeeder(drawing: Drawing, node: FieldNode): void {
  const { draft, plan, childrenOf } = drawing;
  const areas = childrenOf.get(node.id) ?? [];
  const parent = plan.nodes.find(({ id }) => id === node.parentId);
  if (parent === undefined) return;
  const planOf = {
    conductor: 'country',
    nominalKv: nominalKv.feeder,
    dropRatioMax: dropRatioMax.country,
  } as const;
  const exit = { before: -1, lengthKm: exitKm, ...plannedBelow(drawing, node) };
  draft.addRoute(node.id, parent.id, [{ busId: node.id, ...exit }], planOf);
  draft.enter(node.id, 'from');
  const head = nodePlace(node.latitude === null ? parent : node, plan.site);
  const points = areas.map((area) => {
    const planned = plannedBelow(drawing, area);
    return {
      busId: upperBusOf(area),
      place: nodePlace(area, plan.site),
      drawKva: coincidence.draw * builtKva(area, planned),
      feedKva: coincidence.feed * planned.feedKva,
    };
  });
  draft.addRoute(node.id, node.id, shortestRoute(head, points), planOf);
}

function drawArea(drawing: Drawing, node: FieldNode): void {
  const ratedKva = builtKva(node, plannedBelow(drawing, node));
  drawing.draft.addBus(node.id, nominalKv.area);
  drawing.draft.addTransformer(
    node.id,
    upperBusOf(node),
    villageTransformer(ratedKva, drawing.tapOf(node.id)),
  );
}

function upperBusOf({ id }: FieldNode): string {
  return `${id} upper side`;
}

/** All that is planned at a node and below it. */
function plannedBelow(drawing: Drawing, node: FieldNode): Planned {
  const devices = drawing.devicesOf.get(node.id) ?? [];
  const own = devices.map(({ kind, ratingKw }) => plannedKva(kind, drawing.strength * ratingKw));
  const below = (drawing.childrenOf.get(node.id) ?? []).map((child) =>
    plannedBelow(drawing, child),
  );
  return [...own, ...below].reduce<Planned>(
    (sum, part) => ({
      drawKva: sum.drawKva + (part?.drawKva ?? 0),
      feedKva: sum.feedKva + (part?.feedKva ?? 0),
    }),
    { drawKva: 0, feedKva: 0 },
  );
}

/**
 * Size of the transformer that is built: the stated one, unless the devices would overload it
 * several times over, as after a slip in a configuration; no network could carry that.
 */
function builtKva({ ratingKva }: FieldNode, { drawKva, feedKva }: Planned): number {
  const plannedKvaMax = Math.max(drawKva, feedKva, 1);
  return Math.max(ratingKva ?? plannedKvaMax, leastBuiltRatio * plannedKvaMax);
}
