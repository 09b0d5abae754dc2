import { expect, test } from 'vitest';
import type { Samples } from '../../../../src/forecast/cold-start/evidence.ts';
import { ratiosAt } from '../../../../src/forecast/cold-start/ratio-bands.ts';
import { ratiosOutOfTime } from '../../../../src/forecast/cold-start/ratios-out-of-time.ts';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';

const levels = [0.05, 0.1, 0.5, 0.9, 0.95];
const perDay = 24;

/** Samples of so many days, each with a ratio of its own. */
function samplesOf(days: number, ratioOf: (day: number) => number): Samples {
  const count = days * perDay;
  const dayAt = (place: number): number => 20_000 + Math.floor(place / perDay);
  return {
    values: Float64Array.from({ length: count }, (_, at) => ratioOf(dayAt(at) - 20_000)),
    weights: new Float64Array(count).fill(0.3),
    days: Int32Array.from({ length: count }, (_, at) => dayAt(at)),
  };
}

test('a season that moves on is followed, and the band holds what it moves in two days', () => {
  const ahead = ratiosOutOfTime(
    samplesOf(40, (day) => 1 + 0.02 * day),
    levels,
  );
  const [low = 0, , middle = 0, , high = 0] = ahead?.bands.ratios ?? [];
  // Two days after the last one, which has 1.78.
  expect(middle).toBeCloseTo(1.82, 1);
  expect(low).toBeGreaterThan(1.7);
  expect(high).toBeGreaterThanOrEqual(1.8);
});

test('days without a trend keep their mean, and four fifths of them lie in the band', () => {
  const ratioOf = (day: number): number => 0.5 + seededRandom(day + 3)();
  const ahead = ratiosOutOfTime(samplesOf(40, ratioOf), levels);
  const [, low = 0, middle = 0, high = 0] = ahead?.bands.ratios ?? [];
  expect(middle).toBeGreaterThan(0.85);
  expect(middle).toBeLessThan(1.15);
  const later = Array.from({ length: 200 }, (_, day) => ratioOf(day + 41));
  const inside = later.filter((ratio) => ratio >= low && ratio <= high).length;
  expect(inside).toBeGreaterThan(0.72 * later.length);
  expect(inside).toBeLessThan(0.9 * later.length);
});

test('what was expected of a past day knows nothing of it', () => {
  const leap = ratiosOutOfTime(
    samplesOf(30, (day) => (day < 20 ? 1 : 3)),
    levels,
  );
  expect(leap?.middles.get(20_019)).toBeCloseTo(leap?.middles.get(20_021) ?? 0, 6);
  expect(leap?.middles.get(20_025)).toBeGreaterThan((leap?.middles.get(20_021) ?? 0) + 0.5);
});

test('a week of history is not enough', () => {
  expect(
    ratiosOutOfTime(
      samplesOf(7, () => 1),
      levels,
    ),
  ).toBeNull();
  expect(
    ratiosOutOfTime(
      samplesOf(12, () => 1),
      levels,
    ),
  ).not.toBeNull();
});

test('small references that are met wildly do not widen large ones, nor these narrow those', () => {
  const random = seededRandom(5);
  const count = 40 * perDay;
  const isLarge = (at: number): boolean => at % 2 === 0;
  const samples = {
    ...samplesOf(40, () => 1),
    values: Float64Array.from({ length: count }, (_, at) =>
      isLarge(at) ? 0.95 + 0.1 * random() : 2 * random(),
    ),
    weights: Float64Array.from({ length: count }, (_, at) => (isLarge(at) ? 0.8 : 0.05)),
  };
  const bands = ratiosOutOfTime(samples, levels)?.bands;
  const widthAt = (size: number): number => {
    const [, low = 0, , high = 0] = bands === undefined ? [] : ratiosAt(bands, size);
    return high - low;
  };
  expect(widthAt(0.8)).toBeLessThan(0.2);
  expect(widthAt(0.05)).toBeGreaterThan(1.2);
});
