import { expect, test } from 'vitest';
import { type LoadUse, loadModel, loadUseOf } from '../../../../simulators/models/load.ts';
import { deviceOf, meanOf, modelRun, powersOf, type RunOptions } from './model-run.ts';

type Around = Partial<Pick<RunOptions, 'weather' | 'order' | 'hours' | 'stepH'>>;

/** Mean of many loads of one use, step by step, as a share of their rating. */
function together(use: LoadUse, from: string, around: Around = {}, count = 60): number[] {
  const runs = Array.from({ length: count }, (_, seed) => {
    const device = deviceOf('load', 30, { seed: 1 + 977 * seed, use });
    return powersOf(modelRun({ device, model: loadModel, from, hours: 23.75, ...around }));
  });
  return (runs[0] ?? []).map((_, step) => meanOf(runs.map((run) => (run[step] ?? 0) / 30)));
}

const between = (day: readonly number[], fromH: number, toH: number): number =>
  meanOf(day.slice(4 * fromH, 4 * toH));
const steady = (tempC: number): Around => ({ weather: () => ({ tempC }) });
const workday = together('household', '2026-04-14T00:00');

test('villages peak in the evening, about twice their mean, and sleep at three', () => {
  const peakStep = workday.indexOf(Math.max(...workday));
  expect(peakStep / 4).toBeGreaterThan(18);
  expect(peakStep / 4).toBeLessThan(21);
  const peakToMean = Math.max(...workday) / meanOf(workday);
  expect(peakToMean).toBeGreaterThan(1.7);
  expect(peakToMean).toBeLessThan(2.4);
  const nightToMean = between(workday, 2, 4) / meanOf(workday);
  expect(nightToMean).toBeGreaterThan(0.3);
  expect(nightToMean).toBeLessThan(0.5);
});

test('they cook at noon: a second peak, lower than the evening and above the hours beside it', () => {
  const noon = between(workday, 11, 13);
  expect(noon).toBeGreaterThan(1.2 * between(workday, 9, 10));
  expect(noon).toBeGreaterThan(1.2 * between(workday, 14, 16));
  expect(noon).toBeLessThan(0.75 * between(workday, 19, 21));
});

test('a day off needs some more, most of it before the evening', () => {
  const weekend = together('household', '2026-04-18T00:00');
  const more = meanOf(weekend) / meanOf(workday);
  expect(more).toBeGreaterThan(1.03);
  expect(more).toBeLessThan(1.15);
  expect(between(weekend, 10, 16)).toBeGreaterThan(1.1 * between(workday, 10, 16));
});

test('at Spring Festival, with returned families, a village needs 1.5 to 2 times as much', () => {
  const january = meanOf(together('household', '2026-01-13T00:00', steady(4)));
  const before = meanOf(together('household', '2026-02-10T00:00', steady(4)));
  const festival = meanOf(together('household', '2026-02-17T00:00', steady(4)));
  const after = meanOf(together('household', '2026-03-10T00:00', steady(4)));
  expect(festival / january).toBeGreaterThan(1.5);
  expect(festival / january).toBeLessThan(2);
  expect(before / january).toBeGreaterThan(1.1);
  expect(before).toBeLessThan(festival);
  expect(after / january).toBeCloseTo(1, 1);
});

test('heat asks for 1.7 to 2.5 times as much as a mild day, frost for 1.2 to 1.8 times', () => {
  const mild = meanOf(workday);
  const hot = meanOf(together('household', '2026-07-14T00:00', steady(35))) / mild;
  const cold = meanOf(together('household', '2026-12-15T00:00', steady(-4))) / mild;
  expect(hot).toBeGreaterThan(1.7);
  expect(hot).toBeLessThan(2.5);
  expect(cold).toBeGreaterThan(1.2);
  expect(cold).toBeLessThan(1.8);
});

test('walls answer the air after hours', () => {
  const heatFromNoon = { weather: (hour: number) => ({ tempC: hour < 12 ? 20 : 36 }) };
  const day = together('household', '2026-07-14T00:00', heatFromNoon, 20);
  const mild = together('household', '2026-07-14T00:00', steady(20), 20);
  expect(between(day, 12, 13)).toBeLessThan(1.15 * between(mild, 12, 13));
  expect(between(day, 21, 23)).toBeGreaterThan(1.5 * between(mild, 21, 23));
});

