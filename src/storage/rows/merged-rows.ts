import type { ReadingColumns } from '../../service/ports.ts';
import { pickRows } from './pick-rows.ts';

const unknown = 0;
const stored = 1;
const changed = 2;
const added = 3;

/**
 * Readings that may be stored already, one row for each distinct device and time: first what the
 * store has is put in, then the readings are merged over it in the order of their arrival.
 */
export class MergedRows {
  inserted = 0;
  duplicates = 0;
  replaced = 0;
  /** Values that are present now and were not in the store. */
  addedPoints = 0;

  /** One row a key; the rows of a key that is not stored are filled by its first reading. */
  readonly #rows: ReadingColumns;
  readonly #state: Uint8Array;
  /** Device to time to row. */
  readonly #places = new Map<number, Map<number, number>>();

  constructor(readings: ReadingColumns) {
    const firstRows: number[] = [];
    for (let row = 0; row < readings.length; row++) {
      if (this.#addKey(readings, row, firstRows.length)) firstRows.push(row);
    }
    this.#rows = pickRows(readings, firstRows);
    for (const column of this.#rows.values) column.fill(Number.NaN);
    this.#state = new Uint8Array(firstRows.length);
  }

  get keys(): Pick<ReadingColumns, 'length' | 'deviceKeys' | 'measuredAt'> {
    return this.#rows;
  }

  /** Puts in a row as it is stored. */
  putStored(found: ReadingColumns): void {
    for (let row = 0; row < found.length; row++) {
      const place = this.#placeOf(found, row);
      this.#state[place] = stored;
      this.#rows.values.forEach((column, point) => {
        column[place] = found.values[point]?.[row] ?? Number.NaN;
      });
      this.#judge(place, found, row);
    }
  }

  /** Merges readings over what is there: present values win, absent ones leave the old value. */
  merge(readings: ReadingColumns): void {
    for (let row = 0; row < readings.length; row++) {
      const place = this.#placeOf(readings, row);
      const isNew = this.#state[place] === unknown;
      const differs = this.#mergeValues(place, readings, row);
      if (isNew) this.inserted++;
      else if (differs) this.replaced++;
      else this.duplicates++;
      if (!isNew && !differs) continue;
      this.#judge(place, readings, row);
      if (isNew) this.#state[place] = added;
      else if (this.#state[place] === stored) this.#state[place] = changed;
    }
  }

  /** Stored rows that the merge has changed. */
  changedRows(): ReadingColumns {
    return this.#rowsIn([changed]);
  }

  /** Rows to write: changed ones and new ones. */
  rowsToWrite(): ReadingColumns {
    return this.#rowsIn([changed, added]);
  }

  #rowsIn(states: readonly number[]): ReadingColumns {
    const places = Array.from(this.#state.keys()).filter((place) =>
      states.includes(this.#state[place] ?? unknown),
    );
    return pickRows(this.#rows, places);
  }

  #addKey(readings: ReadingColumns, row: number, place: number): boolean {
    const device = readings.deviceKeys[row] ?? 0;
    const at = readings.measuredAt[row] ?? 0;
    let times = this.#places.get(device);
    if (times === undefined) {
      times = new Map();
      this.#places.set(device, times);
    }
    if (times.has(at)) return false;
    times.set(at, place);
    return true;
  }

  #placeOf(readings: ReadingColumns, row: number): number {
    const place = this.#places
      .get(readings.deviceKeys[row] ?? 0)
      ?.get(readings.measuredAt[row] ?? 0);
    if (place === undefined) throw new Error('Invariant broken: a row that was not asked for');
    return place;
  }

  #mergeValues(place: number, readings: ReadingColumns, row: number): boolean {
    let differs = false;
    this.#rows.values.forEach((column, point) => {
      const value = readings.values[point]?.[row] ?? Number.NaN;
      const old = column[place] ?? Number.NaN;
      if (Number.isNaN(value) || value === old) return;
      if (Number.isNaN(old)) this.addedPoints++;
      column[place] = value;
      differs = true;
    });
    return differs;
  }

  #judge(place: number, readings: ReadingColumns, row: number): void {
    this.#rows.quality[place] = readings.quality[row] ?? 0;
    this.#rows.reasons[place] = readings.reasons[row] ?? 0;
  }
}
