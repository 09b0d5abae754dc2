import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compactionSteps, type DayShare } from '../../../../src/storage/duckdb/compaction.ts';

const everyDevice = { deviceMin: -(2 ** 31), deviceMax: 2 ** 31 - 1 };

test('small days share a step', () => {
  const shares = [
    { day: 1, device: 1, rows: 3 },
    { day: 1, device: 2, rows: 3 },
    { day: 2, device: 1, rows: 4 },
    { day: 9, device: 1, rows: 5 },
  ];
  expect(compactionSteps(shares, 10)).toEqual([
    { dayMin: 1, dayMax: 2, ...everyDevice },
    { dayMin: 9, dayMax: 9, deviceMin: 1, deviceMax: 1 },
  ]);
});

test('a long day is split between devices', () => {
  const shares = [1, 2, 3, 4].map((device) => ({ day: 5, device, rows: 4 }));
  expect(compactionSteps(shares, 10)).toEqual([
    { dayMin: 5, dayMax: 5, deviceMin: 1, deviceMax: 2 },
    { dayMin: 5, dayMax: 5, deviceMin: 3, deviceMax: 4 },
  ]);
});

test('nothing to move is no step', () => {
  expect(compactionSteps([], 10)).toEqual([]);
});

const sharesOf = (counts: readonly (readonly number[])[]): DayShare[] =>
  counts.flatMap((devices, day) => devices.map((rows, device) => ({ day, device, rows })));

test('every share is in exactly one step, and no step of several shares is too long', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 6 }), { maxLength: 8 }),
      (counts) => {
        const shares = sharesOf(counts);
        const steps = compactionSteps(shares, 20);
        const within = steps.map((step) =>
          shares.filter(
            ({ day, device }) =>
              day >= step.dayMin &&
              day <= step.dayMax &&
              device >= step.deviceMin &&
              device <= step.deviceMax,
          ),
        );
        expect(within.flat()).toEqual(shares);
        for (const part of within) {
          expect(part.reduce((sum, { rows }) => sum + rows, 0)).toBeLessThanOrEqual(20);
        }
      },
    ),
  );
});
