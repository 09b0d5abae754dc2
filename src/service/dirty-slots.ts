import { type DeviceKind, holdMsOf } from '../domain/device.ts';
import { dayMs, type Instant, instant, quarterMs, slotStartOf } from '../domain/instant.ts';
import type { JudgedReading } from '../domain/reading.ts';
import type { DirtySlot } from './ports.ts';
import { registersOf } from './registers.ts';

/** Slots of a device fit below this, until the year 2100. */
const slotsPerDevice = 2 ** 23;
/** The longest gap whose register energy is spread over its slots. */
export const spreadMsMax = 30 * dayMs;
/** What the store has kept is due at once. */
const beforeAllBatches = 0;

function codeOf(deviceKey: number, slotStart: number): number {
  return deviceKey * slotsPerDevice + slotStart / quarterMs;
}

function slotOf(code: number): DirtySlot {
  return {
    deviceKey: Math.floor(code / slotsPerDevice),
    slotStart: instant((code % slotsPerDevice) * quarterMs),
  };
}

/** What is remembered of a device. */
interface Track {
  /** When a register was read last that counts. */
  registerAt: Instant | null;
  /** What its last reading marked, and in which batch: most of the next ones mark the same. */
  first: Instant | null;
  last: Instant | null;
  batch: number;
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
  readonly #tracks = new Map<number, Track>();
  /** Slots into which a register's count came that changes what passed around it. */
  readonly #late = new Set<number>();
  #fresh: DirtySlot[] = [];
  #batch = beforeAllBatches + 1;
  #stored = beforeAllBatches;

  /**
   * Marks the slots that a reading can change: its own, those that its value is held into, and
   * those since its registers were read before, whose energy ends only now. A count that comes
   * between others, or without a known one before it, is late: what else it changes, the store knows.
   */
  mark(judged: JudgedReading): void {
    const { device, measuredAt } = judged.reading;
    const track = this.#trackOf(device.key);
    const holdMs = holdMsOf(device);
    const since = energySince(track, judged);
    if (since === null) this.#late.add(codeOf(device.key, slotStartOf(measuredAt, quarterMs)));
    const from = Math.min(measuredAt - holdMs, since ?? measuredAt);
    const first = slotStartOf(instant(from), quarterMs);
    const last = slotStartOf(instant(measuredAt + holdMs), quarterMs);
    if (track.batch === this.#batch && track.first === first && track.last === last) return;
    this.#markSlots(device.key, first, last);
    track.first = first;
    track.last = last;
    track.batch = this.#batch;
  }

  /** Takes over when a register was read last before a restart. */
  noteRegister(deviceKey: number, measuredAt: Instant): void {
    this.#trackOf(deviceKey).registerAt = measuredAt;
  }

  /** When a register of the device was read last; null where none ever was, as far as is known. */
  newestRegisterAt(deviceKey: number): Instant | null {
    return this.#tracks.get(deviceKey)?.registerAt ?? null;
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

  /** Takes over what the store has on its list; which counts came late is not known any more. */
  restore(slots: readonly DirtySlot[]): void {
    this.putBack(slots);
    for (const { deviceKey, slotStart } of slots) this.#late.add(codeOf(deviceKey, slotStart));
  }

  /** Slots with late counts, as far as the store has them; each is answered once. */
  takeLate(limit: number): DirtySlot[] {
    const taken: DirtySlot[] = [];
    for (const code of this.#late) {
      if (taken.length === limit) break;
      const slot = slotOf(code);
      if (this.isMarked(slot) && !this.isDue(slot)) continue;
      this.#late.delete(code);
      taken.push(slot);
    }
    return taken;
  }

  /** The energy of these slots was not found out: they are late again. */
  putBackLate(slots: readonly DirtySlot[]): void {
    for (const { deviceKey, slotStart } of slots) this.#late.add(codeOf(deviceKey, slotStart));
  }

  /**
   * Marks the slots from one instant to another. Where some are new they all are due with the next
   * batch, which brings the marks to the store: a restart at any moment finds either them or the late
   * slot they come from.
   */
  widen(deviceKey: number, from: number, to: number): void {
    const first = slotStartOf(instant(Math.max(from, to - 2 * spreadMsMax)), quarterMs);
    const last = slotStartOf(instant(to), quarterMs);
    let at: number = first;
    while (at <= last && this.#marked.has(codeOf(deviceKey, at))) at += quarterMs;
    if (at <= last) this.#markSlots(deviceKey, first, last);
  }

  /** Marks slots whose roll-up failed. */
  putBack(slots: readonly DirtySlot[]): void {
    for (const { deviceKey, slotStart } of slots) {
      const code = codeOf(deviceKey, slotStart);
      if (!this.#marked.has(code)) this.#marked.set(code, beforeAllBatches);
    }
  }

  list(): DirtySlot[] {
    return Array.from(this.#marked.keys(), slotOf);
  }

  isMarked({ deviceKey, slotStart }: DirtySlot): boolean {
    return this.#marked.has(codeOf(deviceKey, slotStart));
  }

  isDue({ deviceKey, slotStart }: DirtySlot): boolean {
    const batch = this.#marked.get(codeOf(deviceKey, slotStart));
    return batch !== undefined && batch <= this.#stored;
  }

  /** Takes the mark off a slot that is due; false where it is not. */
  take(slot: DirtySlot): boolean {
    return this.isDue(slot) && this.#marked.delete(codeOf(slot.deviceKey, slot.slotStart));
  }

  get size(): number {
    return this.#marked.size;
  }

  #trackOf(deviceKey: number): Track {
    const known = this.#tracks.get(deviceKey);
    if (known !== undefined) return known;
    const track = { registerAt: null, first: null, last: null, batch: beforeAllBatches };
    this.#tracks.set(deviceKey, track);
    return track;
  }

  #markSlots(deviceKey: number, first: Instant, last: Instant): void {
    for (let at: number = first; at <= last; at += quarterMs) {
      const code = codeOf(deviceKey, at);
      if (!this.#marked.has(code)) this.#fresh.push({ deviceKey, slotStart: instant(at) });
      this.#marked.set(code, this.#batch);
    }
  }
}

/**
 * From when on the energy has passed that the reading's registers tell of; null where only the store
 * can say. An invalid count tells of none, but may stand where a better one stood.
 */
function energySince(track: Track, { reading, quality }: JudgedReading): number | null {
  const { device, measuredAt, values } = reading;
  if (!hasRegister(device.kind, values)) return measuredAt;
  const newest = track.registerAt;
  if (newest !== null && measuredAt <= newest) return null;
  if (quality === 2) return measuredAt;
  track.registerAt = measuredAt;
  return newest === null ? null : Math.max(newest, measuredAt - spreadMsMax);
}

function hasRegister(kind: DeviceKind, values: Float64Array): boolean {
  for (const place of registersOf(kind)) if (!Number.isNaN(values[place])) return true;
  return false;
}
