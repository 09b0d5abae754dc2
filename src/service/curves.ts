import { kindSpecOf } from '../contract/device-kinds.ts';
import { curveColumns, type Resolution } from '../contract/http.ts';
import { type Balance, type BalancePart, balanceParts, residualKw } from '../domain/balance.ts';
import type { Device, DeviceKind } from '../domain/device.ts';
import { type Instant, instant, quarterMs, slotStartOf } from '../domain/instant.ts';
import { qualityLevels } from '../domain/reading.ts';
import type { Cell } from './application.ts';
import { type CurveMembers, inServiceAt, membersAt } from './directory.ts';
import type { SlotReader } from './forecast-ports.ts';
import type { SlotLevel, SlotSum } from './ports.ts';

/** One slot of a node's curve while it is being added up. */
interface CurveSlot {
  readonly parts: { -readonly [Part in keyof Balance]: number | null };
  completenessSum: number;
  worstQuality: number;
}

/** A source of slot sums: stored roll-ups, or raw readings rolled up on the way. */
export type SumSlots = (query: {
  kind: DeviceKind;
  deviceKeys: readonly number[];
  from: Instant;
  to: Instant;
}) => Promise<SlotSum>;

export function storedSums(store: SlotReader, level: SlotLevel): SumSlots {
  return (query) => store.sumSlots(level, { ...query, point: 'powerKw' });
}

/** The curve of a node as rows of `curveColumns`, ordered by time; slots without data are left out. */
export async function curveRows(
  members: CurveMembers,
  range: { from: Instant; to: Instant },
  sumSlots: SumSlots,
): Promise<Cell[][]> {
  const slots = new Map<number, CurveSlot>();
  const inService = members.parts.filter((device) => inServiceAt(device, range.from));
  const sums = [{ devices: inService, range }, ...exchangeIn(members, range)].flatMap((sum) =>
    Array.from(
      Map.groupBy(sum.devices, (device) => device.kind),
      ([kind, devices]) => ({ kind, deviceKeys: devices.map(({ key }) => key), ...sum.range }),
    ),
  );
  await Promise.all(
    sums.map(async (query) => {
      const part = kindSpecOf(query.kind).balancePart;
      if (part !== null) addSum(slots, part, await sumSlots(query));
    }),
  );
  return [...slots]
    .sort(([a], [b]) => a - b)
    .map(([at, slot]) => rowOf(instant(at), slot, membersAt(members, instant(at)).length));
}

/** The part of the range that each period of the exchange has; a slot is all of one period. */
function exchangeIn(
  { exchange }: CurveMembers,
  range: { from: Instant; to: Instant },
): { devices: readonly Device[]; range: { from: Instant; to: Instant } }[] {
  let { from } = range;
  return exchange.flatMap(({ to, meters }) => {
    const nextAt = to === null ? range.to : slotStartOf(instant(to + quarterMs - 1), quarterMs);
    const end = instant(Math.min(range.to, nextAt));
    if (end <= from) return [];
    const part = { devices: meters, range: { from, to: end } };
    from = end;
    return part;
  });
}

function addSum(slots: Map<number, CurveSlot>, part: BalancePart, sum: SlotSum): void {
  for (let row = 0; row < sum.slotStart.length; row += 1) {
    const at = sum.slotStart[row] ?? 0;
    const slot = slots.get(at) ?? emptySlot();
    slots.set(at, slot);
    slot.completenessSum += sum.completenessSum[row] ?? 0;
    slot.worstQuality = Math.max(slot.worstQuality, sum.worstQuality[row] ?? 0);
    const value = sum.sum[row] ?? Number.NaN;
    if (!Number.isNaN(value)) slot.parts[part] = (slot.parts[part] ?? 0) + value;
  }
}

function emptySlot(): CurveSlot {
  const parts = Object.fromEntries(balanceParts.map((part) => [part, null]));
  return { parts: parts as CurveSlot['parts'], completenessSum: 0, worstQuality: 0 };
}

function rowOf(at: Instant, slot: CurveSlot, expected: number): Cell[] {
  const cells: Record<string, Cell> = {
    ...slot.parts,
    at: new Date(at).toISOString(),
    residualKw: residualKw(slot.parts),
    completeness: expected === 0 ? 0 : Math.min(1, slot.completenessSum / expected),
    quality: qualityLevels[slot.worstQuality] ?? null,
  };
  return curveColumns.map((column) => cells[column] ?? null);
}

/** Means of four quarters each; an hour that misses quarters says so in its completeness. */
export function hoursOf(sum: SlotSum): SlotSum {
  const hours = new Map<number, { values: number[]; completeness: number; quality: number }>();
  for (let row = 0; row < sum.slotStart.length; row += 1) {
    const at = Math.floor((sum.slotStart[row] ?? 0) / 3_600_000) * 3_600_000;
    const hour = hours.get(at) ?? { values: [], completeness: 0, quality: 0 };
    hours.set(at, hour);
    const value = sum.sum[row] ?? Number.NaN;
    if (!Number.isNaN(value)) hour.values.push(value);
    hour.completeness += (sum.completenessSum[row] ?? 0) / 4;
    hour.quality = Math.max(hour.quality, sum.worstQuality[row] ?? 0);
  }
  const entries = [...hours.values()];
  const mean = (values: number[]): number =>
    values.length === 0 ? Number.NaN : values.reduce((a, b) => a + b, 0) / values.length;
  return {
    slotStart: Float64Array.from(hours.keys()),
    sum: Float64Array.from(entries, (hour) => mean(hour.values)),
    completenessSum: Float64Array.from(entries, (hour) => hour.completeness),
    worstQuality: Uint8Array.from(entries, (hour) => hour.quality),
  };
}

export const curveResolutions: readonly Resolution[] = ['1m', '15m', '1h', '1d'];
