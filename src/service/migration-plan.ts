/** In which pieces a store's history is copied and compared. */
import { type DeviceKind, deviceKinds } from '../domain/device.ts';
import { dayMs, type Instant, instant } from '../domain/instant.ts';
import type { CountedStore, HistoryLevel, RowCounts } from './counted-store.ts';
import { sideBySide } from './side-by-side.ts';

/** Rows of many devices in one piece; a device with more in one stretch is a piece of its own. */
const partRowsMax = 20_000;

/** Stretches in which a device has some thousand rows at most, unless it reports every second. */
const levels: readonly { readonly level: HistoryLevel; readonly stretchMs: number }[] = [
  { level: 'raw', stretchMs: dayMs },
  { level: '15m', stretchMs: 16 * dayMs },
  { level: '1d', stretchMs: 1_024 * dayMs },
];

/** Some devices of a kind in one stretch of time. */
export interface HistoryPart {
  readonly level: HistoryLevel;
  readonly kind: DeviceKind;
  /** Ascending. */
  readonly deviceKeys: readonly number[];
  readonly from: Instant;
  readonly to: Instant;
  readonly rows: number;
}

/** The last part that was copied, in a form that can be kept in a file. */
export interface MigrationCursor {
  readonly level: HistoryLevel;
  readonly kind: DeviceKind;
  readonly from: number;
  readonly lastDeviceKey: number;
}

/** Rows of one level and kind, with the length of the stretches that they were counted in. */
interface KindCounts {
  readonly level: HistoryLevel;
  readonly kind: DeviceKind;
  readonly stretchMs: number;
  readonly counts: RowCounts;
}

/** Whether there is a device of that kind and key; without one nothing can show its rows. */
export type IsKnown = (kind: DeviceKind, deviceKey: number) => boolean;

/** What there is to copy, and how much. */
export interface HistoryPlan {
  readonly devices: number;
  readonly rows: number;
  /** Rows of devices that are not known, such as those of a device whose kind was changed. */
  readonly rowsLeftOut: number;
  /** One level after another, one kind after another, then by time, then by device. */
  parts(): Iterable<HistoryPart>;
}

export async function planOf(store: CountedStore, isKnown: IsKnown): Promise<HistoryPlan> {
  return planFrom(await countsOf(store), isKnown);
}

/** Everything that either of two stores has, so that neither has anything that is not looked at. */
export async function planOfBoth(
  one: CountedStore,
  other: CountedStore,
  isKnown: IsKnown,
): Promise<HistoryPlan> {
  const [ofOne, ofOther] = [await countsOf(one), await countsOf(other)];
  return planFrom(
    ofOne.map((counted, index) => {
      const beside = ofOther[index]?.counts ?? counted.counts;
      return { ...counted, counts: unionOf(counted.counts, beside) };
    }),
    isKnown,
  );
}

/** Whether an earlier run that came as far as the cursor has copied the part. */
export function isBehind(part: HistoryPart, cursor: MigrationCursor | null): boolean {
  if (cursor === null) return false;
  const order = compareNumbers(
    [levelPlace(part.level), deviceKinds.indexOf(part.kind), part.from, lastOf(part)],
    [levelPlace(cursor.level), deviceKinds.indexOf(cursor.kind), cursor.from, cursor.lastDeviceKey],
  );
  return order <= 0;
}

export function cursorAfter(part: HistoryPart): MigrationCursor {
  const { level, kind, from } = part;
  return { level, kind, from, lastDeviceKey: lastOf(part) };
}

function lastOf({ deviceKeys }: HistoryPart): number {
  return deviceKeys.at(-1) ?? 0;
}

function levelPlace(level: HistoryLevel): number {
  return levels.findIndex((each) => each.level === level);
}

function compareNumbers(left: readonly number[], right: readonly number[]): number {
  const place = left.findIndex((value, index) => value !== right[index]);
  return place < 0 ? 0 : (left[place] ?? 0) - (right[place] ?? 0);
}

async function countsOf(store: CountedStore): Promise<KindCounts[]> {
  const all: KindCounts[] = [];
  for (const { level, stretchMs } of levels) {
    for (const kind of deviceKinds) {
      const counts = await store.countRows(level, kind, stretchMs);
      all.push({ level, kind, stretchMs, counts });
    }
  }
  return all;
}

function planFrom(all: readonly KindCounts[], isKnown: IsKnown): HistoryPlan {
  const known = all.map((counted) => {
    const counts = pickedFrom(counted.counts, (key) => isKnown(counted.kind, key));
    return { ...counted, counts };
  });
  const rows = sumOf(known);
  return {
    devices: new Set(known.flatMap(({ counts }) => [...new Set(counts.deviceKeys)])).size,
    rows,
    rowsLeftOut: sumOf(all) - rows,
    *parts() {
      for (const counted of known) yield* partsOf(counted);
    },
  };
}

function sumOf(all: readonly KindCounts[]): number {
  return all.reduce((sum, { counts }) => counts.rows.reduce((inner, row) => inner + row, sum), 0);
}

function pickedFrom(counts: RowCounts, isPicked: (deviceKey: number) => boolean): RowCounts {
  const isIn = (_: number, row: number) => isPicked(counts.deviceKeys[row] as number);
  const rows = counts.rows.filter(isIn);
  return {
    length: rows.length,
    deviceKeys: counts.deviceKeys.filter(isIn),
    stretchStart: counts.stretchStart.filter(isIn),
    rows,
  };
}

function* partsOf({ level, kind, stretchMs, counts }: KindCounts): Generator<HistoryPart> {
  for (let first = 0; first < counts.length; ) {
    const from = counts.stretchStart[first] as number;
    let last = first;
    let rows = 0;
    do {
      rows += counts.rows[last] as number;
      last += 1;
    } while (
      last < counts.length &&
      counts.stretchStart[last] === from &&
      rows + (counts.rows[last] as number) <= partRowsMax
    );
    const deviceKeys = [...counts.deviceKeys.subarray(first, last)];
    yield { level, kind, deviceKeys, from: instant(from), to: instant(from + stretchMs), rows };
    first = last;
  }
}

/** Both are ordered by start, then device; where both have a stretch the larger count stands. */
function unionOf(one: RowCounts, other: RowCounts): RowCounts {
  const lengths = { left: one.length, right: other.length };
  const orderOf = (left: number, right: number) =>
    compareNumbers(placeAt(one, left), placeAt(other, right));
  const entries = Array.from(sideBySide(lengths, orderOf), ([left, right]) => {
    const [start, deviceKey] = left === null ? placeAt(other, right ?? 0) : placeAt(one, left);
    const rows = Math.max(one.rows[left ?? -1] ?? 0, other.rows[right ?? -1] ?? 0);
    return { start, deviceKey, rows };
  });
  return {
    length: entries.length,
    deviceKeys: Int32Array.from(entries, ({ deviceKey }) => deviceKey),
    stretchStart: Float64Array.from(entries, ({ start }) => start),
    rows: Float64Array.from(entries, ({ rows }) => rows),
  };
}

function placeAt(counts: RowCounts, row: number): [number, number] {
  return [counts.stretchStart[row] as number, counts.deviceKeys[row] as number];
}
