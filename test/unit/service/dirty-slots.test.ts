import { describe, expect, test } from 'vitest';
import { instant, quarterMs } from '../../../src/domain/instant.ts';
import { DirtySlots } from '../../../src/service/dirty-slots.ts';
import { deviceWith, good, readingOf } from '../../support/devices.ts';

const t0 = 1_750_000_500_000 - (1_750_000_500_000 % quarterMs);
const device = deviceWith({ key: 7, reportIntervalS: 60 });
const minutes = (count: number) => count * 60_000;
const slot = { deviceKey: 7, slotStart: instant(t0) };

const power = (offset: number) => good(readingOf(device, t0 + offset, { powerKw: 5 }));
const register = (offset: number) => good(readingOf(device, t0 + offset, { energyTotalKwh: 900 }));
const slots = (dirty: DirtySlots) =>
  dirty.list().map(({ slotStart }) => (slotStart - t0) / quarterMs);

describe('a reading marks', () => {
  test.each([
    ['its own slot', [power(minutes(5))], [0]],
    ['the slot before, which a value at its end reaches over', [power(30_000)], [-1, 0]],
    ['the slot after, which its value is held into', [power(quarterMs - 30_000)], [0, 1]],
    ['no gap without registers', [power(minutes(2)), power(minutes(47))], [0, 3]],
  ])('%s', (_, readings, expected) => {
    const dirty = new DirtySlots();
    for (const reading of readings) dirty.mark(reading);
    expect(slots(dirty)).toEqual(expected);
  });
});

describe('a register marks', () => {
  const since = (...readings: ReturnType<typeof register>[]) => {
    const dirty = new DirtySlots();
    dirty.noteRegister(7, instant(t0 + minutes(5)));
    for (const reading of readings) dirty.mark(reading);
    return slots(dirty);
  };

  test('the slots since it was read before', () => {
    expect(since(register(minutes(47)))).toEqual([0, 1, 2, 3]);
  });

  test('those slots also when other points came in between', () => {
    expect(since(power(minutes(40)), register(minutes(47)))).toEqual([2, 0, 1, 3]);
  });

  test('no gap to an invalid count', () => {
    expect(since({ ...register(minutes(47)), quality: 2 })).toEqual([3]);
    expect(since({ ...register(minutes(20)), quality: 2 }, register(minutes(47)))).toEqual([
      1, 0, 2, 3,
    ]);
  });

  test('no more than 30 days', () => {
    expect(since(register(400 * 96 * quarterMs)).length).toBe(30 * 96 + 1);
  });
});

describe('a late count', () => {
  const late = (dirty: DirtySlots) =>
    dirty.takeLate(10).map(({ slotStart }) => (slotStart - t0) / quarterMs);
  const stored = (dirty: DirtySlots) => dirty.stored(dirty.closeBatch().batch);

  test.each([
    ['comes between others', [register(minutes(46)), register(minutes(17))], [1]],
    ['may be the first, or not', [register(minutes(2))], [0]],
    ['stands where another stood', [register(minutes(46)), register(minutes(46))], [3]],
  ])('%s', (_, readings, expected) => {
    const dirty = new DirtySlots();
    if (readings.length > 1) dirty.noteRegister(7, instant(t0));
    for (const reading of readings) dirty.mark(reading);
    expect(late(dirty)).toEqual([]);
    stored(dirty);
    expect(late(dirty)).toEqual(expected);
    expect(late(dirty)).toEqual([]);
  });

  test('may be among what the store has kept over a restart', () => {
    const dirty = new DirtySlots();
    dirty.restore([slot]);
    expect(late(dirty)).toEqual([0]);
  });

  test('changes what lies around it, which the store has', () => {
    const dirty = new DirtySlots();
    dirty.widen(7, t0 - minutes(20), t0 + minutes(20));
    expect(slots(dirty)).toEqual([-2, -1, 0, 1]);
    expect(dirty.list().some((each) => dirty.isDue(each))).toBe(false);
    const marks = dirty.closeBatch();
    expect(marks.slots).toHaveLength(4);
    dirty.stored(marks.batch);
    expect(dirty.list().every((each) => dirty.isDue(each))).toBe(true);
  });
});

describe('a slot', () => {
  test('goes to the store once, and again after it was taken', () => {
    const dirty = new DirtySlots();
    dirty.mark(power(minutes(5)));
    dirty.mark(power(minutes(6)));
    const first = dirty.closeBatch();
    expect(first.slots).toEqual([slot]);
    dirty.mark(power(minutes(7)));
    const second = dirty.closeBatch();
    expect(second.slots).toEqual([]);
    dirty.stored(second.batch);
    expect(dirty.take(slot)).toBe(true);
    expect(dirty.take(slot)).toBe(false);
    dirty.mark(power(minutes(8)));
    expect(dirty.closeBatch().slots).toEqual([slot]);
  });

  test('is due when the store has every reading that marked it', () => {
    const dirty = new DirtySlots();
    dirty.mark(power(minutes(5)));
    const first = dirty.closeBatch();
    dirty.mark(power(minutes(6)));
    const second = dirty.closeBatch();
    expect(dirty.take(slot)).toBe(false);
    dirty.stored(first.batch);
    expect(dirty.take(slot)).toBe(false);
    dirty.stored(second.batch);
    expect(dirty.take(slot)).toBe(true);
  });

  test('that is put back is due at once, unless a reading on its way has marked it', () => {
    const dirty = new DirtySlots();
    dirty.putBack([slot]);
    expect(dirty.isDue(slot)).toBe(true);
    dirty.mark(power(minutes(5)));
    dirty.putBack([slot]);
    expect(dirty.isDue(slot)).toBe(false);
  });
});
