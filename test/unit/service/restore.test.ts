import { describe, expect, test } from 'vitest';
import type { Device } from '../../../src/domain/device.ts';
import { instant } from '../../../src/domain/instant.ts';
import { reasonBit } from '../../../src/domain/reading.ts';
import { Directory } from '../../../src/service/directory.ts';
import { DirtySlots } from '../../../src/service/dirty-slots.ts';
import { LiveState } from '../../../src/service/live-state.ts';
import type { Journal } from '../../../src/service/ports.ts';
import { ReadingBatch } from '../../../src/service/reading-batch.ts';
import { ingestStart, restoreFromStore } from '../../../src/service/restore.ts';
import { openMemoryStore } from '../../../src/storage/memory/memory-store.ts';
import { deviceWith, good, readingOf, smallTopology } from '../../support/devices.ts';

const now = Date.parse('2026-05-04T08:00:00Z');
const device = deviceWith({ reportIntervalS: 60 });

async function restored(...judged: ReturnType<typeof good>[]) {
  return restoredWith([device], ...judged);
}

/** The store holds readings of devices that the county may know no longer. */
async function restoredWith(devices: readonly Device[], ...judged: ReturnType<typeof good>[]) {
  const store = openMemoryStore();
  const batch = new ReadingBatch();
  for (const one of judged) batch.add(one);
  const slot = { deviceKey: 1, slotStart: instant(now - (now % 900_000)) };
  await store.write(batch.columns(), 77, [slot]);
  const memory = {
    directory: new Directory(smallTopology, devices),
    live: new LiveState(),
    dirty: new DirtySlots(),
  };
  await restoreFromStore(store, memory);
  return { ...memory, slot };
}

describe('after a restart', () => {
  test('the newest stored reading is the live value, with its age', async () => {
    const { live } = await restored(
      good(readingOf(device, now - 60_000, { powerKw: 1 })),
      good(readingOf(device, now, { powerKw: 2, energyTotalKwh: 900 })),
    );
    expect(live.powerNowKw(device, instant(now + 1_000))).toBe(2);
    expect(live.stateOf(device, instant(now + 181_000))).toBe('stale');
  });

  test('a reading of a clock that was ahead does not stand in the way of those to come', async () => {
    const ahead = good(readingOf(device, now + 86_400_000, { powerKw: 9 }));
    const { live } = await restored({
      ...ahead,
      quality: 2,
      reasons: reasonBit('clock_ahead'),
    });
    expect(live.stateOf(device, instant(now))).toBe('silent');
    live.apply(good(readingOf(device, now, { powerKw: 2 })));
    expect(live.powerNowKw(device, instant(now))).toBe(2);
  });

  test('unfinished roll-ups are due, and registers count on', async () => {
    const { dirty, slot } = await restored(good(readingOf(device, now, { energyTotalKwh: 900 })));
    expect(dirty.isDue(slot)).toBe(true);
    expect(dirty.newestRegisterAt(device.key)).toBe(now);
  });
});

describe('after a device was given another kind', () => {
  test.each([
    ['with the new key that it has in the registry', 2],
    ['with the one key that a store by ids knows', 1],
  ])('its old readings are left alone, %s', async (_, key) => {
    const changed = deviceWith({ ...device, kind: 'load', key });
    const { live, dirty, slot } = await restoredWith(
      [changed],
      good(readingOf(device, now, { powerKw: 2, energyTotalKwh: 900 })),
    );
    expect(live.stateOf(changed, instant(now))).toBe('silent');
    expect(dirty.isDue(slot)).toBe(key === 1);
    expect(dirty.newestRegisterAt(key)).toBeNull();
  });
});

describe('ingest begins', () => {
  test.each([
    ['where the store stopped', 50, 50],
    ['at the beginning for a new store', null, 10],
    ['at the oldest record that is left', 5, 10],
    ['at the oldest record when the store is of another journal', 500, 10],
  ])('%s', async (_, position, expected) => {
    const store = openMemoryStore();
    if (position !== null) await store.write([], position, []);
    const journal = { range: () => ({ start: 10, end: 100 }) } as Journal;
    expect(await ingestStart(store, journal)).toBe(expected);
  });
});
