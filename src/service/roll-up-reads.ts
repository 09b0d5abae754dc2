import { instant } from '../domain/instant.ts';
import { type DirtySlots, spreadMsMax } from './dirty-slots.ts';
import type { ReadingColumns, ReadingStore } from './ports.ts';
import { registersOf } from './registers.ts';
import type { RollUpWork } from './roll-up-plan.ts';

type Side = 'before' | 'after';

interface Deps {
  readonly store: ReadingStore;
  readonly dirty: DirtySlots;
}

/**
 * Readings of the span and, on both sides, those that reach into it: values are held for a known
 * time, but the energy of a register passes between two readings of it that may be far apart.
 */
export async function readForRollUp(work: RollUpWork, deps: Deps): Promise<ReadingColumns> {
  const { kind, deviceKeys, from, to, holdMs } = work;
  const range = { from: instant(from - holdMs), to: instant(to + holdMs) };
  const inside = await deps.store.read({ kind, deviceKeys, ...range });
  const before = await sought('before', inside, work, deps);
  const after = await sought('after', inside, work, deps);
  return joined([inside, ...before, ...after]);
}

/** Looks further and further away for registers that are not read at the edge of the span. */
async function sought(
  side: Side,
  inside: ReadingColumns,
  work: RollUpWork,
  { store, dirty }: Deps,
): Promise<ReadingColumns[]> {
  const { kind, deviceKeys, from, to, holdMs } = work;
  const found: ReadingColumns[] = [];
  let missing = without(deviceKeys, inside, side, work);
  for (let nearMs = holdMs; nearMs < spreadMsMax; nearMs *= 2) {
    missing = missing.filter((key) => {
      const newest = dirty.newestRegisterAt(key);
      return newest !== null && (side === 'before' || newest >= to + nearMs);
    });
    if (missing.length === 0) break;
    const range =
      side === 'before'
        ? { from: instant(from - 2 * nearMs), to: instant(from - nearMs) }
        : { from: instant(to + nearMs), to: instant(to + 2 * nearMs) };
    const rows = await store.read({ kind, deviceKeys: missing, ...range });
    found.push(rows);
    missing = without(missing, rows, side, work);
  }
  return found;
}

/** The devices of which no register was read on that side of the span. */
function without(
  deviceKeys: readonly number[],
  columns: ReadingColumns,
  side: Side,
  { from, to }: RollUpWork,
): number[] {
  if (registersOf(columns.kind).length === 0) return [];
  const seen = new Set<number>();
  for (let row = 0; row < columns.length; row += 1) {
    const at = columns.measuredAt[row] as number;
    const beyond = side === 'before' ? at <= from : at >= to;
    if (beyond && hasCount(columns, row)) seen.add(columns.deviceKeys[row] as number);
  }
  return deviceKeys.filter((key) => !seen.has(key));
}

function hasCount({ kind, values, quality }: ReadingColumns, row: number): boolean {
  if (quality[row] === 2) return false;
  return registersOf(kind).some((place) => !Number.isNaN(values[place]?.[row]));
}

/** From when to when the energy of each device may be another: between the counts around the span. */
export function countsAround(
  columns: ReadingColumns,
  { deviceKeys, from, to }: RollUpWork,
): { readonly deviceKey: number; readonly from: number; readonly to: number }[] {
  const before = new Map<number, number>();
  const after = new Map<number, number>();
  for (let row = 0; row < columns.length; row += 1) {
    if (!hasCount(columns, row)) continue;
    const deviceKey = columns.deviceKeys[row] as number;
    const at = columns.measuredAt[row] as number;
    if (at < from) before.set(deviceKey, at);
    if (at >= to && !after.has(deviceKey)) after.set(deviceKey, at);
  }
  return deviceKeys.map((deviceKey) => ({
    deviceKey,
    from: before.get(deviceKey) ?? from,
    to: after.get(deviceKey) ?? to - 1,
  }));
}

/** The rows of all parts, ordered by device and time. */
function joined(parts: readonly ReadingColumns[]): ReadingColumns {
  const [first] = parts as readonly [ReadingColumns];
  if (parts.every((part) => part === first || part.length === 0)) return first;
  const rows = parts
    .flatMap((part) => Array.from({ length: part.length }, (_, row) => ({ part, row })))
    .sort((a, b) => deviceOf(a) - deviceOf(b) || timeOf(a) - timeOf(b));
  return {
    kind: first.kind,
    length: rows.length,
    deviceKeys: Int32Array.from(rows, deviceOf),
    measuredAt: Float64Array.from(rows, timeOf),
    quality: Uint8Array.from(rows, ({ part, row }) => part.quality[row] as number),
    reasons: Uint16Array.from(rows, ({ part, row }) => part.reasons[row] as number),
    values: first.values.map((_, point) =>
      Float64Array.from(rows, ({ part, row }) => part.values[point]?.[row] as number),
    ),
  };
}

interface Row {
  readonly part: ReadingColumns;
  readonly row: number;
}

function deviceOf({ part, row }: Row): number {
  return part.deviceKeys[row] as number;
}

function timeOf({ part, row }: Row): number {
  return part.measuredAt[row] as number;
}
