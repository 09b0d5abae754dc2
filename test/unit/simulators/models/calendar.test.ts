import { expect, test } from 'vitest';
import { localMoment } from '../../../../simulators/models/calendar.ts';
import { daysFromSpringFestival } from '../../../../simulators/models/holidays.ts';
import { type Instant, instant } from '../../../../src/domain/instant.ts';

const zone = 'Asia/Shanghai';
const noonOf = (day: string): Instant => instant(Date.parse(`${day}T12:00:00+08:00`));

test.each([
  ['2025-01-27', 'workday'],
  ['2025-01-28', 'spring_festival'],
  ['2025-02-08', 'workday'],
  ['2025-04-27', 'workday'],
  ['2025-05-05', 'holiday'],
  ['2025-10-08', 'holiday'],
  ['2026-02-14', 'workday'],
  ['2026-02-15', 'holiday'],
  ['2026-02-22', 'spring_festival'],
  ['2026-09-26', 'holiday'],
  ['2026-11-22', 'weekend'],
  ['2027-02-06', 'spring_festival'],
  ['2027-06-09', 'holiday'],
  ['2027-10-03', 'holiday'],
])('%s is a %s', (day, dayType) => {
  expect(localMoment(noonOf(day), zone).dayType).toBe(dayType);
});

test.each([
  ['2025-01-29', 0],
  ['2026-02-17', 0],
  ['2027-02-06', 0],
  ['2027-02-05', -1],
  ['2026-03-01', 12],
])('%s is %i days from the Chinese new year', (day, days) => {
  expect(daysFromSpringFestival(Temporal.PlainDate.from(day))).toBe(days);
});

test('families come home before the new year, and leave after its first week', () => {
  const back = (day: string): number => localMoment(noonOf(day), zone).returnedRatio;
  expect(back('2026-01-20')).toBe(0);
  expect(back('2026-02-08')).toBeGreaterThan(0.3);
  expect(back('2026-02-08')).toBeLessThan(0.7);
  expect(back('2026-02-17')).toBe(1);
  expect(back('2026-02-28')).toBeLessThan(0.6);
  expect(back('2026-03-10')).toBe(0);
  expect(back('2026-07-01')).toBe(0);
  expect(back('2026-10-03')).toBe(0.25);
});
