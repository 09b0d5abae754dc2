import { expect, test } from 'vitest';
import { localMoment } from '../../../simulators/models/calendar.ts';
import { cloudMotion, skyModel } from '../../../simulators/models/clouds.ts';
import { normalAt, smoothNoise, uniformAt } from '../../../simulators/models/noise.ts';
import { type CountyWeather, weatherModel } from '../../../simulators/models/weather.ts';
import { dayMs, hourMs, type Instant, instant, minuteMs } from '../../../src/domain/instant.ts';
import { demoSite, demoTimeZone } from '../../support/demo-county.ts';

const at = (iso: string): Instant => instant(Date.parse(iso));
const weatherAt = weatherModel(7, demoSite);
const weather = (time: Instant): CountyWeather => weatherAt(time, localMoment(time, demoTimeZone));
const year = Array.from({ length: 365 * 8 }, (_, index) =>
  weather(instant(at('2026-01-01T00:00:00+08:00') + index * 3 * hourMs)),
);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test('noise is uniform or normal, repeats itself, and is smooth between its knots', () => {
  const draws = Array.from({ length: 20_000 }, (_, index) => uniformAt(3, index));
  expect(mean(draws)).toBeCloseTo(0.5, 2);
  expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...draws)).toBeLessThan(1);
  const normal = Array.from({ length: 20_000 }, (_, index) => normalAt(3, index));
  expect(mean(normal)).toBeCloseTo(0, 1);
  expect(mean(normal.map((value) => value ** 2))).toBeCloseTo(1, 1);
  expect(uniformAt(3, 2 ** 40 + 1)).toBe(uniformAt(3, 2 ** 40 + 1));
  expect(uniformAt(3, 2 ** 40 + 1)).not.toBe(uniformAt(3, 1));
  expect(Math.abs(smoothNoise(5, 10.501) - smoothNoise(5, 10.5))).toBeLessThan(0.01);
});

test('the year has a cold winter, a hot summer, and both clear and dull days', () => {
  const january = year.slice(0, 31 * 8).map(({ tempC }) => tempC);
  const july = year.slice(181 * 8, 212 * 8).map(({ tempC }) => tempC);
  expect(mean(january)).toBeGreaterThan(-4);
  expect(mean(january)).toBeLessThan(6);
  expect(mean(july)).toBeGreaterThan(24);
  expect(mean(july)).toBeLessThan(32);
  const cover = year.map(({ cloudRatio }) => cloudRatio);
  expect(cover.filter((ratio) => ratio < 0.15).length / cover.length).toBeGreaterThan(0.1);
  expect(cover.filter((ratio) => ratio > 0.85).length / cover.length).toBeGreaterThan(0.1);
  const wind = year.map(({ windSpeedMps }) => windSpeedMps);
  expect(mean(wind)).toBeGreaterThan(2.5);
  expect(mean(wind)).toBeLessThan(5);
  expect(Math.max(...wind)).toBeLessThan(20);
});

test('weather persists: an hour later it is much the same, two days later it is not', () => {
  const change = (steps: number): number =>
    mean(
      year
        .slice(steps)
        .map(({ cloudRatio }, index) => Math.abs(cloudRatio - (year[index]?.cloudRatio ?? 0))),
    );
  const soon = weather(instant(at('2026-04-02T10:00:00+08:00') + hourMs)).tempC;
  expect(Math.abs(soon - weather(at('2026-04-02T10:00:00+08:00')).tempC)).toBeLessThan(3);
  expect(change(1)).toBeLessThan(0.5 * change(16));
});

test('a place downwind sees the same clouds some minutes later', () => {
  const skyOver = skyModel(7);
  const broken = year.find(
    ({ cloudRatio, sun }) => cloudRatio > 0.4 && cloudRatio < 0.6 && sun.zenithDeg < 45,
  );
  const start = broken?.at ?? at('2026-05-20T12:00:00+08:00');
  const delayS = 120;
  const here = { eastM: 0, northM: 0 };
  const downwind = {
    eastM: cloudMotion.eastMps * delayS,
    northM: cloudMotion.northMps * delayS,
  };
  const clearness = (time: Instant, place: { eastM: number; northM: number }): number => {
    const now = weather(time);
    return skyOver(now, place).ghiWm2 / now.clear.ghiWm2;
  };
  let together = 0;
  let later = 0;
  for (let minute = 0; minute < 60; minute += 1) {
    const now = instant(start + minute * minuteMs);
    const then = instant(now + delayS * 1_000);
    together += Math.abs(clearness(now, here) - clearness(now, downwind));
    later += Math.abs(clearness(now, here) - clearness(then, downwind));
  }
  expect(together).toBeGreaterThan(1);
  expect(later).toBeLessThan(0.5 * together);
});

test.each([
  ['2026-02-17T12:00:00+08:00', 'spring_festival'],
  ['2026-10-01T12:00:00+08:00', 'holiday'],
  ['2026-05-23T12:00:00+08:00', 'weekend'],
  ['2026-05-20T12:00:00+08:00', 'workday'],
])('%s is a %s', (iso, dayType) => {
  expect(localMoment(at(iso), demoTimeZone).dayType).toBe(dayType);
});

test('local time follows the zone of the county', () => {
  const moment = localMoment(at('2026-05-20T01:30:00Z'), demoTimeZone);
  expect(moment).toMatchObject({ hour: 9.5, month: 5, dayOfYear: 140 });
  expect(moment.day).toBe(Date.UTC(2026, 4, 20) / dayMs);
});
