import { expect, test } from 'vitest';
import { dayMs, hourMs, quarterMs } from '../../../../src/domain/instant.ts';
import { openView } from '../../../../src/forecast/frame/known-view.ts';
import type {
  SeriesFrame,
  SpecialDay,
  SpecialDays,
} from '../../../../src/forecast/frame/series-frame.ts';
import {
  daylightHoursOf,
  dayTypeOf,
  festivalPlaceOf,
  festivalReachDays,
  weekdayOf,
} from '../../../../src/forecast/recipes/calendar.ts';
import { calendarFeatures } from '../../../../src/forecast/recipes/calendar-features.ts';

const dayOf = (date: string) => Date.parse(date) / dayMs;

const festival = Array.from({ length: 7 }, (_, day): [number, SpecialDay] => [
  dayOf('2019-02-04') + day,
  'springFestival',
]);
const specialDays: SpecialDays = new Map<number, SpecialDay>([
  ...festival,
  [dayOf('2019-02-02'), 'workday'],
  [dayOf('2019-05-01'), 'holiday'],
]);

function frame(site: SeriesFrame['site'] = {}): SeriesFrame {
  const count = 96 * 3;
  return {
    id: 'one',
    kind: 'load',
    slots: { from: Date.parse('2019-02-03T00:00:00+08:00'), slotMs: quarterMs, count },
    localOffsetsMs: new Int32Array(count).fill(8 * hourMs),
    capacity: 1,
    lowest: 0,
    target: new Float64Array(count),
    measured: new Map(),
    foreseen: new Map(),
    site,
    specialDays,
  };
}

function featuresAt(slot: number, site?: SeriesFrame['site']): Record<string, number> {
  const group = calendarFeatures(openView(frame(site)).facts);
  const row = new Float32Array(group.names.length + 1).fill(Number.NaN);
  group.write({ knownThrough: -1, start: 0, end: 1 }, slot, row, 1);
  return Object.fromEntries(group.names.map((name, place) => [name, row[place + 1] ?? Number.NaN]));
}

test.each([
  ['2019-02-01', 'workday', 4],
  ['2019-02-02', 'makeUpWorkday', 5],
  ['2019-02-03', 'weekend', 6],
  ['2019-02-04', 'springFestival', 0],
  ['2019-05-01', 'holiday', 2],
])('%s is a %s', (date, type, weekday) => {
  expect(dayTypeOf(dayOf(date), specialDays)).toBe(type);
  expect(weekdayOf(dayOf(date))).toBe(weekday);
});

test.each([
  ['2018-12-01', { before: festivalReachDays, after: festivalReachDays, within: 0 }],
  ['2019-01-25', { before: 10, after: festivalReachDays, within: 0 }],
  ['2019-02-03', { before: 1, after: festivalReachDays, within: 0 }],
  ['2019-02-04', { before: 0, after: 0, within: 1 }],
  ['2019-02-10', { before: 0, after: 0, within: 7 }],
  ['2019-02-13', { before: festivalReachDays, after: 3, within: 0 }],
])('%s stands so towards Spring Festival', (date, place) => {
  expect(festivalPlaceOf(dayOf(date), specialDays)).toEqual(place);
});

test('a slot has the minute and the day of its local clock', () => {
  expect(featuresAt(0)).toMatchObject({ minuteOfDay: 0, weekday: 6, workdayBefore: 1 });
  expect(featuresAt(95)).toMatchObject({ minuteOfDay: 1425, weekday: 6, workdayAfter: 0 });
  expect(featuresAt(96)).toMatchObject({ minuteOfDay: 0, weekday: 0, dayType: 3, festivalDay: 1 });
  expect(featuresAt(24).daySin1).toBeCloseTo(1, 6);
});

test('the length of the day is told only where the latitude is known', () => {
  expect(featuresAt(0)).not.toHaveProperty('daylightHours');
  expect(featuresAt(0, { latDeg: 34.8 }).daylightHours).toBeCloseTo(10.4, 1);
});

test.each([
  [0, '2019-06-21', 12],
  [34.8, '2019-06-21', 14.3],
  [34.8, '2019-12-21', 9.7],
  [70, '2019-06-21', 24],
  [70, '2019-12-21', 0],
])('at %d° on %s the day has %d hours', (latDeg, date, hours) => {
  expect(daylightHoursOf(dayOf(date), { latDeg })).toBeCloseTo(hours, 1);
});
