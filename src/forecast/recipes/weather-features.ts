import type { KnownColumn, KnownView } from '../frame/known-view.ts';
import { columnsOfRole, type RoledColumn } from './column-roles.ts';

/** Wind at one height over one place, by slot; NaN where it is missing or not known. */
export interface WindSeries {
  /** `place/100` or `100`: unique among the series of a view. */
  readonly label: string;
  readonly place: string | undefined;
  readonly heightM: number | undefined;
  speedMps(slot: number): number;
  /** Parts towards east and north, m/s, where the direction is known. */
  readonly vector: WindVector | undefined;
}

export interface WindVector {
  eastMps(slot: number): number;
  northMps(slot: number): number;
}

/** Every wind among foreseen columns, from pairs of parts or from speeds, the highest first. */
export function windSeriesIn(columns: KnownView['foreseen']): readonly WindSeries[] {
  const names = [...columns.keys()];
  const pairs = columnsOfRole(names, 'windEast').flatMap((east) => {
    const north = columnsOfRole(names, 'windNorth').find((other) => isBeside(east, other));
    return north === undefined ? [] : [pairSeries(columns, east, north)];
  });
  const speeds = columnsOfRole(names, 'windSpeed')
    .filter((speed) => !pairs.some((pair) => isBeside(pair, speed)))
    .map((speed) => speedSeries(columns, speed));
  return [...pairs, ...speeds].sort((a, b) => (b.heightM ?? 0) - (a.heightM ?? 0));
}

type Position = Pick<RoledColumn, 'place' | 'heightM'>;

function isBeside(a: Position, b: Position): boolean {
  return a.place === b.place && a.heightM === b.heightM;
}

function labelOf({ place, heightM }: Position): string {
  const height = heightM === undefined ? '' : String(heightM);
  return place === undefined ? height : `${place}/${height}`;
}

function pairSeries(
  columns: KnownView['foreseen'],
  east: RoledColumn,
  north: RoledColumn,
): WindSeries {
  const eastMps = readerOf(columns, east.name);
  const northMps = readerOf(columns, north.name);
  return {
    label: labelOf(east),
    place: east.place,
    heightM: east.heightM,
    speedMps: (slot) => Math.sqrt(eastMps(slot) ** 2 + northMps(slot) ** 2),
    vector: { eastMps, northMps },
  };
}

function speedSeries(columns: KnownView['foreseen'], speed: RoledColumn): WindSeries {
  const { place, heightM } = speed;
  const speedMps = readerOf(columns, speed.name);
  return { label: labelOf(speed), place, heightM, speedMps, vector: undefined };
}

/** Reads a column by slot; a column that is not there is missing throughout. */
export function readerOf(
  columns: ReadonlyMap<string, KnownColumn>,
  name: string | undefined,
): (slot: number) => number {
  const column = name === undefined ? undefined : columns.get(name);
  return column === undefined ? () => Number.NaN : (slot) => column.at(slot);
}

/** Mean of what is known of `2·reach + 1` neighbours, `stepSlots` apart, around a slot. */
export function meanAround(
  valueAt: (slot: number) => number,
  slot: number,
  { reach, stepSlots }: { readonly reach: number; readonly stepSlots: number },
): number {
  let sum = 0;
  let known = 0;
  for (let away = -reach; away <= reach; away++) {
    const value = valueAt(slot + away * stepSlots);
    if (Number.isNaN(value)) continue;
    sum += value;
    known += 1;
  }
  return known === 0 ? Number.NaN : sum / known;
}
