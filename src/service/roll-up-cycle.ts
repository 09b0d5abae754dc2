import { kindSpecOf } from '../contract/device-kinds.ts';
import { dayBoundaries } from '../domain/calendar.ts';
import { type DeviceKind, holdMsOf } from '../domain/device.ts';
import {
  dayMs,
  hourMs,
  type Instant,
  instant,
  minuteMs,
  quarterMs,
  secondMs,
} from '../domain/instant.ts';
import type { Directory } from './directory.ts';
import type { DirtySlots } from './dirty-slots.ts';
import type { Clock, DirtySlot, ReadingColumns, ReadingStore, SlotColumns } from './ports.ts';
import { daySlotsOf, quarterSlotsOf } from './slot-columns.ts';

/** Slots of one run; the rest waits for the next, so that one run never holds much. */
export const slotsPerRunMax = 20_000;
/** Readings held at one time, as far as report intervals tell. */
const readingsPerReadMax = 300_000;
/** Dirty slots of a device further apart than this are read separately. */
const gapMsMax = 6 * hourMs;
/** The longest span of one read. */
const spanMsMax = 2 * dayMs;
/** The running slot is refreshed at this interval, and no more than a twentieth of the time. */
const refreshMsMin = minuteMs;
const refreshShare = 20;

/** Slots of devices of one kind that cover the same span, to be read and rolled up together. */
interface RollUpWork {
  readonly kind: DeviceKind;
  readonly deviceKeys: number[];
  readonly from: Instant;
  readonly to: Instant;
  readonly slots: DirtySlot[];
  expectedReadings: number;
}

/** Computes the 15-minute slots whose readings have changed, and the days that hold them. */
export class RollUpCycle {
  readonly #deps: {
    readonly store: ReadingStore;
    readonly directory: Directory;
    readonly dirty: DirtySlots;
    readonly timeZone: string;
    readonly clock: Clock;
  };
  #refreshAt = 0;

  constructor(deps: {
    store: ReadingStore;
    directory: Directory;
    dirty: DirtySlots;
    timeZone: string;
    clock: Clock;
  }) {
    this.#deps = deps;
  }

  /** Rolls up what is due at `now`: every dirty slot that has ended, and now and then the running ones. */
  async run(now: Instant): Promise<void> {
    const ended = ({ slotStart }: DirtySlot): boolean => slotStart + quarterMs <= now;
    const dirty = this.#deps.dirty.list();
    for (const work of this.#plan(dirty.filter(ended).slice(0, slotsPerRunMax))) {
      await this.#finish(work);
    }
    if (now < this.#refreshAt) return;
    const running = dirty.filter((slot) => !ended(slot) && slot.slotStart <= now);
    for (const work of this.#plan(running)) await this.#writeQuarters(work, work.slots);
    const tookMs = this.#deps.clock.now() - now;
    this.#refreshAt = now + Math.max(refreshMsMin, tookMs * refreshShare);
  }

  #plan(slots: readonly DirtySlot[]): RollUpWork[] {
    const works = new Map<string, RollUpWork[]>();
    for (const [deviceKey, own] of Map.groupBy(slots, (slot) => slot.deviceKey)) {
      const { kind, reportIntervalS } = this.#deps.directory.deviceByKey(deviceKey);
      for (const span of spansOf(own)) {
        const expected = (span.to - span.from) / (reportIntervalS * secondMs);
        const key = `${kind} ${span.from} ${span.to}`;
        const alike = works.get(key) ?? [];
        works.set(key, alike);
        let work = alike.at(-1);
        if (work === undefined || work.expectedReadings + expected > readingsPerReadMax) {
          const { from, to } = span;
          work = { kind, deviceKeys: [], from, to, slots: [], expectedReadings: 0 };
          alike.push(work);
        }
        work.deviceKeys.push(deviceKey);
        work.slots.push(...span.slots);
        work.expectedReadings += expected;
      }
    }
    return [...works.values()].flat();
  }

  /** Rolls up slots that have ended, and their days. They are clean once both are written. */
  async #finish(work: RollUpWork): Promise<void> {
    const { store, dirty } = this.#deps;
    // Taken before reading: whatever arrives from now on marks its slot again.
    const slots = work.slots.filter((slot) => dirty.take(slot));
    if (slots.length === 0) return;
    try {
      await this.#writeQuarters(work, slots);
      const days = await this.#daysOf(work);
      const clean = slots.filter((slot) => !dirty.isMarked(slot));
      await store.writeSlots('1d', [days], clean);
    } catch (error) {
      dirty.putBack(slots);
      throw error;
    }
  }

  async #writeQuarters(work: RollUpWork, slots: readonly DirtySlot[]): Promise<void> {
    const { store, directory } = this.#deps;
    const quarters = quarterSlotsOf(await this.#read(work), slots, directory);
    await store.writeSlots('15m', [quarters], []);
  }

  /** Readings of the span and, on both sides, those whose values or registers reach into it. */
  #read({ kind, deviceKeys, from, to }: RollUpWork): Promise<ReadingColumns> {
    const { store, directory } = this.#deps;
    const holdMs = Math.max(...deviceKeys.map((key) => holdMsOf(directory.deviceByKey(key))));
    return store.read({
      kind,
      deviceKeys,
      from: instant(from - holdMs),
      to: instant(to + holdMs),
    });
  }

  async #daysOf({ kind, deviceKeys, from, to }: RollUpWork): Promise<SlotColumns> {
    const { store, timeZone } = this.#deps;
    const boundaries = dayBoundaries({ from, to }, timeZone);
    const [first = from] = boundaries;
    const range = { kind, deviceKeys, from: first, to: boundaries.at(-1) ?? to };
    const quarters = await store.readSlots('15m', range);
    return daySlotsOf(quarters, boundaries, kindSpecOf(kind).points);
  }
}

/** Runs of slots without long gaps, as half-open ranges. */
function spansOf(
  slots: readonly DirtySlot[],
): { from: Instant; to: Instant; slots: DirtySlot[] }[] {
  const sorted = slots.toSorted((a, b) => a.slotStart - b.slotStart);
  const spans: { from: Instant; to: Instant; slots: DirtySlot[] }[] = [];
  for (const slot of sorted) {
    const last = spans.at(-1);
    const to = instant(slot.slotStart + quarterMs);
    const apart = last === undefined || slot.slotStart - last.to > gapMsMax;
    if (apart || to - last.from > spanMsMax) {
      spans.push({ from: slot.slotStart, to, slots: [slot] });
    } else {
      last.to = to;
      last.slots.push(slot);
    }
  }
  return spans;
}
