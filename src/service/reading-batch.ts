import { kindSpecOf } from '../contract/device-kinds.ts';
import type { DeviceKind } from '../domain/device.ts';
import type { JudgedReading } from '../domain/reading.ts';
import type { ReadingColumns } from './ports.ts';

/** Collects judged readings of one kind into columns; grows by doubling. */
class KindBatch {
  readonly kind: DeviceKind;
  #length = 0;
  #deviceKeys = new Int32Array(64);
  #measuredAt = new Float64Array(64);
  #quality = new Uint8Array(64);
  #reasons = new Uint16Array(64);
  #values: Float64Array[];

  constructor(kind: DeviceKind) {
    this.kind = kind;
    this.#values = kindSpecOf(kind).points.map(() => new Float64Array(64));
  }

  add({ reading, quality, reasons }: JudgedReading): void {
    if (this.#length === this.#deviceKeys.length) this.#grow();
    const row = this.#length;
    this.#deviceKeys[row] = reading.device.key;
    this.#measuredAt[row] = reading.measuredAt;
    this.#quality[row] = quality;
    this.#reasons[row] = reasons;
    for (let point = 0; point < this.#values.length; point += 1) {
      (this.#values[point] as Float64Array)[row] = reading.values[point] as number;
    }
    this.#length += 1;
  }

  /** Views on what has been added: they are copied where batches are joined. */
  columns(): ReadingColumns {
    const length = this.#length;
    return {
      kind: this.kind,
      length,
      deviceKeys: this.#deviceKeys.subarray(0, length),
      measuredAt: this.#measuredAt.subarray(0, length),
      quality: this.#quality.subarray(0, length),
      reasons: this.#reasons.subarray(0, length),
      values: this.#values.map((column) => column.subarray(0, length)),
    };
  }

  #grow(): void {
    const capacity = this.#length * 2;
    const double = <Column extends Float64Array | Int32Array | Uint8Array | Uint16Array>(
      column: Column,
      grown: Column,
    ): Column => {
      grown.set(column);
      return grown;
    };
    this.#deviceKeys = double(this.#deviceKeys, new Int32Array(capacity));
    this.#measuredAt = double(this.#measuredAt, new Float64Array(capacity));
    this.#quality = double(this.#quality, new Uint8Array(capacity));
    this.#reasons = double(this.#reasons, new Uint16Array(capacity));
    this.#values = this.#values.map((column) => double(column, new Float64Array(capacity)));
  }
}

/** Readings on their way to the store, by kind. */
export class ReadingBatch {
  readonly #kinds = new Map<DeviceKind, KindBatch>();
  length = 0;

  add(judged: JudgedReading): void {
    const { kind } = judged.reading.device;
    let batch = this.#kinds.get(kind);
    if (batch === undefined) {
      batch = new KindBatch(kind);
      this.#kinds.set(kind, batch);
    }
    batch.add(judged);
    this.length += 1;
  }

  columns(): ReadingColumns[] {
    return [...this.#kinds.values()].map((batch) => batch.columns());
  }
}

export function readingsIn(batches: readonly ReadingColumns[]): number {
  return batches.reduce((sum, { length }) => sum + length, 0);
}

/** Of each kind what came last, its share of about so many readings in all. */
export function lastOf(batches: readonly ReadingColumns[], readings: number): ReadingColumns[] {
  const share = Math.min(1, readings / readingsIn(batches));
  return batches.map((batch) => {
    const first = Math.ceil(batch.length * (1 - share));
    return {
      kind: batch.kind,
      length: batch.length - first,
      deviceKeys: batch.deviceKeys.slice(first, batch.length),
      measuredAt: batch.measuredAt.slice(first, batch.length),
      quality: batch.quality.slice(first, batch.length),
      reasons: batch.reasons.slice(first, batch.length),
      values: batch.values.map((column) => column.slice(first, batch.length)),
    };
  });
}

/** One batch for each kind, with the readings in the order in which they were given. */
export function joinedByKind(batches: readonly ReadingColumns[]): ReadingColumns[] {
  const kinds = Map.groupBy(batches, ({ kind }) => kind);
  return Array.from(kinds, ([kind, ofKind]) => joined(kind, ofKind));
}

function joined(kind: DeviceKind, all: readonly ReadingColumns[]): ReadingColumns {
  const length = all.reduce((sum, batch) => sum + batch.length, 0);
  const fill = <Column extends Float64Array | Int32Array | Uint8Array | Uint16Array>(
    target: Column,
    columnOf: (batch: ReadingColumns) => Column,
  ): Column => {
    let row = 0;
    for (const batch of all) {
      target.set(columnOf(batch), row);
      row += batch.length;
    }
    return target;
  };
  return {
    kind,
    length,
    deviceKeys: fill(new Int32Array(length), (batch) => batch.deviceKeys),
    measuredAt: fill(new Float64Array(length), (batch) => batch.measuredAt),
    quality: fill(new Uint8Array(length), (batch) => batch.quality),
    reasons: fill(new Uint16Array(length), (batch) => batch.reasons),
    values: kindSpecOf(kind).points.map((_, point) =>
      fill(new Float64Array(length), (batch) => batch.values[point] as Float64Array),
    ),
  };
}
