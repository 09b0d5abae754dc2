import { expect, test } from 'vitest';
import { dayMs, hourMs, instant, secondMs } from '../../../../src/domain/instant.ts';
import type { GeoPosition } from '../../../../src/physics/solar/sun.ts';
import { type SunEvents, sunEvents } from '../../../../src/physics/solar/sun-events.ts';

function eventsOf(midnight: string, place: GeoPosition): SunEvents {
  const from = instant(Date.parse(midnight));
  return sunEvents({ from, to: instant(from + dayMs) }, place);
}

const longyearbyen = { latitude: 78.22, longitude: 15.65 };
const golden = { latitude: 39.742476, longitude: -105.1786, altitudeM: 1830.14 };

function secondsOff(event: number | null, iso: string): number {
  return Math.abs((event ?? Number.NaN) - Date.parse(iso)) / secondMs;
}

// NREL/TP-560-34302 (2008), table A5.1. The report's sunset is that of the day in UTC, and so of the
// evening before; it neglects parallax, which is worth a second.
test('the published sunrise, noon and sunset are met', () => {
  const day = eventsOf('2003-10-17T00:00:00-07:00', golden);
  expect(secondsOff(day.sunriseAt, '2003-10-17T06:12:43-07:00')).toBeLessThan(2);
  expect(secondsOff(day.transitAt, '2003-10-17T18:46:04.97Z')).toBeLessThan(0.2);
  const before = eventsOf('2003-10-16T00:00:00-07:00', golden);
  expect(secondsOff(before.sunsetAt, '2003-10-16T17:20:19-07:00')).toBeLessThan(2);
});

test('the day is as long as the time between sunrise and sunset', () => {
  const { state, sunriseAt, sunsetAt, daylightMs } = eventsOf('2025-03-20T00:00:00+08:00', {
    latitude: 34.82,
    longitude: 114.82,
  });
  expect(state).toBe('normal');
  expect((sunsetAt ?? 0) - (sunriseAt ?? 0)).toBe(daylightMs);
  expect(daylightMs / hourMs).toBeCloseTo(12.14, 1);
});

test('beyond the polar circle the summer has no night and the winter no day', () => {
  const summer = eventsOf('2025-06-21T00:00:00+01:00', longyearbyen);
  expect(summer).toMatchObject({ state: 'polar_day', sunriseAt: null, sunsetAt: null });
  expect(summer.daylightMs).toBe(dayMs);
  expect(summer.transitAt).not.toBeNull();
  const winter = eventsOf('2025-12-21T00:00:00+01:00', longyearbyen);
  expect(winter).toMatchObject({ state: 'polar_night', sunriseAt: null, sunsetAt: null });
  expect(winter.daylightMs).toBe(0);
});

test('where clocks are far from the sun, it may set after midnight and rise later', () => {
  const { sunriseAt, sunsetAt, daylightMs, state } = eventsOf('2025-06-21T00:00:00Z', {
    latitude: 34.82,
    longitude: -100,
  });
  expect(state).toBe('normal');
  expect(sunsetAt ?? 0).toBeLessThan(sunriseAt ?? 0);
  expect(daylightMs / hourMs).toBeCloseTo(14.5, 0);
});
