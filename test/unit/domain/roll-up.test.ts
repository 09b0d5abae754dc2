import { describe, expect, test } from 'vitest';
import type { PointSpec } from '../../../src/domain/point.ts';
import { mergeSlots, rollUp } from '../../../src/domain/roll-up.ts';

const minute = 60_000;
const quarter = 15 * minute;
const gauge: PointSpec = { name: 'powerKw', unit: 'kW', meaning: '', min: -1e6, max: 1e6 };
const register: PointSpec = { ...gauge, name: 'energyTotalKwh', unit: 'kWh', register: true };

type Row = [atMin: number, value: number, quality?: 0 | 1 | 2, reasons?: number];

function rolled(
  rows: Row[],
  options: { point?: PointSpec; holdMin?: number; toMin?: number } = {},
) {
  const slots = rollUp(
    {
      measuredAt: Float64Array.from(rows, ([at]) => at * minute),
      quality: Uint8Array.from(rows, ([, , quality]) => quality ?? 0),
      reasons: Uint16Array.from(rows, ([, , , reasons]) => reasons ?? 0),
      values: [Float64Array.from(rows, ([, value]) => value)],
    },
    {
      points: [options.point ?? gauge],
      holdMs: (options.holdMin ?? 7.5) * minute,
      ratingKw: 10,
      from: 0,
      to: (options.toMin ?? 30) * minute,
      slotMs: quarter,
    },
  );
  return slots.slotStart.map((at, row) => ({
    atMin: at / minute,
    value: slots.values[0]?.[row],
    completeness: slots.completeness[row],
    quality: slots.quality[row],
    reasons: slots.reasons[row],
  }));
}

describe('a slot of a measured value', () => {
  test('is the value itself where one reading a slot comes at its start', () => {
    const slots = rolled(
      [
        [0, 3.25],
        [15, 4.5],
      ],
      { holdMin: 22.5 },
    );
    expect(slots).toMatchObject([
      { atMin: 0, value: 3.25, completeness: 1 },
      { atMin: 15, value: 4.5, completeness: 1 },
    ]);
  });

  test('weights by time, not by the number of readings', () => {
    const [slot] = rolled([
      [0, 10],
      [5, 10],
      [10, 0],
      [11, 0],
      [12, 0],
      [13, 0],
      [14, 0],
    ]);
    expect(slot?.value).toBeCloseTo((10 * 10) / 15, 12);
  });

  test('is half-open: a reading at its end belongs to the next', () => {
    expect(rolled([[15, 7]])).toMatchObject([{ atMin: 15, value: 7 }]);
  });

  test('holds a value no longer than it may, and says what is missing', () => {
    expect(rolled([[0, 6]])).toEqual([
      { atMin: 0, value: 6, completeness: 0.5, quality: 0, reasons: 0 },
    ]);
  });

  test('is left out where nothing is known', () => {
    expect(rolled([[0, 6]], { toMin: 60 }).map(({ atMin }) => atMin)).toEqual([0]);
  });

  test('has no hole when a 5-minute device sends every 5.001 minutes', () => {
    const rows = Array.from({ length: 290 }, (_, n): Row => [n * 5.001, n % 7]);
    const slots = rolled(rows, { toMin: 24 * 60 });
    expect(slots).toHaveLength(96);
    expect(slots.every(({ completeness }) => completeness === 1)).toBe(true);
  });

  test('leaves invalid readings out, lets the value before stand, and says so', () => {
    const [slot] = rolled([
      [0, 4],
      [5, 999, 2, 1],
      [7.5, 4],
    ]);
    expect(slot).toEqual({ atMin: 0, value: 4, completeness: 1, quality: 1, reasons: 1 });
  });

  test('is invalid where only invalid readings came', () => {
    expect(rolled([[3, 999, 2, 1]])).toEqual([
      { atMin: 0, value: Number.NaN, completeness: 0, quality: 2, reasons: 1 },
    ]);
  });

  test('carries the quality of a value that is held into it', () => {
    expect(rolled([[14, 2, 1, 4]])[1]).toMatchObject({ atMin: 15, quality: 1, reasons: 4 });
  });
});

describe('a slot of a register', () => {
  const energy = (rows: Row[], toMin = 30) =>
    rolled(rows, { point: register, toMin }).map(({ value }) => value);

  test('is the energy that passed, shared where readings straddle its border', () => {
    expect(
      energy([
        [0, 100],
        [10, 101],
        [20, 103],
        [30, 104],
      ]),
    ).toEqual([2, 2]);
  });

  test.each([
    [
      'resets to zero',
      [
        [0, 500],
        [5, 500.5],
        [10, 0],
        [15, 0.5],
      ],
      1,
    ],
    [
      'rolls over',
      [
        [0, 999_999.5],
        [5, 999_999.9],
        [10, 0.1],
        [15, 0.6],
      ],
      0.9,
    ],
    [
      'reads zero once',
      [
        [0, 1_234],
        [5, 0],
        [10, 1_234],
        [15, 1_234.5],
      ],
      0.5,
    ],
    [
      'is replaced by a meter with a higher count',
      [
        [0, 10],
        [5, 10.5],
        [10, 80_000],
        [15, 80_000.5],
      ],
      1,
    ],
  ] as [string, Row[], number][])('has no spike when it %s', (_, rows, expected) => {
    expect(energy(rows)[0]).toBeCloseTo(expected, 6);
  });

  test('is spread over a gap, which stays visible in the completeness', () => {
    const slots = rolled(
      [
        [0, 10],
        [60, 14],
      ],
      { point: register, toMin: 60 },
    );
    expect(slots.map(({ value }) => value)).toEqual([1, 1, 1, 1]);
    expect(slots.map(({ completeness }) => completeness)).toEqual([0, 0, 0, 0]);
  });
});

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
});
