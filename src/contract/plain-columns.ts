/** The short way for telemetry in columns, without absent values; see `plain-telemetry.ts`. */
import type { Device } from '../domain/device.ts';
import { type Instant, instant } from '../domain/instant.ts';
import type { Reading } from '../domain/reading.ts';
import { epochMsOf } from './measured-at.ts';
import { readingsPerMessageMax } from './message-limits.ts';
import {
  closeArray,
  closeObject,
  comma,
  openArray,
  openObject,
  PlainBytes,
} from './plain-bytes.ts';
import { measuredAtKey, pointKeysOf, seqKey, valuesKey } from './plain-keys.ts';
import { absentValues } from './point-values.ts';

export class PlainColumns {
  readonly #bytes: PlainBytes;
  readonly #keys: readonly Uint8Array[];
  #times: number[] | null = null;
  #seq: number | null = null;
  /** By the place of the point; null where it has none. */
  #columns: (number[] | null)[] | null = null;

  constructor(payload: Uint8Array, kind: Device['kind']) {
    this.#bytes = new PlainBytes(payload);
    this.#keys = pointKeysOf(kind);
  }

  /** Null where the payload must go the long way. */
  readings(device: Device, receivedAt: Instant): Reading[] | null {
    const bytes = this.#bytes;
    if (!bytes.skip(openObject)) return null;
    do {
      if (!this.#takeField()) return null;
    } while (bytes.skip(comma));
    if (!bytes.skip(closeObject) || !bytes.isAtEnd() || !this.#isWhole()) return null;
    const seq = this.#seq;
    return (this.#times ?? []).map((at, row) => ({
      device,
      measuredAt: instant(at),
      receivedAt,
      seq: seq === null ? null : seq + row,
      historical: false,
      values: this.#rowOf(row),
    }));
  }

  /** Whether there are times, and as many values in each column. */
  #isWhole(): boolean {
    const rows = this.#times?.length ?? 0;
    if (rows === 0 || rows > readingsPerMessageMax || this.#columns === null) return false;
    return this.#columns.every((column) => column === null || column.length === rows);
  }

  /** One field, whatever their order; false also where one comes twice. */
  #takeField(): boolean {
    const bytes = this.#bytes;
    if (bytes.skipKey(measuredAtKey)) {
      const times = this.#times === null ? this.#list(() => epochMsOf(bytes.textOrWhole())) : null;
      this.#times = times;
      return times !== null;
    }
    if (bytes.skipKey(valuesKey)) return this.#columns === null && this.#takeColumns();
    if (!bytes.skipKey(seqKey) || this.#seq !== null) return false;
    this.#seq = bytes.whole();
    return !Number.isNaN(this.#seq);
  }

  #takeColumns(): boolean {
    const bytes = this.#bytes;
    const columns: (number[] | null)[] = this.#keys.map(() => null);
    if (!bytes.skip(openObject)) return false;
    let expected = 0;
    do {
      const index = bytes.keyIndex(this.#keys, expected);
      const column =
        index < 0 || columns[index] !== null ? null : this.#list(() => bytes.decimal());
      if (column === null) return false;
      columns[index] = column;
      expected = index + 1;
    } while (bytes.skip(comma));
    this.#columns = columns;
    return bytes.skip(closeObject);
  }

  /** An array of what `take` answers; null where that is NaN. */
  #list(take: () => number): number[] | null {
    const bytes = this.#bytes;
    if (!bytes.skip(openArray)) return null;
    const list: number[] = [];
    do {
      bytes.skipSpaces();
      const item = take();
      if (Number.isNaN(item)) return null;
      list.push(item);
    } while (bytes.skip(comma));
    return bytes.skip(closeArray) ? list : null;
  }

  #rowOf(row: number): Float64Array {
    const values = absentValues(this.#keys.length);
    this.#columns?.forEach((column, index) => {
      if (column !== null) values[index] = column[row] as number;
    });
    return values;
  }
}
