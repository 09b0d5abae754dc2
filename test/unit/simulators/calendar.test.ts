import { expect, test } from 'vitest';
import { localMoment } from '../../../simulators/models/calendar.ts';
import { dayMs, type Instant, instant } from '../../../src/domain/instant.ts';
import { demoTimeZone } from '../../support/demo-county.ts';

const at = (iso: string): Instant => instant(Date.parse(iso));

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
