import { kindSpecOf } from '../contract/device-kinds.ts';
import { dayBoundaries } from '../domain/calendar.ts';
import { type Instant, instant, minuteMs, quarterMs } from '../domain/instant.ts';
import type { Directory } from './directory.ts';
import type { DirtySlots } from './dirty-slots.ts';
import { type Clock, type DirtySlot, isRetryable, type ReadingStore } from './ports.ts';
import { registersOf } from './registers.ts';
import { halvesOf, planOf, type RollUpWork } from './roll-up-plan.ts';
import { countsAround, readForRollUp } from './roll-up-reads.ts';
import { daySlotsOf, quarterSlotsOf } from './slot-columns.ts';

/** Slots of one run; the rest waits for the next, so that one run never holds much. */
export const slotsPerRunMax = 20_000;
/** The running slot is refreshed at this interval, and no more than a twentieth of the time. */
const refreshMsMin = minuteMs;
const refreshShare = 20;

interface RollUpDeps {
  readonly store: ReadingStore;
  readonly directory: Directory;
  readonly dirty: DirtySlots;
  readonly timeZone: string;
  readonly clock: Clock;
}

/** Computes the 15-minute slots whose readings have changed, and the days that hold them. */
export class RollUpCycle {
  readonly #deps: RollUpDeps;
  #refreshedAt = 0;
  #refreshWaitMs = 0;

  constructor(deps: RollUpDeps) {
    this.#deps = deps;
  }

  /**
   * Rolls up what is due at `now`: every dirty slot that has ended, and now and then the running
   * ones. What fails is due again, and does not keep the rest from being done; rejects with the
   * first failure.
   */
  async run(now: Instant): Promise<void> {
    const { dirty, clock } = this.#deps;
    const failures = await this.#each(dirty.takeLate(slotsPerRunMax), (work) => this.#widen(work));
    const slots = dirty.list();
    const isEnded = ({ slotStart }: DirtySlot): boolean => slotStart + quarterMs <= now;
    const ended = slots.filter((slot) => isEnded(slot) && dirty.isDue(slot));
    const finish = (work: RollUpWork) => this.#finish(work);
    failures.push(...(await this.#each(ended.slice(0, slotsPerRunMax), finish)));
    // A clock that was set back must not put the refresh off until it is there again.
    if (Math.abs(now - this.#refreshedAt) >= this.#refreshWaitMs) {
      const running = slots.filter((slot) => !isEnded(slot) && slot.slotStart <= now);
      const refresh = (work: RollUpWork) => this.#writeQuarters(work, work.slots);
      failures.push(...(await this.#each(running, refresh)));
      this.#refreshedAt = now;
      this.#refreshWaitMs = Math.max(refreshMsMin, (clock.now() - now) * refreshShare);
    }
    if (failures.length > 0) throw failures[0];
  }

  /**
   * What the store refuses, because a device sent far more than it said it would, is tried again in
   * halves: the devices beside it are rolled up nevertheless.
   */
  async #each(
    slots: readonly DirtySlot[],
    task: (work: RollUpWork) => Promise<void>,
  ): Promise<unknown[]> {
    const { directory } = this.#deps;
    const failures: unknown[] = [];
    const works = planOf(slots, directory);
    for (let work = works.shift(); work !== undefined; work = works.shift()) {
      try {
        await task(work);
      } catch (error) {
        const halves = isRetryable(error) ? [] : halvesOf(work, directory);
        if (halves.length === 0) failures.push(error);
        works.unshift(...halves);
      }
    }
    return failures;
  }

  /** A late count changes every slot between the counts on either side of it. */
  async #widen(work: RollUpWork): Promise<void> {
    const { store, dirty } = this.#deps;
    if (registersOf(work.kind).length === 0) return;
    try {
      // A late count at the very start of the slot is not the one before it.
      const wide = { ...work, from: instant(work.from - 1) };
      const readings = await readForRollUp(wide, { store, dirty });
      for (const { deviceKey, from, to } of countsAround(readings, work)) {
        dirty.widen(deviceKey, from, to);
      }
    } catch (error) {
      // Halves are tried at once.
      if (isRetryable(error) || work.deviceKeys.length < 2) dirty.putBackLate(work.slots);
      throw error;
    }
  }

  /** Rolls up slots that have ended, and their days. They are clean once both are written. */
  async #finish(work: RollUpWork): Promise<void> {
    const { dirty } = this.#deps;
    // Taken before reading: whatever arrives from now on marks its slot again.
    const slots = work.slots.filter((slot) => dirty.take(slot));
    if (slots.length === 0) return;
    try {
      await this.#writeQuarters(work, slots);
      await this.#writeDays(work, slots);
    } catch (error) {
      dirty.putBack(slots);
      throw error;
    }
  }

  async #writeQuarters(work: RollUpWork, slots: readonly DirtySlot[]): Promise<void> {
    const { store, directory, dirty } = this.#deps;
    const readings = await readForRollUp(work, { store, dirty });
    await store.writeSlots('15m', [quarterSlotsOf(readings, slots, directory)], []);
  }

  async #writeDays(
    { kind, deviceKeys, from, to }: RollUpWork,
    slots: readonly DirtySlot[],
  ): Promise<void> {
    const { store, dirty, timeZone } = this.#deps;
    const boundaries = dayBoundaries({ from, to }, timeZone);
    const [first = from] = boundaries;
    const range = { kind, deviceKeys, from: first, to: boundaries.at(-1) ?? to };
    const quarters = await store.readSlots('15m', range);
    const days = daySlotsOf(quarters, boundaries, kindSpecOf(kind).points);
    const clean = slots.filter((slot) => !dirty.isMarked(slot));
    await store.writeSlots('1d', [days], clean);
  }
}
