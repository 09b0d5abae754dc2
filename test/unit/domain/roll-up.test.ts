import { describe, expect, test } from 'vitest';
import type { PointSpec } from '../../../src/domain/point.ts';
import { reasonBit } from '../../../src/domain/reading.ts';
import { rollUp } from '../../../src/domain/roll-up.ts';

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

  test('leaves invalid readings out: they end the value before, and the time after is not covered', () => {
    const [slot] = rolled([
      [0, 4],
      [6, 999, 2, 1],
      [7.5, 5],
    ]);
    expect(slot).toMatchObject({ atMin: 0, completeness: 0.9, quality: 1, reasons: 1 });
    expect(slot?.value).toBeCloseTo((6 * 4 + 7.5 * 5) / 13.5, 12);
  });

  test('passes over readings whose clock cannot be believed, but tells of them', () => {
    const ahead = reasonBit('clock_ahead');
    const [slot] = rolled([
      [0, 4],
      [5, 9, 2, ahead],
      [7.5, 4],
    ]);
    expect(slot).toEqual({ atMin: 0, value: 4, completeness: 1, quality: 1, reasons: ahead });
  });

  test('never counts a value outside the absolute range of its point', () => {
    const tempC: PointSpec = { ...gauge, name: 'tempC', min: -50, max: 60 };
    const [slot] = rolled(
      [
        [0, 20],
        [5, -327.68, 1, 1],
        [10, 20],
      ],
      { point: tempC },
    );
    expect(slot?.value).toBe(20);
    expect(slot?.completeness).toBeCloseTo(10 / 15, 12);
  });

  test('of a constant value is exactly that value, whatever the times', () => {
    const rows = Array.from({ length: 40 }, (_, n): Row => [n * 0.7013, 0.1]);
    expect(rolled(rows).map(({ value }) => value)).toEqual([0.1, 0.1]);
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
      1,
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
      'reads zero for a while',
      [
        [0, 1_234],
        [3, 0],
        [6, 0],
        [9, 0],
        [12, 1_234.25],
        [15, 1_234.5],
      ],
      0.5,
    ],
    [
      'trembles in its last digit',
      [
        [0, 1_234.5],
        [5, 1_234.4],
        [10, 1_234.6],
        [15, 1_234.7],
      ],
      0.3,
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

  test('has no spike when it comes back from zero on a device without a rating', () => {
    const options = { points: [register], holdMs: quarter, ratingKw: null, from: 0, to: quarter };
    const slots = rollUp(
      {
        measuredAt: Float64Array.of(0, 5 * minute, 10 * minute, 15 * minute),
        quality: new Uint8Array(4),
        reasons: new Uint16Array(4),
        values: [Float64Array.of(1_234, 0, 1_234.5, 1_235)],
      },
      { ...options, slotMs: quarter },
    );
    expect(slots.values).toEqual([[1]]);
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
    expect(slots.map(({ completeness }) => completeness)).toEqual([0.5, 0, 0, 0]);
  });
});

describe('a reading that does not carry all points', () => {
  const slots = rollUp(
    {
      measuredAt: Float64Array.of(0, 1, 5, 10, 11, 14).map((at) => at * minute),
      quality: Uint8Array.of(0, 0, 0, 0, 1, 0),
      reasons: Uint16Array.of(0, 0, 0, 0, 2, 0),
      values: [
        Float64Array.of(2, Number.NaN, 4, 2, Number.NaN, 8),
        Float64Array.of(Number.NaN, 70, Number.NaN, Number.NaN, 71, Number.NaN),
      ],
    },
    {
      points: [gauge, register],
      holdMs: 7.5 * minute,
      ratingKw: null,
      from: 0,
      to: quarter,
      slotMs: quarter,
    },
  );

  test('lets the last value of the others stand', () => {
    expect(slots.values[0]?.[0]).toBeCloseTo((5 * 2 + 5 * 4 + 4 * 2 + 1 * 8) / 15, 12);
    expect(slots.values[1]).toEqual([1]);
  });

  test('does not lower the completeness, which is that of the best covered measured value', () => {
    expect(slots.completeness).toEqual([1]);
  });

  test('carries its quality', () => {
    expect([slots.quality, slots.reasons]).toEqual([[1], [2]]);
  });
});
