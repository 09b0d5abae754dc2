import { kindSpecOf } from '../../contract/device-kinds.ts';
import type { DeviceKind } from '../../domain/device.ts';
import type { ReadingColumns, SlotColumns } from '../../service/ports.ts';

/** A reading, or a slot with its start as the time. */
export interface StoredRow {
  readonly deviceKey: number;
  readonly at: number;
  readonly quality: number;
  readonly reasons: number;
  /** 1 for readings. */
  readonly completeness: number;
  readonly values: readonly number[];
}

interface RowColumns {
  readonly length: number;
  readonly deviceKeys: Int32Array;
  readonly quality: Uint8Array;
  readonly reasons: Uint16Array;
  readonly values: readonly Float64Array[];
}

function rowsOf(
  batch: RowColumns,
  times: Float64Array,
  completeness: Float32Array | null,
): StoredRow[] {
  return Array.from({ length: batch.length }, (_, row) => ({
    deviceKey: batch.deviceKeys[row] ?? 0,
    at: times[row] ?? 0,
    quality: batch.quality[row] ?? 0,
    reasons: batch.reasons[row] ?? 0,
    completeness: completeness?.[row] ?? 1,
    values: batch.values.map((column) => column[row] ?? Number.NaN),
  }));
}

export function rowsOfReadings(batch: ReadingColumns): StoredRow[] {
  return rowsOf(batch, batch.measuredAt, null);
}

export function rowsOfSlots(batch: SlotColumns): StoredRow[] {
  return rowsOf(batch, batch.slotStart, batch.completeness);
}

function columnsOf(kind: DeviceKind, rows: readonly StoredRow[]): RowColumns {
  return {
    length: rows.length,
    deviceKeys: Int32Array.from(rows, (row) => row.deviceKey),
    quality: Uint8Array.from(rows, (row) => row.quality),
    reasons: Uint16Array.from(rows, (row) => row.reasons),
    values: kindSpecOf(kind).points.map((_, point) =>
      Float64Array.from(rows, (row) => row.values[point] ?? Number.NaN),
    ),
  };
}

export function readingsOf(kind: DeviceKind, rows: readonly StoredRow[]): ReadingColumns {
  const measuredAt = Float64Array.from(rows, (row) => row.at);
  return { kind, measuredAt, ...columnsOf(kind, rows) };
}

export function slotsOf(kind: DeviceKind, rows: readonly StoredRow[]): SlotColumns {
  const slotStart = Float64Array.from(rows, (row) => row.at);
  const completeness = Float32Array.from(rows, (row) => row.completeness);
  return { kind, slotStart, completeness, ...columnsOf(kind, rows) };
}
