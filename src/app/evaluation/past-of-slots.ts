import { kindSpecOf, pointIndexesOf } from '../../contract/device-kinds.ts';
import type { Device } from '../../domain/device.ts';
import { type SlotGrid, slotIndexOf } from '../../domain/slot-grid.ts';
import type { SlotReader } from '../../service/forecast-ports.ts';
import type { RangeQuery, SlotColumns, SlotLevel, SlotSum } from '../../service/ports.ts';

/** What forecasts are made of and judged by; other points are not kept. */
const keptPoints = ['powerKw', 'availablePowerKw'] as const;
type KeptPoint = (typeof keptPoints)[number];
type Means = Readonly<Record<KeptPoint, Float64Array>>;

/** Part of a slot in which a device showed these values throughout. */
export interface Stretch {
  readonly at: number;
  /** Of the slot, 0–1; the stretches of a slot make it up. */
  readonly share: number;
  readonly values: Readonly<Record<string, number>>;
}

/** Quarter hours of a simulated county in memory; a slot that nothing was added to has no data. */
export class PastOfSlots implements SlotReader {
  readonly #slots: SlotGrid;
  readonly #means: ReadonlyMap<number, Means>;

  constructor(devices: readonly Pick<Device, 'key'>[], slots: SlotGrid) {
    const unknown = (): Float64Array => new Float64Array(slots.count).fill(Number.NaN);
    this.#slots = slots;
    this.#means = new Map(
      devices.map(({ key }) => [key, { powerKw: unknown(), availablePowerKw: unknown() }]),
    );
  }

  add(deviceKey: number, { at, share, values }: Stretch): void {
    const slot = slotIndexOf(this.#slots, at);
    const means = this.#means.get(deviceKey);
    if (slot < 0 || means === undefined) return;
    for (const point of keptPoints) {
      const value = values[point];
      if (value === undefined) continue;
      const before = means[point][slot] as number;
      means[point][slot] = (Number.isNaN(before) ? 0 : before) + value * share;
    }
  }

  async readSlots(_level: SlotLevel, query: RangeQuery): Promise<SlotColumns> {
    const rows = [...this.#rowsIn(query)];
    const length = rows.length;
    const unknown = new Float64Array(length).fill(Number.NaN);
    const values = kindSpecOf(query.kind).points.map(() => unknown);
    for (const point of keptPoints) {
      const place = pointIndexesOf(query.kind).get(point);
      if (place === undefined) continue;
      values[place] = Float64Array.from(rows, ({ means, slot }) => means[point][slot] as number);
    }
    return {
      ...{ kind: query.kind, length, values },
      deviceKeys: Int32Array.from(rows, ({ key }) => key),
      slotStart: Float64Array.from(rows, ({ slot }) => this.#startOf(slot)),
      completeness: new Float32Array(length).fill(1),
      quality: new Uint8Array(length),
      reasons: new Uint16Array(length),
    };
  }

  /** Of the power: no other point is added up over devices. */
  async sumSlots(_level: SlotLevel, query: RangeQuery): Promise<SlotSum> {
    const sums = new Map<number, { kw: number; devices: number }>();
    for (const { means, slot } of this.#rowsIn(query)) {
      const sum = sums.get(slot) ?? { kw: 0, devices: 0 };
      sums.set(slot, sum);
      sum.kw += means.powerKw[slot] as number;
      sum.devices += 1;
    }
    const slots = [...sums].sort(([a], [b]) => a - b);
    return {
      slotStart: Float64Array.from(slots, ([slot]) => this.#startOf(slot)),
      sum: Float64Array.from(slots, ([, { kw }]) => kw),
      completenessSum: Float64Array.from(slots, ([, { devices }]) => devices),
      worstQuality: new Uint8Array(slots.length),
    };
  }

  *#rowsIn({ deviceKeys, from, to }: RangeQuery): Generator<{
    readonly key: number;
    readonly means: Means;
    readonly slot: number;
  }> {
    const { from: start, slotMs, count } = this.#slots;
    const first = Math.max(0, Math.ceil((from - start) / slotMs));
    const end = Math.min(count, Math.ceil((to - start) / slotMs));
    for (const key of deviceKeys) {
      const means = this.#means.get(key);
      if (means === undefined) continue;
      for (let slot = first; slot < end; slot += 1) {
        if (!Number.isNaN(means.powerKw[slot])) yield { key, means, slot };
      }
    }
  }

  #startOf(slot: number): number {
    return this.#slots.from + slot * this.#slots.slotMs;
  }
}
