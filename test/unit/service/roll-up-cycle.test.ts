import { describe, expect, test } from 'vitest';
import { hourMs, instant, minuteMs, quarterMs } from '../../../src/domain/instant.ts';
import { reasonBit } from '../../../src/domain/reading.ts';
import { deviceWith, readingOf } from '../../support/devices.ts';
import { StoreTrouble } from '../../support/faulty-store.ts';
import { RollUpWorld } from '../../support/roll-up-world.ts';

const t0 = Date.parse('2026-05-04T02:00:00Z');
const pv = deviceWith({ key: 1, id: 'pv-1', reportIntervalS: 300 });
const other = deviceWith({ key: 2, id: 'pv-2', reportIntervalS: 300 });
const load = deviceWith({ key: 3, id: 'load-1', kind: 'load', reportIntervalS: 300 });
const at = (minute: number) => instant(t0 + minute * minuteMs);
const power = (minute: number, powerKw: number, device = pv) =>
  readingOf(device, at(minute), { powerKw });
const energy = (minute: number, energyTotalKwh: number, device = pv) =>
  readingOf(device, at(minute), { energyTotalKwh });

/** Three readings that cover the quarter from `minute` on. */
const quarter = (minute: number, powerKw: number, device = pv) =>
  [0, 5, 10].map((after) => power(minute + after, powerKw, device));

describe('a slot that has ended', () => {
  test('is written with its day, and is clean then', async () => {
    const world = new RollUpWorld([pv]);
    await world.store(...quarter(0, 4));
    expect(await world.dirtyInStore()).toContain(t0);
    await world.run(at(60));
    expect(await world.curve(pv, 'powerKw', t0)).toMatchObject({ 0: 4 });
    const days = await world.slots(pv, '1d');
    expect(days.slotStart[0]).toBe(Date.parse('2026-05-03T16:00:00Z'));
    expect(days.values[0]?.[0]).toBe(4);
    expect(world.dirty.size).toBe(0);
    expect(await world.dirtyInStore()).toEqual([]);
  });

  test('is corrected by late readings, and so is its day', async () => {
    const world = new RollUpWorld([pv]);
    await world.store(...quarter(0, 4));
    await world.run(at(60));
    await world.store(power(7.5, 34));
    await world.run(at(61));
    const mean = (12.5 * 4 + 2.5 * 34) / 15;
    expect((await world.curve(pv, 'powerKw', t0))[0]).toBeCloseTo(mean, 9);
    // Half of the third reading's quarter is held into the next slot of the day.
    expect((await world.slots(pv, '1d')).values[0]?.[0]).toBeGreaterThan(4);
  });

  test('waits for a reading of it that is on its way to the store', async () => {
    const world = new RollUpWorld([pv]);
    await world.store(...quarter(0, 4));
    const letIn = world.send(power(7.5, 34));
    await world.run(at(60));
    expect(await world.curve(pv, 'powerKw', t0)).toEqual({});
    await letIn();
    await world.run(at(61));
    expect((await world.curve(pv, 'powerKw', t0))[0]).toBeGreaterThan(4);
    expect(await world.dirtyInStore()).toEqual([]);
  });

  test('stays dirty when a reading comes while it is rolled up', async () => {
    const world = new RollUpWorld([pv]);
    await world.store(...quarter(0, 4));
    world.faulty.before('writeSlots', async (level) => {
      if (level === '15m') await world.store(power(7.5, 34));
    });
    await world.run(at(60));
    world.faulty.before('writeSlots', null);
    expect(await world.dirtyInStore()).toContain(t0);
    await world.run(at(61));
    expect((await world.curve(pv, 'powerKw', t0))[0]).toBeGreaterThan(4);
    expect(await world.dirtyInStore()).toEqual([]);
  });

  test('is rolled up after a restart that came in between', async () => {
    const before = new RollUpWorld([pv]);
    await before.store(...quarter(0, 4));
    const world = await before.restarted();
    await world.run(at(60));
    expect(await world.curve(pv, 'powerKw', t0)).toMatchObject({ 0: 4 });
    expect(world.dirty.size).toBe(0);
  });
});

describe('the running slot', () => {
  test('is refreshed once a minute, and stays dirty', async () => {
    const world = new RollUpWorld([pv]);
    await world.store(power(0, 4));
    await world.run(at(1));
    expect(await world.curve(pv, 'powerKw', t0)).toMatchObject({ 0: 4 });
    expect(await world.dirtyInStore()).toContain(t0);
    await world.store(power(1, 9));
    await world.run(at(1.5));
    expect((await world.curve(pv, 'powerKw', t0))[0]).toBe(4);
    await world.run(at(2));
    expect((await world.curve(pv, 'powerKw', t0))[0]).toBeGreaterThan(4);
    await world.run(at(60));
    expect(await world.dirtyInStore()).toEqual([]);
  });

  test('is refreshed also while the clock is set back', async () => {
    const world = new RollUpWorld([pv]);
    await world.run(at(60));
    await world.store(power(0, 4));
    await world.run(at(1));
    expect(await world.curve(pv, 'powerKw', t0)).toMatchObject({ 0: 4 });
  });

  test('leaves slots alone that have not begun', async () => {
    const world = new RollUpWorld([pv]);
    await world.store(power(14, 4));
    await world.run(at(14));
    expect(Object.keys(await world.curve(pv, 'powerKw', t0))).toEqual(['0']);
  });
});

