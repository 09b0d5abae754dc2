import type { Place } from '../weather/county-weather.ts';
import { type ConductorName, type StrungLine, strungLine } from './conductors.ts';
import { lineKm } from './node-place.ts';

/** A point that a line serves, and the section that leads to it. Sections lead away from the head. */
export interface RoutePoint {
  readonly busId: string;
  /** Place of the point before it in the route; −1 where the section begins at the head. */
  readonly before: number;
  readonly lengthKm: number;
  /** What is planned to be drawn and fed at the point. */
  readonly drawKva: number;
  readonly feedKva: number;
}

/** A line with its branches, points before those behind them. */
export type Route = readonly RoutePoint[];

export interface RoutePlan {
  readonly conductor: ConductorName;
  readonly nominalKv: number;
  readonly dropRatioMax: number;
}

/** One kind of conductor for all of a route, strong enough for its head and its worst end. */
export function lineOfRoute(route: Route, plan: RoutePlan): StrungLine {
  const flowsKva = plannedFlowsKva(route);
  const momentsKvaKm: number[] = [];
  for (const [place, { before, lengthKm }] of route.entries()) {
    momentsKvaKm.push((momentsKvaKm[before] ?? 0) + lengthKm * (flowsKva[place] ?? 0));
  }
  const headKva = route.reduce(
    (sum, { before }, place) => (before === -1 ? sum + (flowsKva[place] ?? 0) : sum),
    0,
  );
  return strungLine({ ...plan, headKva, momentKvaKm: Math.max(0, ...momentsKvaKm) });
}

/** Through the section to each point: the larger of what all behind it draw, or feed. */
function plannedFlowsKva(route: Route): number[] {
  const draws = route.map(({ drawKva }) => drawKva);
  const feeds = route.map(({ feedKva }) => feedKva);
  for (let place = route.length - 1; place >= 0; place -= 1) {
    const before = route[place]?.before ?? -1;
    if (before === -1) continue;
    draws[before] = (draws[before] ?? 0) + (draws[place] ?? 0);
    feeds[before] = (feeds[before] ?? 0) + (feeds[place] ?? 0);
  }
  return draws.map((draw, place) => Math.max(draw, feeds[place] ?? 0));
}

export interface PlacedPoint extends Omit<RoutePoint, 'before' | 'lengthKm'> {
  readonly place: Place;
}

/** Poles stand at least so far apart. */
const shortestKm = 0.2;

/** The shortest tree of lines over all places: each next one is joined to the nearest that is served. */
export function shortestRoute(head: Place, points: readonly PlacedPoint[]): Route {
  const waiting = points.map((point) => ({
    point,
    before: -1,
    lengthKm: lineKm(head, point.place, shortestKm),
  }));
  const route: RoutePoint[] = [];
  while (waiting.length > 0) {
    const nearest = waiting.reduce((best, way) => (way.lengthKm < best.lengthKm ? way : best));
    waiting.splice(waiting.indexOf(nearest), 1);
    const { place, ...served } = nearest.point;
    route.push({ ...served, before: nearest.before, lengthKm: nearest.lengthKm });
    for (const way of waiting) {
      const lengthKm = lineKm(place, way.point.place, shortestKm);
      if (lengthKm < way.lengthKm) Object.assign(way, { before: route.length - 1, lengthKm });
    }
  }
  return route;
}
