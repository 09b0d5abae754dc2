import type { Origin } from '../frame/origins.ts';
import { type FeatureMatrix, rowsOf, valuesOf } from '../learn/feature-matrix.ts';
import type { RowDraft, RowSource } from './recipe.ts';

/** Rows side by side, column by column: features, and what a recipe says of each row beside them. */
export interface RowTable {
  readonly names: readonly string[];
  readonly rows: number;
  readonly columns: readonly Float32Array[];
  readonly target: Float64Array;
  readonly base: Float64Array;
  readonly group: Int32Array;
  readonly regime: Int32Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** The slot forecast, and the last slot known when it was. */
  readonly slot: Int32Array;
  readonly knownThrough: Int32Array;
}

/** A table with room for so many rows. */
export function emptyTable(names: readonly string[], rows: number): RowTable {
  return {
    names,
    rows,
    columns: names.map(() => new Float32Array(rows)),
    target: new Float64Array(rows).fill(Number.NaN),
    base: new Float64Array(rows),
    group: new Int32Array(rows),
    regime: new Int32Array(rows),
    low: new Float64Array(rows),
    high: new Float64Array(rows),
    slot: new Int32Array(rows),
    knownThrough: new Int32Array(rows),
  };
}

/** A writer of rows that hands the same draft, wiped and bounded by the plant, to a recipe each time. */
export function openDraft(
  source: RowSource,
  bounds: { readonly lowest: number; readonly capacity: number },
): (origin: Origin, slot: number) => RowDraft {
  const features = new Float32Array(source.names.length);
  const draft: RowDraft = { features, base: 0, group: 0, regime: 0, low: 0, high: 0 };
  return (origin, slot) => {
    draft.features.fill(Number.NaN);
    draft.base = Number.NaN;
    draft.group = 0;
    draft.regime = 0;
    draft.low = bounds.lowest;
    draft.high = bounds.capacity;
    source.write(origin, slot, draft);
    return draft;
  };
}

/** Copies a draft into a row of the table. */
export function writeRow(
  table: RowTable,
  row: number,
  { draft, slot, origin }: { draft: RowDraft; slot: number; origin: number },
): void {
  for (let column = 0; column < table.columns.length; column += 1) {
    (table.columns[column] as Float32Array)[row] = draft.features[column] as number;
  }
  table.base[row] = draft.base;
  table.group[row] = draft.group;
  table.regime[row] = draft.regime;
  table.low[row] = draft.low;
  table.high[row] = draft.high;
  table.slot[row] = slot;
  table.knownThrough[row] = origin;
}

/** The first rows of a table, sharing its memory. */
export function shorten(table: RowTable, rows: number): RowTable {
  return {
    names: table.names,
    rows,
    columns: table.columns.map((column) => column.subarray(0, rows)),
    target: table.target.subarray(0, rows),
    base: table.base.subarray(0, rows),
    group: table.group.subarray(0, rows),
    regime: table.regime.subarray(0, rows),
    low: table.low.subarray(0, rows),
    high: table.high.subarray(0, rows),
    slot: table.slot.subarray(0, rows),
    knownThrough: table.knownThrough.subarray(0, rows),
  };
}

/** Copies of the chosen rows, in the order of `indexes`. */
export function chosenRows(table: RowTable, indexes: Int32Array): RowTable {
  return {
    names: table.names,
    rows: indexes.length,
    columns: rowsOf(table, indexes).columns,
    target: valuesOf(table.target, indexes),
    base: valuesOf(table.base, indexes),
    group: pickedWhole(table.group, indexes),
    regime: pickedWhole(table.regime, indexes),
    low: valuesOf(table.low, indexes),
    high: valuesOf(table.high, indexes),
    slot: pickedWhole(table.slot, indexes),
    knownThrough: pickedWhole(table.knownThrough, indexes),
  };
}

/** Tables below each other. */
export function joinRows(tables: readonly RowTable[]): RowTable {
  const [first] = tables;
  const all = emptyTable(
    first?.names ?? [],
    tables.reduce((sum, { rows }) => sum + rows, 0),
  );
  let from = 0;
  for (const table of tables) {
    all.columns.forEach((column, place) => {
      column.set(table.columns[place] ?? [], from);
    });
    all.target.set(table.target, from);
    all.base.set(table.base, from);
    all.group.set(table.group, from);
    all.regime.set(table.regime, from);
    all.low.set(table.low, from);
    all.high.set(table.high, from);
    all.slot.set(table.slot, from);
    all.knownThrough.set(table.knownThrough, from);
    from += table.rows;
  }
  return all;
}

/** The features alone, as learners take them. */
export function matrixOf({ names, rows, columns }: RowTable): FeatureMatrix {
  return { names, rows, columns };
}

/** The features of the given names, sharing memory. */
export function matrixOfNamed(table: RowTable, wanted: readonly string[]): FeatureMatrix {
  const places = wanted.map((name) => table.names.indexOf(name)).filter((place) => place >= 0);
  return {
    names: places.map((place) => table.names[place] ?? ''),
    rows: table.rows,
    columns: places.map((place) => table.columns[place] ?? new Float32Array(table.rows)),
  };
}

function pickedWhole(values: Int32Array, indexes: Int32Array): Int32Array {
  return Int32Array.from(indexes, (at) => values[at] ?? 0);
}
