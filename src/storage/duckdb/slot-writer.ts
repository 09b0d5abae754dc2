import type { DuckDBConnection } from '@duckdb/node-api';
import type { DirtySlot, SlotColumns, SlotLevel } from '../../service/ports.ts';
import { pickSlots } from '../rows/pick-rows.ts';
import { slotTableColumns } from './batches.ts';
import { appendColumns } from './columns.ts';
import { deleteProbed, fillProbe, type Keys } from './probe.ts';
import type { KindTables } from './schema.ts';

/** The last row of each device and slot start, so that a repeat in one batch leaves one row. */
function lastRows(slots: SlotColumns): number[] {
  const rows = new Map<string, number>();
  for (let row = 0; row < slots.length; row++) {
    rows.set(`${slots.deviceKeys[row]}/${slots.slotStart[row]}`, row);
  }
  return Array.from(rows.values());
}

/** Writes slots over what was there, inside the caller's transaction. */
export async function writeSlotRows(
  connection: DuckDBConnection,
  tables: KindTables,
  level: SlotLevel,
  batch: SlotColumns,
): Promise<void> {
  if (batch.length === 0) return;
  const rows = lastRows(batch);
  const slots = rows.length === batch.length ? batch : pickSlots(batch, rows);
  const { length, deviceKeys, slotStart: measuredAt } = slots;
  const keys = { length, deviceKeys, measuredAt };
  await fillProbe(connection, keys);
  const table = tables.slots[level];
  await connection.run(deleteProbed(table.name, keys));
  await appendColumns(connection, table, slotTableColumns(table, tables, slots), length);
}

function keysOf(slots: readonly DirtySlot[]): Keys {
  return {
    length: slots.length,
    deviceKeys: Int32Array.from(slots, (slot) => slot.deviceKey),
    measuredAt: Float64Array.from(slots, (slot) => slot.slotStart),
  };
}

/** Puts slots on the dirty list; one that is there twice is read once. */
export function addDirtySlots(
  connection: DuckDBConnection,
  slots: readonly DirtySlot[],
): Promise<void> {
  const { deviceKeys, measuredAt, length } = keysOf(slots);
  return appendColumns(connection, { name: 'dirty' }, [deviceKeys, measuredAt], length);
}

export async function removeDirtySlots(
  connection: DuckDBConnection,
  slots: readonly DirtySlot[],
): Promise<void> {
  if (slots.length === 0) return;
  const keys = keysOf(slots);
  await fillProbe(connection, keys);
  await connection.run(deleteProbed('dirty', keys));
}