describe('a failure', () => {
  test.each(['read', 'writeSlots', 'readSlots'] as const)(
    'of %s leaves the slots dirty, in memory and in the store',
    async (method) => {
      const world = new RollUpWorld([pv]);
      await world.store(...quarter(0, 4));
      world.faulty.before(method, () => {
        throw new StoreTrouble('the disk is full');
      });
      await expect(world.run(at(60))).rejects.toThrow('the disk is full');
      expect(await world.dirtyInStore()).toContain(t0);
      world.faulty.before(method, null);
      await world.run(at(61));
      expect((await world.slots(pv, '1d')).values[0]?.[0]).toBe(4);
      expect(await world.dirtyInStore()).toEqual([]);
    },
  );

  test('of one kind does not hold up the others', async () => {
    const world = new RollUpWorld([pv, load]);
    await world.store(...quarter(0, 4), ...quarter(0, 7, load));
    world.faulty.before('read', ({ kind }) => {
      if (kind === 'pv') throw new StoreTrouble('busy');
    });
    await expect(world.run(at(60))).rejects.toThrow('busy');
    expect(await world.curve(load, 'powerKw', t0)).toMatchObject({ 0: 7 });
  });

  test('of one device that the store refuses does not hold up those beside it', async () => {
    const devices = [1, 2, 3, 4, 5].map((key) => deviceWith({ key, id: `pv-${key}` }));
    const world = new RollUpWorld(devices);
    await world.store(...devices.flatMap((device) => quarter(0, device.key, device)));
    world.faulty.before('read', ({ deviceKeys }) => {
      if (deviceKeys.includes(4)) throw new StoreTrouble('more rows than are answered', false);
    });
    await expect(world.run(at(60))).rejects.toThrow('more rows');
    for (const device of devices.filter(({ key }) => key !== 4)) {
      expect((await world.curve(device, 'powerKw', t0))[0]).toBe(device.key);
    }
    expect(new Set(world.dirty.list().map(({ deviceKey }) => deviceKey))).toEqual(new Set([4]));
  });
});

describe('the energy of a register', () => {
  const sum = (curve: Record<number, number>) =>
    Object.values(curve).reduce((all, kwh) => all + (Number.isNaN(kwh) ? 0 : kwh), 0);

  test('is spread over a gap that ends within a slot', async () => {
    const world = new RollUpWorld([pv]);
    await world.store(energy(0, 100));
    await world.run(at(20));
    await world.store(energy(130, 113));
    await world.run(at(131));
    await world.run(at(160));
    const curve = await world.curve(pv, 'energyTotalKwh', t0);
    expect(curve[4]).toBeCloseTo(1.5, 9);
    expect(sum(curve)).toBeCloseTo(13, 9);
  });

  test('is spread over a gap of days', async () => {
    const world = new RollUpWorld([pv]);
    const gapMin = 5 * 24 * 60;
    await world.store(energy(0, 100));
    await world.run(at(20));
    await world.store(energy(gapMin, 220));
    await world.run(at(gapMin + 60));
    const curve = await world.curve(pv, 'energyTotalKwh', t0);
    expect(curve[96]).toBeCloseTo(120 / (5 * 96), 9);
    expect(sum(curve)).toBeCloseTo(120, 6);
  });

  test('is not lost between messages of power that come more often', async () => {
    const fast = deviceWith({ key: 9, id: 'meter', reportIntervalS: 10 });
    const world = new RollUpWorld([fast]);
    for (let second = 0; second <= 3_600; second += 10) {
      const minute = second / 60;
      await world.store(power(minute, 6, fast));
      if (second % 120 === 60) await world.store(energy(minute, 100 + minute * 0.1, fast));
      if (second % 60 === 0) await world.run(at(minute));
    }
    await world.run(at(90));
    const curve = await world.curve(fast, 'energyTotalKwh', t0);
    expect(curve[1]).toBeCloseTo(1.5, 9);
    expect(curve[2]).toBeCloseTo(1.5, 9);
    expect(sum(curve)).toBeCloseTo(5.8, 9);
  });

  test('counts on over a restart', async () => {
    const before = new RollUpWorld([pv]);
    await before.store(energy(0, 100));
    await before.run(at(20));
    const world = await before.restarted();
    await world.store(energy(130, 113));
    await world.run(at(160));
    expect(sum(await world.curve(pv, 'energyTotalKwh', t0))).toBeCloseTo(13, 9);
  });
});

test('two devices of a kind are read together and kept apart', async () => {
  const world = new RollUpWorld([pv, other]);
  const reads: number[] = [];
  world.faulty.before('read', ({ deviceKeys }) => void reads.push(deviceKeys.length));
  await world.store(...quarter(0, 4), ...quarter(0, 6, other));
  await world.run(at(60));
  expect(reads).toEqual([2]);
  expect((await world.curve(pv, 'powerKw', t0))[0]).toBe(4);
  expect((await world.curve(other, 'powerKw', t0))[0]).toBe(6);
});

test('an invalid reading leaves its mark in the slot and no value', async () => {
  const world = new RollUpWorld([pv]);
  const reading = power(0, 99_999);
  await world.store({ reading, quality: 2, reasons: reasonBit('out_of_range') });
  await world.run(instant(t0 + hourMs));
  const slots = await world.slots(pv);
  expect([...slots.slotStart]).toEqual([t0]);
  expect(slots.quality[0]).toBe(2);
  expect(slots.reasons[0]).toBe(reasonBit('out_of_range'));
  expect(slots.slotStart[0]).toBe(Math.floor(t0 / quarterMs) * quarterMs);
});
