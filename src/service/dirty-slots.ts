import { type Device, holdMsOf } from '../domain/device.ts';
import { dayMs, type Instant, instant, quarterMs, slotStartOf } from '../domain/instant.ts';
import type { DirtySlot } from './ports.ts';

/** Slots of a device fit below this, until the year 2100. */
const slotsPerDevice = 2 ** 23;
/** The longest gap whose register energy is spread over its slots. */
const spreadMsMax = 30 * dayMs;
/** What the store has kept is due at once. */
const beforeAllBatches = 0;

function codeOf(deviceKey: number, slotStart: number): number {
  return deviceKey * slotsPerDevice + slotStart / quarterMs;
}

/** The marks of one batch on its way to the store. */
export interface BatchMarks {
  /** Slots that were not marked before: they go to the store with the readings. */
  readonly slots: readonly DirtySlot[];
  readonly batch: number;
}

/**
 * The 15-minute slots whose roll-up lags behind the readings. The set in memory answers whether a
 * slot is marked already; the store keeps the same list, so that a restart forgets none. A slot is
 * due when the store has every reading that marked it: rolled up earlier, it would be without them.
 */
export class DirtySlots {
  /** The number of the batch that marked a slot last. */
  readonly #marked = new Map<number, number>();
  readonly #newest = new Map<number, Instant>();
  #fresh: DirtySlot[] = [];
  #batch = beforeAllBatches + 1;
  #stored = beforeAllBatches;

  /**
   * Marks the slots that a reading can change: its own, those that its value is held into, and
   * those since the reading before it, whose register energy ends only now.
   */
  mark(device: Device, measuredAt: Instant): void {
    const holdMs = holdMsOf(device);
    const previous = this.#newest.get(device.key);
    let from = measuredAt - holdMs;
    if (previous === undefined || measuredAt > previous) {
      from = Math.min(from, Math.max(previous ?? from, measuredAt - spreadMsMax));
      this.#newest.set(device.key, measuredAt);
    }
    const last = slotStartOf(instant(measuredAt + holdMs), quarterMs);
    for (let at: number = slotStartOf(instant(from), quarterMs); at <= last; at += quarterMs) {
      this.#markSlot(device.key, instant(at));
    }
  }

  /** Ends a batch: what is marked from now on belongs to the next one. */
  closeBatch(): BatchMarks {
    const marks = { slots: this.#fresh, batch: this.#batch };
    this.#fresh = [];
    this.#batch += 1;
    return marks;
  }

  /** The store has this batch, and with it all that were closed before. */
  stored(batch: number): void {
    this.#stored = batch;
  }

  /** Puts back what the store has kept from before a restart. */
  restore(slots: readonly DirtySlot[], newest: Iterable<readonly [number, Instant]>): void {
    this.putBack(slots);
    for (const [deviceKey, measuredAt] of newest) this.#newest.set(deviceKey, measuredAt);
  }

  /** Marks slots again that were taken and could not be rolled up; the store still has them. */
  putBack(slots: readonly DirtySlot[]): void {
    for (const { deviceKey, slotStart } of slots) {
      const code = codeOf(deviceKey, slotStart);
      if (!this.#marked.has(code)) this.#marked.set(code, beforeAllBatches);
    }
  }

  list(): DirtySlot[] {
    return Array.from(this.#marked.keys(), (code) => ({
      deviceKey: Math.floor(code / slotsPerDevice),
      slotStart: instant((code % slotsPerDevice) * quarterMs),
    }));
  }

  /** Takes the mark off; false where there is none, or a reading of it is not stored yet. */
  take({ deviceKey, slotStart }: DirtySlot): boolean {
    const code = codeOf(deviceKey, slotStart);
    const batch = this.#marked.get(code);
    return batch !== undefined && batch <= this.#stored && this.#marked.delete(code);
  }

  isMarked({ deviceKey, slotStart }: DirtySlot): boolean {
    return this.#marked.has(codeOf(deviceKey, slotStart));
  }

  get size(): number {
    return this.#marked.size;
  }

  #markSlot(deviceKey: number, slotStart: Instant): void {
    const code = codeOf(deviceKey, slotStart);
    if (!this.#marked.has(code)) this.#fresh.push({ deviceKey, slotStart });
    this.#marked.set(code, this.#batch);
  }
}