test('one box of meters is restless, sixty are steady', () => {
  const jump = (day: readonly number[]): number =>
    meanOf(day.slice(1).map((value, step) => Math.abs(value - (day[step] ?? 0)))) / meanOf(day);
  expect(jump(together('household', '2026-04-14T00:00', {}, 1))).toBeGreaterThan(2 * jump(workday));
});

test('wells run in the growing season, two thirds of the time at night, and not after rain', () => {
  const days = Array.from({ length: 14 }, (_, day) => String(4 + day).padStart(2, '0'));
  const running = (month: string, around: Around = {}): number[][] =>
    days.map((day) => together('irrigation', `2026-${month}-${day}T00:00`, around, 40));
  const april = running('04');
  const energy = meanOf(april.map(meanOf));
  expect(energy).toBeGreaterThan(0.03);
  expect(meanOf(running('01').map(meanOf))).toBe(0);
  const night = meanOf(april.map((day) => between(day, 0, 7) * 7 + between(day, 22, 24) * 2));
  expect(night / (24 * energy)).toBeGreaterThan(0.6);
  expect(night / (24 * energy)).toBeLessThan(0.9);
  const rained = running('04', { weather: (hour) => ({ rainMmPerH: hour < 1 ? 20 : 0 }) });
  expect(meanOf(rained.map((day) => between(day, 2, 24)))).toBe(0);
});

test('a well pump is on or off, and a limit below its need switches it off', () => {
  const limited = (powerKw: number): number[] =>
    together('irrigation', '2026-04-14T00:00', { order: () => ({ mode: 'limit', powerKw }) }, 40);
  expect(Math.max(...limited(30))).toBeGreaterThan(0);
  expect(Math.max(...limited(20))).toBe(0);
});

test.each(['workshop', 'greenhouse', 'service', 'park'] as const)(
  'a %s is cut off at its limit',
  (use) => {
    const order = { mode: 'limit', powerKw: 6 } as const;
    const free = together(use, '2026-04-14T00:00', {}, 5);
    const cut = together(use, '2026-04-14T00:00', { order: () => order }, 5);
    expect(Math.max(...free)).toBeGreaterThan(0.2);
    expect(Math.max(...cut)).toBeLessThanOrEqual(0.2 + 1e-9);
  },
);

const park = { use: 'park', seed: 11 } as const;
const parkRun = (order: RunOptions['order'] = () => null): number[] =>
  powersOf(
    modelRun({
      device: deviceOf('load', 500, park),
      model: loadModel,
      from: '2026-04-13T00:00',
      hours: 4 * 24,
      order,
    }),
  );

test('a park runs what can wait while the sun shines', () => {
  const day = parkRun().slice(96, 192);
  expect(between(day, 10, 15)).toBeGreaterThan(1.4 * between(day, 17, 20));
  expect(Math.max(...day)).toBeLessThanOrEqual(500);
});

test('a park that was held back does the work of its processes later', () => {
  const free = parkRun();
  const held = (hour: number): boolean => hour >= 33 && hour < 38;
  const limited = parkRun((hour) => (held(hour) ? { mode: 'limit', powerKw: 280 } : null));
  const during = limited.slice(4 * 33, 4 * 38);
  expect(Math.max(...during)).toBeLessThanOrEqual(280);
  const heldBack = meanOf(free.slice(4 * 33, 4 * 38)) - meanOf(during);
  expect(heldBack).toBeGreaterThan(80);
  const caughtUp = meanOf(limited.slice(4 * 38)) - meanOf(free.slice(4 * 38));
  expect(caughtUp * (limited.length / 4 - 38)).toBeGreaterThan(0.8 * heldBack * 5);
  expect(caughtUp * (limited.length / 4 - 38)).toBeLessThan(1.05 * heldBack * 5);
});

test('a limit of nothing leaves a park what keeps it alive', () => {
  expect(Math.min(...parkRun(() => ({ mode: 'limit', powerKw: 0 })))).toBeCloseTo(50, 9);
});

test.each([
  ['area-07-park 张庄绿电产业园', 'park'],
  ['a-pump-2 机井 2', 'irrigation'],
  ['a-workshop 木材加工厂', 'workshop'],
  ['a-load-3 表箱 3', 'household'],
])('%s is a %s', (words, use) => {
  expect(loadUseOf(words)).toBe(use);
});
