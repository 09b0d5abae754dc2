import { expect, test } from 'vitest';
import { instant } from '../../../src/domain/instant.ts';
import { Directory } from '../../../src/service/directory.ts';
import { DirtySlots } from '../../../src/service/dirty-slots.ts';
import { LiveState } from '../../../src/service/live-state.ts';
import { ReadingBatch } from '../../../src/service/reading-batch.ts';
import { Restoration } from '../../../src/service/restoration.ts';
import { capturedLog } from '../../support/captured-log.ts';
import { deviceWith, good, readingOf, smallTopology } from '../../support/devices.ts';
import { faultyStore, StoreTrouble } from '../../support/faulty-store.ts';

const now = Date.parse('2026-05-04T08:00:00Z');
const talker = deviceWith({ key: 1, id: 'talker' });
const silent = deviceWith({ key: 2, id: 'silent' });
const slot = { deviceKey: 1, slotStart: instant(now) };
const never = new Promise<void>(() => {});

/** A store with a reading of two devices and a dirty slot, which does not tell its newest rows. */
async function awayStore() {
  const faulty = faultyStore();
  const batch = new ReadingBatch();
  for (const device of [talker, silent]) batch.add(good(readingOf(device, now, { powerKw: 1 })));
  await faulty.store.write(batch.columns(), 1, [slot]);
  faulty.before('latest', () => {
    throw new StoreTrouble('no server');
  });
  const memory = {
    directory: new Directory(smallTopology, [talker, silent]),
    live: new LiveState(),
    dirty: new DirtySlots(),
  };
  const log = capturedLog();
  return { faulty, log, ...memory, restoration: new Restoration(faulty.store, memory, log) };
}

test('a store that does not answer holds up no start, and its dirty slots are known', async () => {
  const { restoration, dirty, live } = await awayStore();
  await restoration.begin(never);
  expect(dirty.isDue(slot)).toBe(true);
  expect(live.stateOf(talker, instant(now))).toBe('silent');
});

test('once it answers it fills in what has not reported since, and is left alone', async () => {
  const { restoration, faulty, live } = await awayStore();
  await restoration.begin(never);
  live.apply(good(readingOf(talker, now + 1_000, { powerKw: 7 })));
  await restoration.goOn();
  let asked = 0;
  faulty.before('latest', () => {
    asked += 1;
  });
  await restoration.goOn();
  await restoration.goOn();
  expect(asked).toBe(1);
  expect(live.powerNowKw(talker, instant(now + 1_000))).toBe(7);
  expect(live.powerNowKw(silent, instant(now + 1_000))).toBe(1);
});

test('a store that hangs is waited for as long as the patience lasts', async () => {
  const { restoration, faulty, live } = await awayStore();
  const { promise, resolve } = Promise.withResolvers<void>();
  faulty.before('latest', () => promise);
  await restoration.begin(Promise.resolve());
  expect(live.stateOf(silent, instant(now))).toBe('silent');
  resolve();
  await restoration.goOn();
  expect(live.powerNowKw(silent, instant(now))).toBe(1);
});

test('a store that is broken for good ends the start', async () => {
  const { restoration, faulty } = await awayStore();
  faulty.before('latest', () => {
    throw new StoreTrouble('broken', false);
  });
  await expect(restoration.begin(never)).rejects.toThrow('broken');
});
