import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ForecastHorizon } from '../../../../src/domain/forecast.ts';
import { dayMs, hourMs, instant, minuteMs, quarterMs } from '../../../../src/domain/instant.ts';
import { foresightOf, issueSpans } from '../../../../src/service/forecasting/foresight.ts';
import { horizonAt, localOffsets } from '../../../../src/service/forecasting/horizons.ts';
import { openForecastDatabase } from '../../../../src/storage/sqlite/forecast-database.ts';
import { timeZone, weatherRun } from '../../../support/forecast-ground.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

/** 10:07 in Shanghai, on a Wednesday. */
const now = instant(Date.parse('2026-07-01T10:07:00+08:00'));

/** Runs come every hour, and each says when it was received, in hours before now. */
function foreseenBy(horizon: ForecastHorizon) {
  const { weather } = openForecastDatabase(join(tempFolder(), 'forecasts.sqlite'));
  for (let age = 71; age >= -3; age -= 1) {
    const receivedAt = now - age * hourMs;
    weather.add(weatherRun(receivedAt, { tempC: age }, receivedAt - 7 * minuteMs));
  }
  const { start, end } = horizonAt(horizon, now, timeZone);
  const from = instant(start - 2 * dayMs);
  const slots = { from, slotMs: quarterMs, count: (end - from) / quarterMs };
  const spans = issueSpans(horizon, { from, start, end, now }, { timeZone, slotMs: quarterMs });
  const { columns, newest } = foresightOf(weather, slots, { spans, now });
  const ageAt = (at: number): number =>
    columns.get('tempC')?.[Math.round((at - from) / quarterMs)] ?? Number.NaN;
  /** Hours from the receipt of the weather to the slot. */
  const leadAt = (at: number): number => (at - now) / hourMs + ageAt(at);
  return { start, end, newest, leadAt, ageAt };
}

test('a past day has the weather that was known at nine the day before', () => {
  const { leadAt, ageAt, start, newest } = foreseenBy('day_ahead');
  for (const hour of [0, 7, 23]) {
    const at = Date.parse('2026-06-30T00:00:00+08:00') + hour * hourMs;
    const lead = leadAt(at);
    expect(lead).toBeGreaterThanOrEqual(15 + hour);
    expect(lead).toBeLessThan(16 + hour);
  }
  expect(ageAt(start)).toBe(0);
  expect(newest?.receivedAt).toBe(now);
});

test('a past quarter has weather as old as in a block of four hours', () => {
  const { leadAt, start, ageAt } = foreseenBy('ultra_short');
  const leads = Array.from({ length: 96 }, (_, slot) => leadAt(start - (slot + 1) * quarterMs));
  expect(Math.min(...leads)).toBeGreaterThanOrEqual(0);
  expect(Math.min(...leads)).toBeLessThan(1);
  expect(Math.max(...leads)).toBeGreaterThan(3.7);
  expect(Math.max(...leads)).toBeLessThan(4.8);
  expect(ageAt(start)).toBe(0);
});

test('the long horizon ends with the local tomorrow, the short one after four hours', () => {
  const day = horizonAt('day_ahead', now, timeZone);
  expect(new Date(day.knownTo).toISOString()).toBe('2026-07-01T02:00:00.000Z');
  expect(new Date(day.start).toISOString()).toBe('2026-07-01T02:15:00.000Z');
  expect(new Date(day.end).toISOString()).toBe('2026-07-02T16:00:00.000Z');
  const short = horizonAt('ultra_short', day.start, timeZone);
  expect(short).toMatchObject({ knownTo: day.start, start: day.start });
  expect(short.end - short.start).toBe(4 * hourMs);
});

test('local offsets follow a change of the clock within a day', () => {
  const from = Date.parse('2026-03-29T00:00:00+01:00');
  const offsets = localOffsets({ from, slotMs: quarterMs, count: 192 }, 'Europe/Berlin');
  expect([offsets[7], offsets[8], offsets[191]]).toEqual([hourMs, 2 * hourMs, 2 * hourMs]);
});
