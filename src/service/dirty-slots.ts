import { type Device, holdMsOf } from '../domain/device.ts';
import { dayMs, type Instant, instant, quarterMs, slotStartOf } from '../domain/instant.ts';
import type { DirtySlot } from './ports.ts';

/** Slots of a device fit below this, until the year 2100. */
const slotsPerDevice = 2 ** 23;
/** The longest gap whose register energy is spread over its slots. */
const spreadMsMax = 30 * dayMs;

function codeOf(deviceKey: number, slotStart: number): number {
  return deviceKey * slotsPerDevice + slotStart / quarterMs;
}

/**
 * The 15-minute slots whose roll-up lags behind the readings. The set in memory answers whether a
 * slot is marked already; the store keeps the same list, so that a restart forgets none.
 */
export class DirtySlots {
  readonly #marked = new Set<number>();
  readonly #newest = new Map<number, Instant>();
  #fresh: DirtySlot[] = [];

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

  /** Slots marked since the last call: they go to the store with the readings that marked them. */
  takeFresh(): DirtySlot[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  /** Puts back what the store has kept from before a restart. */
  restore(slots: readonly DirtySlot[], newest: Iterable<readonly [number, Instant]>): void {
    for (const { deviceKey, slotStart } of slots) this.#marked.add(codeOf(deviceKey, slotStart));
    for (const [deviceKey, measuredAt] of newest) this.#newest.set(deviceKey, measuredAt);
  }

  list(): DirtySlot[] {
    return Array.from(this.#marked, (code) => ({
      deviceKey: Math.floor(code / slotsPerDevice),
      slotStart: instant((code % slotsPerDevice) * quarterMs),
    }));
  }

  unmark({ deviceKey, slotStart }: DirtySlot): void {
    this.#marked.delete(codeOf(deviceKey, slotStart));
  }

  isMarked({ deviceKey, slotStart }: DirtySlot): boolean {
    return this.#marked.has(codeOf(deviceKey, slotStart));
  }

  get size(): number {
    return this.#marked.size;
  }

  #markSlot(deviceKey: number, slotStart: Instant): void {
    const code = codeOf(deviceKey, slotStart);
    if (this.#marked.has(code)) return;
    this.#marked.add(code);
    this.#fresh.push({ deviceKey, slotStart });
  }
}
