/** Rows as lines of line protocol, with times in ms. */
import { invariant } from '../../domain/outcome.ts';
import type { HistoryLevel } from '../../service/counted-store.ts';
import type { ReadingColumns, SlotColumns } from '../../service/ports.ts';
import { type InfluxDevices, measurementOf, pointNamesOf } from './schema.ts';
import { lineText, tagOfId } from './tag-text.ts';

/** Signed zeros are told apart by what one divided by them is. */
export function numberText(value: number): string {
  return value === 0 && 1 / value < 0 ? '-0' : `${value}`;
}

/** Writes the lines of one measurement; what is equal in all lines of a device is made once. */
export class LineWriter {
  readonly #devices: InfluxDevices;
  readonly #measurement: string;
  /** `,powerKw=` of each point. */
  readonly #names: readonly string[];
  /** All before the value of the first field, by device key. */
  readonly #heads = new Map<number, string>();

  constructor(kind: ReadingColumns['kind'], level: HistoryLevel, devices: InfluxDevices) {
    this.#devices = devices;
    this.#measurement = measurementOf(kind, level);
    this.#names = pointNamesOf(kind).map((name) => `,${lineText(name)}=`);
  }

  readingLine(batch: ReadingColumns, row: number): string {
    return `${this.#fields(batch, row)} ${batch.measuredAt[row]}\n`;
  }

  slotLine(batch: SlotColumns, row: number): string {
    const completeness = batch.completeness[row] ?? 0;
    return `${this.#fields(batch, row)},completeness=${completeness} ${batch.slotStart[row]}\n`;
  }

  /** NaN is not written: the field is absent. */
  #fields(batch: ReadingColumns | SlotColumns, row: number): string {
    const head = this.#headOf(batch.deviceKeys[row] ?? 0);
    let line = `${head}${batch.quality[row]},reasons=${batch.reasons[row]}`;
    for (let point = 0; point < this.#names.length; point++) {
      const value = batch.values[point]?.[row] ?? Number.NaN;
      if (!Number.isNaN(value)) line += `${this.#names[point]}${numberText(value)}`;
    }
    return line;
  }

  #headOf(key: number): string {
    const known = this.#heads.get(key);
    if (known !== undefined) return known;
    const device = this.#devices.byKey(key);
    invariant(device !== null, `a reading has the unknown device key ${key}`);
    const tags = `device=${lineText(tagOfId(device.id))},area=${lineText(tagOfId(device.area))}`;
    const head = `${lineText(this.#measurement)},${tags} quality=`;
    this.#heads.set(key, head);
    return head;
  }
}
