import type { ReadingColumns, SlotColumns } from '../../service/ports.ts';
import type { Column } from './columns.ts';
import type { KindTables, Table } from './schema.ts';

/** Columns in the order of the table; one that the table has from another version stays empty. */
function inTableOrder(
  table: Table,
  tables: KindTables,
  fixed: Readonly<Record<string, Column>>,
  batch: { readonly length: number; readonly values: readonly Float64Array[] },
): Column[] {
  return table.columns.map(
    (name) =>
      fixed[name] ??
      batch.values[tables.points.indexOf(name)] ??
      new Float64Array(batch.length).fill(Number.NaN),
  );
}

export function readingTableColumns(
  table: Table,
  tables: KindTables,
  batch: ReadingColumns,
): Column[] {
  const { deviceKeys: device, measuredAt: ts, quality, reasons } = batch;
  return inTableOrder(table, tables, { device, ts, quality, reasons }, batch);
}

export function slotTableColumns(table: Table, tables: KindTables, batch: SlotColumns): Column[] {
  const { deviceKeys: device, slotStart: ts, completeness, quality, reasons } = batch;
  return inTableOrder(table, tables, { device, ts, completeness, quality, reasons }, batch);
}

/** Readings from the columns of `rowColumnsOf`. */
export function readingsFrom(tables: KindTables, columns: readonly Column[]): ReadingColumns {
  const [deviceKeys, measuredAt, quality, reasons, ...values] = columns;
  return {
    kind: tables.kind,
    length: deviceKeys?.length ?? 0,
    deviceKeys: deviceKeys as Int32Array,
    measuredAt: measuredAt as Float64Array,
    quality: quality as Uint8Array,
    reasons: reasons as Uint16Array,
    values: values as Float64Array[],
  };
}

/** Slots from the columns of `slotColumnsOf`. */
export function slotsFrom(tables: KindTables, columns: readonly Column[]): SlotColumns {
  const [deviceKeys, slotStart, completeness, quality, reasons, ...values] = columns;
  return {
    kind: tables.kind,
    length: deviceKeys?.length ?? 0,
    deviceKeys: deviceKeys as Int32Array,
    slotStart: slotStart as Float64Array,
    completeness: completeness as Float32Array,
    quality: quality as Uint8Array,
    reasons: reasons as Uint16Array,
    values: values as Float64Array[],
  };
}
