import { describe, expect, test } from 'vitest';
import {
  curveResolution,
  forecastRange,
  presetRange,
  rangeOf,
  readingsResolution,
} from '../../../dashboards/console/src/curve/range.ts';

const now = Date.parse('2026-04-16T05:42:07Z');
const timeZone = 'Asia/Shanghai';
const hour = 3_600_000;
const iso = (range: { from: number; to: number }): string[] =>
  [range.from, range.to].map((at) => new Date(at).toISOString());

describe('the range of a page', () => {
  test('today is the county’s day, with room for what is still to come', () => {
    expect(iso(presetRange('today', now, timeZone))).toEqual([
      '2026-04-15T16:00:00.000Z',
      '2026-04-16T16:00:00.000Z',
    ]);
  });

  test('rolling windows end on whole steps ahead of now, so that the axis seldom moves', () => {
    const later = now + 60_000;
    expect(presetRange('1h', later, timeZone)).toEqual(presetRange('1h', now, timeZone));
    expect(presetRange('24h', later, timeZone)).toEqual(presetRange('24h', now, timeZone));
    expect(iso(presetRange('24h', now, timeZone))[1]).toBe('2026-04-16T06:00:00.000Z');
  });

  test('a window never ends at now itself', () => {
    const onTheHour = Date.parse('2026-04-16T06:00:00Z');
    expect(presetRange('24h', onTheHour, timeZone).to).toBeGreaterThan(onTheHour);
  });

  test('a custom range is taken from the address', () => {
    const request = { range: 'custom', from: '2026-04-01T00:00:00Z', to: '2026-04-02T00:00:00Z' };
    const range = rangeOf(request, { now, timeZone, fallback: 'today' });
    expect(range.preset).toBe('custom');
    expect(iso(range)).toEqual(['2026-04-01T00:00:00.000Z', '2026-04-02T00:00:00.000Z']);
  });

  test.each([
    { range: 'custom', from: '2026-04-02T00:00:00Z', to: '2026-04-01T00:00:00Z' },
    { range: 'custom', from: 'x', to: null },
    { range: 'for ever', from: null, to: null },
    { range: null, from: null, to: null },
  ])('an address that cannot be read falls back: $range $from', (request) => {
    expect(rangeOf(request, { now, timeZone, fallback: '7d' }).preset).toBe('7d');
  });

  test('a custom range that is too long is cut', () => {
    const request = { range: 'custom', from: '2020-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' };
    const { from, to } = rangeOf(request, { now, timeZone, fallback: 'today' });
    expect((to - from) / 24 / hour).toBe(366);
  });
});

describe('the range of a forecast', () => {
  test('is today and tomorrow, whole', () => {
    expect(iso(presetRange('2d', now, timeZone))).toEqual([
      '2026-04-15T16:00:00.000Z',
      '2026-04-17T16:00:00.000Z',
    ]);
  });

  test.each(['24h', '7d', '2d'] as const)('%s begins as ever and ends with tomorrow', (preset) => {
    const range = presetRange(preset, now, timeZone);
    const reached = forecastRange(range, now, timeZone);
    expect(reached).toMatchObject({ preset, from: range.from });
    expect(iso(reached)[1]).toBe('2026-04-17T16:00:00.000Z');
  });

  test('stays as it was given, up to the longest that is answered', () => {
    const given = { preset: 'custom', from: now, to: now + 30 * 24 * hour } as const;
    expect(forecastRange(given, now, timeZone)).toEqual(given);
    const long = { preset: 'custom', from: now, to: now + 300 * 24 * hour } as const;
    const cut = forecastRange(long, now, timeZone);
    expect((cut.to - cut.from) / 24 / hour).toBe(92);
  });
});

describe('the resolution', () => {
  test.each([
    [1, '1m'],
    [24, '15m'],
    [7 * 24, '15m'],
    [31 * 24, '1h'],
    [300 * 24, '1d'],
  ])('a curve of %d h is read in %s', (hours, resolution) => {
    expect(curveResolution({ preset: 'custom', from: 0, to: hours * hour })).toBe(resolution);
  });

  test.each([
    [1, 5, 'raw'],
    [24, 60, 'raw'],
    [24, 5, '1m'],
    [7 * 24, 300, 'raw'],
    [7 * 24, 5, '15m'],
    [200 * 24, 5, '1d'],
  ])('%d h of a device that reports every %d s are read as %s', (hours, interval, resolution) => {
    const range = { preset: 'custom', from: 0, to: hours * hour } as const;
    expect(readingsResolution(range, interval)).toBe(resolution);
  });
});
