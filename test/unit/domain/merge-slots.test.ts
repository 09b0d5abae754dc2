import { describe, expect, test } from 'vitest';
import { mergeSlots } from '../../../src/domain/merge-slots.ts';
import type { PointSpec } from '../../../src/domain/point.ts';

const quarter = 900_000;
const gauge: PointSpec = { name: 'powerKw', unit: 'kW', meaning: '', min: -1e6, max: 1e6 };
const register: PointSpec = { ...gauge, name: 'energyTotalKwh', unit: 'kWh', register: true };

describe('longer slots', () => {
  const quarters = (values: number[], completeness: number[]) => ({
    slotStart: values.map((_, index) => index * quarter),
    completeness,
    quality: values.map((_, index) => (index === 1 ? 1 : 0)),
    reasons: values.map((_, index) => (index === 1 ? 4 : 0)),
    values: [values, values],
  });

  test('weight means by completeness, add registers, and keep the worst quality', () => {
    const merged = mergeSlots(quarters([4, 8, 6, 2], [1, 0.5, 0, 0.5]), {
      points: [gauge, register],
      slotMs: quarter,
      boundaries: [0, 4 * quarter, 8 * quarter],
    });
    expect(merged).toEqual({
      slotStart: [0],
      completeness: [0.5],
      quality: [1],
      reasons: [4],
      values: [[(4 + 4 + 1) / 2], [20]],
    });
  });

  test('are questionable, not invalid, where only a part of them was invalid', () => {
    const slots = { ...quarters([4, Number.NaN], [1, 0]), quality: [0, 2], reasons: [0, 1] };
    const options = { points: [gauge, register], slotMs: quarter };
    expect(mergeSlots(slots, { ...options, boundaries: [0, 2 * quarter] })).toEqual({
      slotStart: [0],
      completeness: [0.5],
      quality: [1],
      reasons: [1],
      values: [[4], [4]],
    });
    const invalid = mergeSlots(slots, { ...options, boundaries: [quarter, 2 * quarter] });
    expect(invalid).toMatchObject({ slotStart: [quarter], quality: [2], values: [[NaN], [NaN]] });
  });

  test('may have unequal lengths, as the days of a clock change have', () => {
    const slots = quarters([1, 2, 3, 4, 5], [1, 1, 1, 1, 1]);
    const options = { points: [gauge, register], slotMs: quarter };
    const merged = mergeSlots(slots, {
      ...options,
      boundaries: [quarter, 3 * quarter, 4 * quarter],
    });
    expect(merged).toMatchObject({
      slotStart: [quarter, 3 * quarter],
      completeness: [1, 1],
      values: [
        [2.5, 4],
        [5, 4],
      ],
    });
  });
});
