import type { SimulatedDevice } from '../models/device-model.ts';
import { uniformAt } from '../models/noise.ts';
import { plannedKva } from './device-power.ts';
import { type FieldNode, nominalKv } from './field-node.ts';
import { type GridDraft, terminalsOf } from './grid-draft.ts';
import type { Route, RoutePoint } from './route.ts';

/** In a village a device above this has a cable of its own from the transformer (assumption). */
const sharedKwMax = 60;
/** Planned for each of the lines that leave a village transformer (assumption). */
const lineKva = 90;
/** Poles of a village line stand from here to here, in km: about half a kilometre is usual. */
const village = { fromKm: 0.04, lengthKm: 0.4 } as const;
/** Own cables are so long: in a village, and from a substation's or line's busbar. */
const ownKm = { village: { min: 0.02, max: 0.12 }, country: { min: 0.5, max: 4 } } as const;
/** Voltage that a shared line, and a cable of one device, may lose when all planned power flows. */
const dropRatioMax = { shared: 0.06, own: 0.02 } as const;
/** Two devices are at least the length of a house apart. */
const sectionKmMin = 0.005;

/** Which random number of a device decides what. */
const draws = { line: 30, position: 31, length: 32 } as const;

/** Connects the devices of a node: along shared lines in a village, each on its own elsewhere. */
export function addDevices(
  { draft, strength }: { readonly draft: GridDraft; readonly strength: number },
  node: FieldNode,
  devices: readonly SimulatedDevice[],
): void {
  const points = devices.flatMap((device) => terminalPoint(device, strength) ?? []);
  const isShared = ({ device }: TerminalPoint): boolean =>
    node.kind === 'area' && device.ratingKw <= sharedKwMax;
  const line = { conductor: conductorAt(node), nominalKv: nominalKv[node.kind] };
  for (const route of villageRoutes(points.filter(isShared))) {
    draft.addRoute(node.id, node.id, route, { ...line, dropRatioMax: dropRatioMax.shared });
  }
  const range = node.kind === 'area' ? ownKm.village : ownKm.country;
  for (const { device, ...point } of points.filter((candidate) => !isShared(candidate))) {
    const lengthKm = range.min + (range.max - range.min) * uniformAt(device.seed, draws.length);
    draft.addRoute(node.id, node.id, [{ ...point, before: -1, lengthKm }], {
      ...line,
      dropRatioMax: dropRatioMax.own,
    });
  }
}

function conductorAt({ kind }: FieldNode): 'village' | 'country' | 'transmission' {
  if (kind === 'area') return 'village';
  return kind === 'county' ? 'transmission' : 'country';
}

interface TerminalPoint extends Pick<RoutePoint, 'busId' | 'drawKva' | 'feedKva'> {
  readonly device: SimulatedDevice;
}

function terminalPoint(device: SimulatedDevice, strength: number): TerminalPoint | null {
  const planned = plannedKva(device.kind, strength * device.ratingKw);
  return planned === null ? null : { device, busId: terminalsOf(device.id), ...planned };
}

/** The village's lines, as many as its devices need, each device somewhere along one of them. */
function villageRoutes(points: readonly TerminalPoint[]): Route[] {
  const sum = (of: (point: TerminalPoint) => number): number =>
    points.reduce((total, point) => total + of(point), 0);
  const neededKva = Math.max(
    sum(({ drawKva }) => drawKva),
    sum(({ feedKva }) => feedKva),
  );
  const count = Math.max(1, Math.ceil(neededKva / lineKva));
  const lines = Map.groupBy(points, ({ device }) =>
    Math.floor(count * uniformAt(device.seed, draws.line)),
  );
  return [...lines.values()].map(routeAlong);
}

function routeAlong(points: readonly TerminalPoint[]): Route {
  const placed = points
    .map((point) => ({
      ...point,
      atKm: village.fromKm + village.lengthKm * uniformAt(point.device.seed, draws.position),
    }))
    .sort((a, b) => a.atKm - b.atKm);
  return placed.map(({ busId, drawKva, feedKva, atKm }, index) => ({
    ...{ busId, drawKva, feedKva },
    before: index - 1,
    lengthKm: Math.max(sectionKmMin, atKm - (placed[index - 1]?.atKm ?? 0)),
  }));
}
