import { describe, expect, test } from 'vitest';
import { instant, quarterMs } from '../../../src/domain/instant.ts';
import { DirtySlots } from '../../../src/service/dirty-slots.ts';
import { deviceWith } from '../../support/devices.ts';

const t0 = 1_750_000_500_000 - (1_750_000_500_000 % quarterMs);
const device = deviceWith({ key: 7, reportIntervalS: 60 });
const slots = (dirty: DirtySlots) =>
  dirty.list().map(({ slotStart }) => (slotStart - t0) / quarterMs);

describe('a reading marks', () => {
  test.each([
    ['its own slot', [5 * 60_000], [0]],
    ['the slot before, whose registers end with it', [30_000], [-1, 0]],
    ['the slot after, which its value is held into', [quarterMs - 30_000], [0, 1]],
    ['the slots of a gap before it', [0 + 120_000, 3 * quarterMs + 120_000], [0, 1, 2, 3]],
    ['no gap for late data', [3 * quarterMs + 120_000, 120_000], [3, 0]],
  ])('%s', (_, offsets, expected) => {
    const dirty = new DirtySlots();
    for (const offset of offsets) dirty.mark(device, instant(t0 + offset));
    expect(slots(dirty)).toEqual(expected);
  });
});

test('a slot goes to the store once, and again after it was cleaned', () => {
  const dirty = new DirtySlots();
  const slot = { deviceKey: 7, slotStart: instant(t0) };
  dirty.mark(device, instant(t0 + 300_000));
  dirty.mark(device, instant(t0 + 360_000));
  expect(dirty.takeFresh()).toEqual([slot]);
  expect(dirty.takeFresh()).toEqual([]);
  dirty.unmark(slot);
  expect(dirty.isMarked(slot)).toBe(false);
  dirty.mark(device, instant(t0 + 420_000));
  expect(dirty.takeFresh()).toEqual([slot]);
});
