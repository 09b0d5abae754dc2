import type { ReadingColumns, SlotColumns } from '../../service/ports.ts';

type Column = Float64Array | Float32Array | Int32Array | Uint16Array | Uint8Array;

function gather<Values extends Column>(source: Values, rows: readonly number[]): Values {
  const target = source.slice(0, rows.length) as Values;
  rows.forEach((row, place) => {
    target[place] = source[row] ?? Number.NaN;
  });
  return target;
}

/** The given rows of a batch, in the given order. */
export function pickRows(batch: ReadingColumns, rows: readonly number[]): ReadingColumns {
  return {
    kind: batch.kind,
    length: rows.length,
    deviceKeys: gather(batch.deviceKeys, rows),
    measuredAt: gather(batch.measuredAt, rows),
    quality: gather(batch.quality, rows),
    reasons: gather(batch.reasons, rows),
    values: batch.values.map((column) => gather(column, rows)),
  };
}

export function pickSlots(batch: SlotColumns, rows: readonly number[]): SlotColumns {
  return {
    kind: batch.kind,
    length: rows.length,
    deviceKeys: gather(batch.deviceKeys, rows),
    slotStart: gather(batch.slotStart, rows),
    completeness: gather(batch.completeness, rows),
    quality: gather(batch.quality, rows),
    reasons: gather(batch.reasons, rows),
    values: batch.values.map((column) => gather(column, rows)),
  };
}

/** How many values of the batch are present. */
export function countPoints(batch: ReadingColumns): number {
  let count = 0;
  for (const column of batch.values) {
    for (let row = 0; row < batch.length; row++) {
      if (!Number.isNaN(column[row])) count++;
    }
  }
  return count;
}
