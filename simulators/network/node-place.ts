import { cosDeg } from '../../src/physics/angle.ts';
import type { GeoPosition } from '../../src/physics/solar/sun.ts';
import { seedFor, uniformAt } from '../models/noise.ts';
import type { Place } from '../weather/county-weather.ts';
import type { FieldNode } from './field-node.ts';

const metresPerDegree = 111_320;
/** Nodes without coordinates lie somewhere in a square of this size around the centre. */
const countySizeM = 28_000;

export function nodePlace(node: FieldNode, site: GeoPosition): Place {
  if (node.latitude === null || node.longitude === null) {
    const own = seedFor(0, node.id);
    return {
      eastM: (uniformAt(own, 0) - 0.5) * countySizeM,
      northM: (uniformAt(own, 1) - 0.5) * countySizeM,
    };
  }
  return {
    eastM: (node.longitude - site.longitude) * cosDeg(site.latitude) * metresPerDegree,
    northM: (node.latitude - site.latitude) * metresPerDegree,
  };
}

/** Lines do not run straight: they are so much longer than the distance (assumption). */
const detourRatio = 1.3;

export function lineKm(from: Place, to: Place, shortestKm: number): number {
  const straightM = Math.hypot(to.eastM - from.eastM, to.northM - from.northM);
  return Math.max(shortestKm, (detourRatio * straightM) / 1_000);
}
