/** Points of a profile: where each value stands, and how it becomes the point's unit and direction. */
import type { PointSpec } from '../domain/point.ts';
import { type JsonPath, valueAt } from './json-path.ts';
import { kindSpecs } from './kind-specs.ts';
import type { PointFile } from './profile-schema.ts';
import { converter, unitsLike } from './units.ts';

export interface PointMapping {
  readonly name: string;
  readonly paths: readonly JsonPath[];
  /** From the sum of the values at the paths to the point. */
  readonly convert: (sum: number) => number;
}

const specByName = new Map<string, PointSpec>(
  kindSpecs.flatMap(({ points }) => points.map((point) => [point.name, point] as const)),
);

/** What is wrong with a point that fits the schema, as a sentence; null where nothing is. */
export function pointFault(name: string, { unit }: PointFile): string | null {
  const spec = specByName.get(name);
  if (spec === undefined) return 'is a point of none of the kinds';
  if (unit === undefined || converter(unit, spec.unit) !== null) return null;
  return `has the unit ${unit}, which does not become ${spec.unit}; known are ${unitsLike(spec.unit).join(', ')}`;
}

/** The point has been found without fault. */
export function compilePoint(name: string, point: PointFile): PointMapping {
  const { path, combine, scale, offset, sign } = point;
  const paths = isPathList(path) ? path : [path];
  const target = specByName.get(name)?.unit ?? '';
  const toTarget = converter(point.unit ?? target, target) ?? ((value: number) => value);
  const divisor = combine === 'mean' ? paths.length : 1;
  return {
    name,
    paths,
    // Adding zero makes a turned zero a plain one.
    convert: (sum) => sign * toTarget((sum / divisor) * scale + offset) + 0,
  };
}

function isPathList(path: JsonPath | JsonPath[]): path is JsonPath[] {
  return path.every((step) => Array.isArray(step)) && path.length > 0;
}

/**
 * The point's value in `part`. Undefined where a path leads nowhere or to null, which is how meters
 * say that they have no value; NaN where what stands there is no number.
 */
export function readPoint(part: unknown, { paths, convert }: PointMapping): number | undefined {
  let sum = 0;
  for (const path of paths) {
    const value = valueAt(part, path);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'number') return Number.NaN;
    sum += value;
  }
  return convert(sum);
}
