import { pointIndexesOf } from '../../src/contract/device-kinds.ts';
import type { Device } from '../../src/domain/device.ts';
import { type Instant, instant, quarterMs } from '../../src/domain/instant.ts';
import type { JudgedReading, Reading } from '../../src/domain/reading.ts';
import { Directory } from '../../src/service/directory.ts';
import { DirtySlots } from '../../src/service/dirty-slots.ts';
import { LiveState } from '../../src/service/live-state.ts';
import type { SlotColumns, SlotLevel } from '../../src/service/ports.ts';
import { ReadingBatch } from '../../src/service/reading-batch.ts';
import { restoreFromStore } from '../../src/service/restore.ts';
import { RollUpCycle } from '../../src/service/roll-up-cycle.ts';
import { good, smallTopology } from './devices.ts';
import { type FaultyStore, faultyStore } from './faulty-store.ts';

/** A roll-up cycle on a store in memory, and readings on their way to it. */
export class RollUpWorld {
  readonly faulty: FaultyStore;
  readonly directory: Directory;
  readonly dirty = new DirtySlots();
  readonly #cycle: RollUpCycle;
  #now = instant(0);
  #position = 0;

  constructor(devices: readonly Device[], faulty = faultyStore()) {
    this.faulty = faulty;
    this.directory = new Directory(smallTopology, devices);
    const { dirty, directory } = this;
    const { store } = faulty;
    const clock = { now: () => this.#now };
    this.#cycle = new RollUpCycle({ store, directory, dirty, timeZone: 'Asia/Shanghai', clock });
  }

  run(now: Instant): Promise<void> {
    this.#now = now;
    return this.#cycle.run(now);
  }

  /** Marks the readings as ingest does; the answered function lets the store have them. */
  send(...readings: readonly (Reading | JudgedReading)[]): () => Promise<void> {
    const batch = new ReadingBatch();
    for (const reading of readings) {
      const judged = 'reading' in reading ? reading : good(reading);
      batch.add(judged);
      this.dirty.mark(judged);
    }
    const marks = this.dirty.closeBatch();
    return async () => {
      this.#position += 1;
      await this.faulty.store.write(batch.columns(), this.#position, marks.slots);
      this.dirty.stored(marks.batch);
    };
  }

  store(...readings: readonly (Reading | JudgedReading)[]): Promise<void> {
    return this.send(...readings)();
  }

  /** What a restart has: the same store, and nothing in memory. */
  async restarted(): Promise<RollUpWorld> {
    const world = new RollUpWorld([...this.directory.devices()], this.faulty);
    const { directory, dirty } = world;
    await restoreFromStore(this.faulty.store, { directory, dirty, live: new LiveState() });
    return world;
  }

  slots(device: Device, level: SlotLevel = '15m'): Promise<SlotColumns> {
    const range = { from: instant(0), to: instant(Number.MAX_SAFE_INTEGER) };
    const { kind, key } = device;
    return this.faulty.store.readSlots(level, { kind, deviceKeys: [key], ...range });
  }

  /** A point of the device's slots by the number of the slot after `t0`. */
  async curve(device: Device, point: string, t0: number): Promise<Record<number, number>> {
    const { slotStart, values } = await this.slots(device);
    const column = values[pointIndexesOf(device.kind).get(point) ?? -1];
    return Object.fromEntries(
      Array.from(slotStart, (at, row) => [(at - t0) / quarterMs, column?.[row] ?? Number.NaN]),
    );
  }

  async dirtyInStore(): Promise<Instant[]> {
    return (await this.faulty.store.dirtySlots(10_000)).map(({ slotStart }) => slotStart);
  }
}
