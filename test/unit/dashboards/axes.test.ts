import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stepText, tickText, timeTicks } from '../../../dashboards/console/src/charts/axes.ts';
import { grownExtent, niceScale } from '../../../dashboards/console/src/curve/scale.ts';

const timeZone = 'Asia/Shanghai';
const day = {
  from: Date.parse('2026-04-15T16:00:00Z'),
  to: Date.parse('2026-04-16T16:00:00Z'),
  timeZone,
  widthPx: 366,
};

describe('the axis of values', () => {
  test('has round limits with zero inside', () => {
    expect(niceScale({ min: -820, max: 1_340 }, { divisions: 5 })).toEqual({
      min: -1_000,
      max: 1_500,
      step: 500,
    });
  });

  test('may leave zero out where a quantity is read against its own spread', () => {
    const scale = niceScale({ min: 229, max: 233 }, { divisions: 5, free: true });
    expect(scale.min).toBeGreaterThan(200);
  });

  test('holds every extent in at most two steps more than asked for', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, value, fc.boolean(), (a, b, free) => {
        const extent = { min: Math.min(a, b), max: Math.max(a, b) };
        const { min, max, step } = niceScale(extent, { divisions: 5, free });
        expect(min).toBeLessThanOrEqual(extent.min + step * 0.021);
        expect(max).toBeGreaterThanOrEqual(extent.max - step * 0.021);
        expect(Math.round((max - min) / step)).toBeLessThanOrEqual(7);
      }),
    );
  });

  test('a plant’s own use at night adds no empty step below zero', () => {
    expect(niceScale({ min: -0.05, max: 39 }, { divisions: 5 }).min).toBeCloseTo(0);
  });

  test('only grows while a curve is shown', () => {
    const first = grownExtent(null, { min: 0, max: 10 });
    expect(grownExtent(first, { min: 1, max: 4 })).toBe(first);
    expect(grownExtent(first, { min: -2, max: 4 })).toEqual({ min: -2, max: 10 });
  });

  test.each([
    [0.25, 0.25, '0.25'],
    [2.5, 2.5, '2.5'],
    [1_500, 500, '1,500'],
    [-0.5, 0.5, '−0.5'],
    [-1e-12, 5, '0'],
  ])('labels %d with steps of %d as %s', (value, step, text) => {
    expect(stepText(value, step)).toBe(text);
  });
});

describe('the axis of time', () => {
  test('labels whole hours of the county’s day, as many as fit', () => {
    const texts = timeTicks(day).map((at) => tickText(at, day));
    expect(texts).toEqual(['00:00', '06:00', '12:00', '18:00', '24:00']);
  });

  test('names the date where a day begins in a longer range', () => {
    const week = { ...day, to: day.from + 7 * 86_400_000, widthPx: 1_000 };
    const texts = timeTicks(week).map((at) => tickText(at, week));
    expect(texts.slice(0, 3)).toEqual(['04-16', '12:00', '04-17']);
  });

  test('a window that begins between steps has its first label inside', () => {
    const window = { ...day, from: day.from + 7 * 60_000, to: day.from + 67 * 60_000 };
    expect(tickText(timeTicks(window)[0] ?? 0, window)).toBe('00:15');
  });
});
