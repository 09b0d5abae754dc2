import { kindSpecOf, pointIndexesOf } from '../contract/device-kinds.ts';
import { type DeviceKind, holdMsOf } from '../domain/device.ts';
import { instant, quarterMs } from '../domain/instant.ts';
import { mergeSlots } from '../domain/merge-slots.ts';
import type { PointSpec } from '../domain/point.ts';
import { rollUp, type SlotSeries } from '../domain/roll-up.ts';
import { keptSlotValue } from '../domain/slot-precision.ts';
import type { SumSlots } from './curves.ts';
import type { Directory } from './directory.ts';
import type { DirtySlot, ReadingColumns, ReadingStore, SlotColumns, SlotSum } from './ports.ts';

/** Rows `[first, last)` of one device in columns that are ordered by device. */
interface DeviceRows {
  readonly deviceKey: number;
  readonly first: number;
  readonly last: number;
}

function* rowsByDevice(deviceKeys: Int32Array): Generator<DeviceRows> {
  for (let first = 0; first < deviceKeys.length; ) {
    const deviceKey = deviceKeys[first] as number;
    let last = first + 1;
    while (last < deviceKeys.length && deviceKeys[last] === deviceKey) last += 1;
    yield { deviceKey, first, last };
    first = last;
  }
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly slotMs: number;
}

/** Rolls up one device's rows of a read. */
export function rollUpRows(
  columns: ReadingColumns,
  { deviceKey, first, last }: DeviceRows,
  directory: Directory,
  span: Span,
): SlotSeries {
  const device = directory.deviceByKey(deviceKey);
  return rollUp(
    {
      measuredAt: columns.measuredAt.subarray(first, last),
      quality: columns.quality.subarray(first, last),
      reasons: columns.reasons.subarray(first, last),
      values: columns.values.map((column) => column.subarray(first, last)),
    },
    {
      points: kindSpecOf(columns.kind).points,
      holdMs: holdMsOf(device),
      ratingKw: device.ratingKw,
      ...span,
    },
  );
}

/** The dirty quarters of a read, computed anew. */
export function quarterSlotsOf(
  columns: ReadingColumns,
  dirty: readonly DirtySlot[],
  directory: Directory,
): SlotColumns {
  const wanted = Map.groupBy(dirty, (slot) => slot.deviceKey);
  const builder = new SlotBuilder(columns.kind);
  for (const rows of rowsByDevice(columns.deviceKeys)) {
    const own = wanted.get(rows.deviceKey);
    if (own === undefined) continue;
    const starts = new Set<number>(own.map((slot) => slot.slotStart));
    const from = Math.min(...starts);
    const to = Math.max(...starts) + quarterMs;
    const slots = rollUpRows(columns, rows, directory, { from, to, slotMs: quarterMs });
    builder.add(rows.deviceKey, slots, (slotStart) => starts.has(slotStart));
  }
  return builder.columns();
}

/** Days made of stored quarters, for every device in them. */
export function daySlotsOf(
  quarters: SlotColumns,
  boundaries: readonly number[],
  points: readonly PointSpec[],
): SlotColumns {
  const builder = new SlotBuilder(quarters.kind);
  for (const rows of rowsByDevice(quarters.deviceKeys)) {
    const series = slotSeriesOf(quarters, rows);
    builder.add(rows.deviceKey, mergeSlots(series, { points, slotMs: quarterMs, boundaries }));
  }
  return builder.columns();
}

/** One device's slots out of columns. */
export function slotSeriesOf(
  columns: SlotColumns,
  { first, last }: Pick<DeviceRows, 'first' | 'last'>,
): SlotSeries {
  return {
    slotStart: Array.from(columns.slotStart.subarray(first, last)),
    completeness: Array.from(columns.completeness.subarray(first, last)),
    quality: Array.from(columns.quality.subarray(first, last)),
    reasons: Array.from(columns.reasons.subarray(first, last)),
    values: columns.values.map((column) => Array.from(column.subarray(first, last))),
  };
}

/** Sums of a node's power in slots that are not stored, made from raw readings on the way. */
export function rolledUpSums(store: ReadingStore, directory: Directory, slotMs: number): SumSlots {
  return async ({ kind, deviceKeys, from, to }) => {
    const holdMs = Math.max(...deviceKeys.map((key) => holdMsOf(directory.deviceByKey(key))));
    const columns = await store.read({ kind, deviceKeys, from: instant(from - holdMs), to });
    const power = pointIndexesOf(kind).get('powerKw') ?? 0;
    const sums: RunningSums = new Map();
    for (const rows of rowsByDevice(columns.deviceKeys)) {
      addPower(sums, rollUpRows(columns, rows, directory, { from, to, slotMs }), power);
    }
    return sumColumns(sums);
  };
}

type RunningSums = Map<number, { sum: number; completeness: number; quality: number }>;

function addPower(sums: RunningSums, slots: SlotSeries, point: number): void {
  for (const [row, at] of slots.slotStart.entries()) {
    const slot = sums.get(at) ?? { sum: Number.NaN, completeness: 0, quality: 0 };
    sums.set(at, slot);
    const value = slots.values[point]?.[row] ?? Number.NaN;
    if (!Number.isNaN(value)) slot.sum = (Number.isNaN(slot.sum) ? 0 : slot.sum) + value;
    slot.completeness += slots.completeness[row] ?? 0;
    slot.quality = Math.max(slot.quality, slots.quality[row] ?? 0);
  }
}

function sumColumns(sums: RunningSums): SlotSum {
  const slots = [...sums.values()];
  return {
    slotStart: Float64Array.from(sums.keys()),
    sum: Float64Array.from(slots, ({ sum }) => sum),
    completenessSum: Float64Array.from(slots, ({ completeness }) => completeness),
    worstQuality: Uint8Array.from(slots, ({ quality }) => quality),
  };
}

/** Puts the slots of many devices into columns. */
class SlotBuilder {
  readonly #kind: DeviceKind;
  readonly #deviceKeys: number[] = [];
  readonly #slots: SlotSeries;

  constructor(kind: DeviceKind) {
    this.#kind = kind;
    const values = kindSpecOf(kind).points.map((): number[] => []);
    this.#slots = { slotStart: [], completeness: [], quality: [], reasons: [], values };
  }

  add(deviceKey: number, slots: SlotSeries, isWanted: (slotStart: number) => boolean = () => true) {
    for (const [row, slotStart] of slots.slotStart.entries()) {
      if (!isWanted(slotStart)) continue;
      this.#deviceKeys.push(deviceKey);
      this.#slots.slotStart.push(slotStart);
      this.#slots.completeness.push(slots.completeness[row] as number);
      this.#slots.quality.push(slots.quality[row] as number);
      this.#slots.reasons.push(slots.reasons[row] as number);
      for (const [point, column] of this.#slots.values.entries()) {
        column.push(slots.values[point]?.[row] as number);
      }
    }
  }

  columns(): SlotColumns {
    const { slotStart, completeness, quality, reasons, values } = this.#slots;
    return {
      kind: this.#kind,
      length: this.#deviceKeys.length,
      deviceKeys: Int32Array.from(this.#deviceKeys),
      slotStart: Float64Array.from(slotStart),
      completeness: Float32Array.from(completeness),
      quality: Uint8Array.from(quality),
      reasons: Uint16Array.from(reasons),
      values: kindSpecOf(this.#kind).points.map((point, index) =>
        Float64Array.from(values[index] ?? [], (value) => keptSlotValue(point, value)),
      ),
    };
  }
}
