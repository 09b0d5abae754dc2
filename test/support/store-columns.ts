/** Columns of the reading store from rows that a test can show, and back. */
import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import type { DeviceKind } from '../../src/domain/device.ts';
import { type Instant, instant } from '../../src/domain/instant.ts';
import type { ReadingColumns, SlotColumns } from '../../src/service/ports.ts';

export type PointValues = Readonly<Record<string, number>>;

export interface ReadingRow {
  readonly device: number;
  readonly at: number;
  /** Points that are left out are absent. */
  readonly values: PointValues;
  readonly quality?: number;
  readonly reasons?: number;
}

export interface SlotRow extends ReadingRow {
  readonly completeness: number;
}

/** 2025-06-01T00:00:00Z. */
export const startAt = instant(1_748_736_000_000);

export function at(offsetMs: number): Instant {
  return instant(startAt + offsetMs);
}

function columnsFor(kind: DeviceKind, rows: readonly ReadingRow[]) {
  return {
    kind,
    length: rows.length,
    deviceKeys: Int32Array.from(rows, (row) => row.device),
    quality: Uint8Array.from(rows, (row) => row.quality ?? 0),
    reasons: Uint16Array.from(rows, (row) => row.reasons ?? 0),
    values: kindSpecOf(kind).points.map((point) =>
      Float64Array.from(rows, (row) => row.values[point.name] ?? Number.NaN),
    ),
  };
}

export function readings(kind: DeviceKind, rows: readonly ReadingRow[]): ReadingColumns {
  return { ...columnsFor(kind, rows), measuredAt: Float64Array.from(rows, (row) => row.at) };
}

export function slots(kind: DeviceKind, rows: readonly SlotRow[]): SlotColumns {
  return {
    ...columnsFor(kind, rows),
    slotStart: Float64Array.from(rows, (row) => row.at),
    completeness: Float32Array.from(rows, (row) => row.completeness),
  };
}

function valuesAt(batch: ReadingColumns | SlotColumns, row: number): PointValues {
  const present = kindSpecOf(batch.kind)
    .points.map((point, index) => [point.name, batch.values[index]?.[row] ?? Number.NaN] as const)
    .filter(([, value]) => !Number.isNaN(value));
  return Object.fromEntries(present);
}

export function readingRows(batch: ReadingColumns): Required<ReadingRow>[] {
  return Array.from({ length: batch.length }, (_, row) => ({
    device: batch.deviceKeys[row] ?? Number.NaN,
    at: batch.measuredAt[row] ?? Number.NaN,
    values: valuesAt(batch, row),
    quality: batch.quality[row] ?? Number.NaN,
    reasons: batch.reasons[row] ?? Number.NaN,
  }));
}

export function slotRows(batch: SlotColumns): Required<SlotRow>[] {
  return Array.from({ length: batch.length }, (_, row) => ({
    device: batch.deviceKeys[row] ?? Number.NaN,
    at: batch.slotStart[row] ?? Number.NaN,
    values: valuesAt(batch, row),
    quality: batch.quality[row] ?? Number.NaN,
    reasons: batch.reasons[row] ?? Number.NaN,
    completeness: batch.completeness[row] ?? Number.NaN,
  }));
}
