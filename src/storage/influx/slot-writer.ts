import { instant } from '../../domain/instant.ts';
import type { SlotColumns, SlotLevel } from '../../service/ports.ts';
import { LineBlocks } from './line-blocks.ts';
import type { LineWriter } from './lines.ts';
import { type RowSource, type Rows, readRows, tagOfKey } from './rows.ts';
import { measurementOf } from './schema.ts';
import { InfluxFault } from './transport.ts';
import { windowsOf } from './windows.ts';

/**
 * Writes slots over what was there. InfluxDB keeps the fields that a later line does not carry, so a
 * stored slot that has a point which the new one lacks is deleted first.
 */
export async function writeSlotRows(
  level: SlotLevel,
  slots: readonly SlotColumns[],
  source: RowSource & { readonly linesOf: (kind: SlotColumns['kind']) => LineWriter },
): Promise<void> {
  const blocks = new LineBlocks<null>(source.transport);
  for (const batch of slots) {
    const rows = lastRows(batch);
    await deleteOutgrown(level, batch, rows, source);
    const lines = source.linesOf(batch.kind);
    for (const row of rows.values()) {
      if (blocks.add(lines.slotLine(batch, row), null)) await blocks.flush();
    }
    // The next batch may have the same slots.
    await blocks.finish();
  }
  const refused = await blocks.finish();
  const [first] = refused;
  if (first !== undefined) {
    // Slots are computed again and again until they are taken, once someone has cured the reason.
    throw new InfluxFault(`${refused.length} slots were not taken: ${first.reason}`, {
      retryable: true,
    });
  }
}

/** The last row of each slot in the batch, by device and start. */
function lastRows(batch: SlotColumns): Map<string, number> {
  const rows = new Map<string, number>();
  for (let row = 0; row < batch.length; row++) {
    rows.set(`${batch.deviceKeys[row]}/${batch.slotStart[row]}`, row);
  }
  return rows;
}

async function deleteOutgrown(
  level: SlotLevel,
  batch: SlotColumns,
  rows: ReadonlyMap<string, number>,
  source: RowSource,
): Promise<void> {
  if (hasEveryPoint(batch)) return;
  const { kind, length, deviceKeys, slotStart: at } = batch;
  for (const window of windowsOf({ length, deviceKeys, at })) {
    const range = { kind, deviceKeys: window.deviceKeys };
    const found = await readRows(source, level, {
      ...range,
      from: instant(window.from),
      to: instant(window.to),
    });
    for (let place = 0; place < found.length; place++) {
      const row = rows.get(`${found.deviceKeys[place]}/${found.at[place]}`);
      if (row === undefined || !hasMore(found, place, batch, row)) continue;
      const from = instant(found.at[place] ?? 0);
      const device = tagOfKey(source.devices, found.deviceKeys[place] ?? 0) ?? '';
      await source.transport.deleteWhere(measurementOf(kind, level), {
        tags: { device },
        from,
        before: instant(from + 1),
      });
    }
  }
}

function hasEveryPoint({ length, values }: SlotColumns): boolean {
  return values.every((column) => !column.subarray(0, length).some(Number.isNaN));
}

function hasMore(found: Rows, place: number, batch: SlotColumns, row: number): boolean {
  return found.values.some(
    (column, point) =>
      !Number.isNaN(column[place]) && Number.isNaN(batch.values[point]?.[row] ?? Number.NaN),
  );
}
