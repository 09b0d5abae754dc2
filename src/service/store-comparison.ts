/** Whether two stores hold the same history, told by device kind and point. */
import { kindSpecOf } from '../contract/device-kinds.ts';
import type { DeviceKind } from '../domain/device.ts';
import type { CountedStore, HistoryLevel } from './counted-store.ts';
import { type HistoryPart, planOfBoth } from './migration-plan.ts';
import type { DirtySlot, ReadingColumns, SlotColumns } from './ports.ts';
import { sideBySide } from './side-by-side.ts';
import { again, allDirtySlots, type Migration } from './store-migration.ts';

/** Places that are named one by one; further ones are only counted. */
const placesMax = 10;

export interface Tally {
  /** Rows that have a value. */
  count: number;
  sum: number;
}

export interface PointComparison {
  readonly point: string;
  readonly source: Tally;
  readonly target: Tally;
}

/** Rows that only one store has, or that say different things in the two. */
interface Differences {
  missing: number;
  surplus: number;
  different: number;
}

export interface KindComparison extends Differences {
  readonly level: HistoryLevel;
  readonly kind: DeviceKind;
  readonly rows: { source: number; target: number };
  readonly points: readonly PointComparison[];
}

/** The first row of a piece in which the stores differ. */
export interface DifferentPlace {
  readonly level: HistoryLevel;
  readonly kind: DeviceKind;
  readonly deviceKey: number;
  readonly at: number;
}

export interface Comparison {
  readonly equal: boolean;
  /** Kinds of which either store has rows. */
  readonly kinds: readonly KindComparison[];
  readonly places: readonly DifferentPlace[];
  readonly dirtySlots: { readonly source: number; readonly target: number };
}

export type ComparedStores = Pick<
  Migration,
  'source' | 'target' | 'isKnown' | 'onProgress' | 'onRetry' | 'delay' | 'stopped'
>;

/** Reads everything back from both stores; answers null where it was told to stop. */
export async function compareStores(stores: ComparedStores): Promise<Comparison | null> {
  const { source, target, isKnown, stopped, onProgress } = stores;
  const { devices, rows, parts } = await planOfBoth(source, target, isKnown);
  const kinds = new Map<string, KindComparison>();
  const places: DifferentPlace[] = [];
  let rowsDone = 0;
  for (const part of parts()) {
    if (stopped()) return null;
    const key = `${part.level}/${part.kind}`;
    const of = kinds.get(key) ?? emptyComparison(part);
    kinds.set(key, of);
    const pair = await again(stores, async () => ({
      source: await rowsOf(source, part),
      target: await rowsOf(target, part),
    }));
    const place = addPart(of, pair);
    if (place !== null && places.length < placesMax) places.push({ ...part, ...place });
    rowsDone += part.rows;
    onProgress({ phase: 'compare', devices, rows, rowsDone });
  }
  const dirty = [
    await allDirtySlots(source, isKnown),
    await allDirtySlots(target, isKnown),
  ] as const;
  return {
    equal: [...kinds.values()].every(isEqual) && sameSlots(...dirty),
    kinds: [...kinds.values()],
    places,
    dirtySlots: { source: dirty[0].length, target: dirty[1].length },
  };
}

export function isEqual({ missing, surplus, different }: Differences): boolean {
  return missing + surplus + different === 0;
}

function emptyComparison({ level, kind }: HistoryPart): KindComparison {
  return {
    ...{ level, kind, missing: 0, surplus: 0, different: 0 },
    rows: { source: 0, target: 0 },
    points: kindSpecOf(kind).points.map(({ name }) => ({
      point: name,
      source: { count: 0, sum: 0 },
      target: { count: 0, sum: 0 },
    })),
  };
}

/** Rows of a level as the comparison sees them: what is no value of a point comes first. */
interface Rows {
  readonly length: number;
  readonly deviceKeys: Int32Array;
  readonly at: Float64Array;
  readonly columns: readonly ArrayLike<number>[];
  readonly values: readonly Float64Array[];
}

interface Pair {
  readonly source: Rows;
  readonly target: Rows;
}

async function rowsOf(store: CountedStore, { level, ...query }: HistoryPart): Promise<Rows> {
  return level === 'raw'
    ? readingRows(await store.read(query))
    : slotRows(await store.readSlots(level, query));
}

function readingRows(batch: ReadingColumns): Rows {
  const { length, deviceKeys, measuredAt: at, quality, reasons, values } = batch;
  return { length, deviceKeys, at, columns: [quality, reasons, ...values], values };
}

function slotRows(batch: SlotColumns): Rows {
  const { length, deviceKeys, slotStart: at, completeness, quality, reasons, values } = batch;
  return { length, deviceKeys, at, columns: [completeness, quality, reasons, ...values], values };
}

interface RowPlace {
  readonly deviceKey: number;
  readonly at: number;
}

/** Adds a part to what is known of its kind; answers the first row in which the stores differ. */
function addPart(of: KindComparison, { source, target }: Pair): RowPlace | null {
  of.rows.source += source.length;
  of.rows.target += target.length;
  for (const [index, point] of of.points.entries()) {
    addValues(point.source, source, index);
    addValues(point.target, target, index);
  }
  return addDifferences(of, { source, target });
}

function addValues(tally: Tally, { length, values }: Rows, point: number): void {
  for (const value of values[point]?.subarray(0, length) ?? []) {
    if (Number.isNaN(value)) continue;
    tally.count += 1;
    tally.sum += value;
  }
}

/** Both answers are ordered by device, then time. */
function addDifferences(sum: Differences, { source, target }: Pair): RowPlace | null {
  const lengths = { left: source.length, right: target.length };
  const orderOf = (left: number, right: number) =>
    compareRows(rowAt(source, left), rowAt(target, right));
  let first: RowPlace | null = null;
  for (const [left, right] of sideBySide(lengths, orderOf)) {
    const difference = differenceOf({ source, target }, left, right);
    if (difference === null) continue;
    sum[difference] += 1;
    first ??= left === null ? rowAt(target, right ?? 0) : rowAt(source, left);
  }
  return first;
}

function differenceOf(
  { source, target }: Pair,
  left: number | null,
  right: number | null,
): keyof Differences | null {
  if (right === null) return 'missing';
  if (left === null) return 'surplus';
  return isSameRow(source, left, target, right) ? null : 'different';
}

function rowAt({ deviceKeys, at }: Rows, row: number): RowPlace {
  return { deviceKey: deviceKeys[row] ?? 0, at: at[row] ?? 0 };
}

function compareRows(a: RowPlace, b: RowPlace): number {
  return a.deviceKey - b.deviceKey || a.at - b.at;
}

function isSameRow(source: Rows, left: number, target: Rows, right: number): boolean {
  return source.columns.every((column, index) => {
    const [a, b] = [column[left] as number, target.columns[index]?.[right] as number];
    return a === b || (Number.isNaN(a) && Number.isNaN(b));
  });
}

function sameSlots(source: readonly DirtySlot[], target: readonly DirtySlot[]): boolean {
  const names = new Set(target.map(({ deviceKey, slotStart }) => `${deviceKey}/${slotStart}`));
  return (
    source.length === target.length &&
    source.every(({ deviceKey, slotStart }) => names.has(`${deviceKey}/${slotStart}`))
  );
}
