import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { faultText } from '../../../simulators/replay/faults.ts';
import {
  openReplay,
  type ReplayOptions,
  type ReplayPlan,
} from '../../../simulators/replay/plan.ts';
import type { ReplaySeries } from '../../../simulators/replay/series.ts';
import { dayMs, instant } from '../../../src/domain/instant.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const tiny = join(import.meta.dirname, '../../fixtures/replay-tiny');
const now = instant(Date.parse('2026-05-04T08:00:00Z'));
const usual: ReplayOptions = { now, shift: 'none', localTimeZone: 'Asia/Shanghai' };

function planOf(folder: string, options: Partial<ReplayOptions> = {}): ReplayPlan {
  const plan = openReplay(folder, { ...usual, ...options });
  if (!plan.ok) throw new Error(plan.fault);
  return plan.value;
}

function seriesOf(plan: ReplayPlan, id: string): ReplaySeries {
  const found = plan.series.find(({ device }) => device.id === id);
  if (found === undefined) throw new Error(`no device ${id}`);
  return found;
}

function valueAt(series: ReplaySeries, iso: string, point: string): number | undefined {
  const row = series.measuredAt.indexOf(Date.parse(iso));
  return series.values[series.points.indexOf(point)]?.[row];
}

test('columns become devices of their kinds with ratings and a report interval', () => {
  const devices = planOf(tiny).series.map(({ device }) => device);
  expect(devices).toMatchObject([
    { id: 'tiny-village-net', kind: 'pcc_meter', ratingKw: 2_700, reportIntervalS: 600 },
    { id: 'tiny-village-pv', kind: 'pv', ratingKw: 750, reportIntervalS: 600 },
    { id: 'tiny-village-weather', kind: 'weather_station', ratingKw: null },
    { id: 'tiny-roof-pv', kind: 'pv', ratingKw: 50, reportIntervalS: 600 },
    { id: 'tiny-roof-weather', kind: 'weather_station', ratingKw: null },
    { id: 'tiny-mill-wind', kind: 'wind', ratingKw: 1_000, reportIntervalS: 2_400 },
    { id: 'tiny-mill-weather', kind: 'weather_station', ratingKw: null },
  ]);
});

test('megawatts, shares of a capacity and negative production become kilowatts of generation', () => {
  const plan = planOf(tiny);
  const roof = seriesOf(plan, 'tiny-roof-pv');
  expect(valueAt(roof, '2024-06-01T12:00:00+08:00', 'powerKw')).toBe(44.9);
  const mill = seriesOf(plan, 'tiny-mill-wind');
  expect(valueAt(mill, '2024-06-01T20:00:00Z', 'powerKw')).toBe(500);
  const village = seriesOf(plan, 'tiny-village-pv');
  expect(valueAt(village, '2024-10-26T23:15:00Z', 'powerKw')).toBe(50);
  const net = seriesOf(plan, 'tiny-village-net');
  expect(valueAt(net, '2024-10-26T23:15:00Z', 'powerKw')).toBe(1_300);
});

test('wind vectors become speed and the direction from which it blows', () => {
  const mill = seriesOf(planOf(tiny), 'tiny-mill-wind');
  expect(valueAt(mill, '2024-06-01T00:00:00Z', 'windSpeedMps')).toBeCloseTo(4.743, 3);
  // Blowing to the east and a little to the south, it comes from the west-north-west.
  expect(valueAt(mill, '2024-06-01T00:00:00Z', 'windDirectionDeg')).toBeCloseTo(288.4, 1);
});

test('end labels are moved to the start, and the hour that is lived twice is read twice', () => {
  const { measuredAt } = seriesOf(planOf(tiny), 'tiny-village-pv');
  const first = Date.parse('2024-10-26T23:00:00Z');
  expect([...measuredAt]).toEqual(Array.from({ length: 16 }, (_, row) => first + row * 900_000));
});

test('what is missing is not published, and gaps stay gaps', () => {
  const plan = planOf(tiny);
  const net = seriesOf(plan, 'tiny-village-net');
  expect(net.measuredAt).toHaveLength(15);
  expect([...net.measuredAt]).not.toContain(Date.parse('2024-10-26T23:45:00Z'));
  const roof = seriesOf(plan, 'tiny-roof-pv');
  expect(roof.measuredAt).toHaveLength(8 * 96 - 2 - 4 - 1);
  expect(roof.values.flatMap((column) => [...column]).some(Number.isNaN)).toBe(false);
});

test('bad rows and columns that no point can hold are told with their place', () => {
  const told = planOf(tiny).faults.map(faultText);
  expect(told).toEqual([
    'village.csv:1 column mood is left out: no point of any device kind can hold it',
    'village.csv:1 column wind_mw is left out: there is no power to it',
    "roof.csv:102 power is 'zero', which is no number",
    'roof.csv:103 has 2 fields instead of 5',
  ]);
});

test('a shift into the past ends within the last week and keeps hour and weekday', () => {
  const plan = planOf(tiny, { shift: 'past' });
  for (const { device, measuredAt, stepMs } of plan.series) {
    const original = seriesOf(planOf(tiny), device.id).measuredAt.at(-1) ?? 0;
    const last = measuredAt.at(-1) ?? 0;
    expect((last - original) % (7 * dayMs)).toBe(0);
    expect(last + stepMs).toBeLessThanOrEqual(now);
    expect(last + stepMs).toBeGreaterThan(now - 7 * dayMs);
  }
});

test('a shift to the present began within the last week and goes on', () => {
  const { measuredAt } = seriesOf(planOf(tiny, { shift: 'present' }), 'tiny-roof-pv');
  expect(measuredAt[0]).toBeLessThanOrEqual(now);
  expect(measuredAt[0]).toBeGreaterThan(now - 7 * dayMs);
  expect(measuredAt.at(-1)).toBeGreaterThan(now);
});

test('a range is half-open, in the time zone of the file', () => {
  const plan = planOf(tiny, { from: '2024-06-02', to: '2024-06-03 06:00' });
  const { measuredAt } = seriesOf(plan, 'tiny-roof-pv');
  expect(measuredAt[0]).toBe(Date.parse('2024-06-02T00:00:00+08:00') + 2 * 0);
  expect(measuredAt.at(-1)).toBe(Date.parse('2024-06-03T05:45:00+08:00'));
  expect(plan.series.some(({ device }) => device.id.startsWith('tiny-village'))).toBe(false);
});

test('old times without a shift come with a notice', () => {
  expect(planOf(tiny).notices.join()).toContain('more than 30 days old');
  expect(planOf(tiny, { shift: 'past' }).notices).toEqual([]);
});

test('packed files read alike, whatever their line ends', () => {
  const folder = join(tempFolder(), 'packed');
  mkdirSync(folder);
  for (const name of readdirSync(tiny)) copyFileSync(join(tiny, name), join(folder, name));
  const text = readFileSync(join(tiny, 'roof.csv'), 'utf8');
  writeFileSync(join(folder, 'roof.csv.gz'), gzipSync(`\uFEFF${text.replaceAll('\n', '\r\n')}`));
  rmSync(join(folder, 'roof.csv'));
  const protocol = readFileSync(join(tiny, 'protocol.json'), 'utf8');
  writeFileSync(join(folder, 'protocol.json'), protocol.replace('roof.csv', 'roof.csv.gz'));
  expect(seriesOf(planOf(folder), 'tiny-roof-pv')).toEqual(seriesOf(planOf(tiny), 'tiny-roof-pv'));
});

test.each([
  ['no protocol', null, 'has no protocol.json'],
  ['a broken one', '{', 'cannot be read'],
  ['one without series', '{"set":"x","kind":"pv"}', 'series'],
  ['a path out of the folder', protocolWith('../secret.csv'), 'file'],
  ['a file that is not there', protocolWith('absent.csv'), 'nothing to replay'],
])('%s is answered, not thrown', (_, protocol, detail) => {
  const folder = tempFolder();
  if (protocol !== null) writeFileSync(join(folder, 'protocol.json'), protocol);
  const plan = openReplay(folder, usual);
  expect(plan.ok).toBe(false);
  expect(plan.ok ? '' : plan.fault).toContain(detail);
});

function protocolWith(file: string): string {
  return JSON.stringify({ set: 'x', kind: 'pv', series: [{ id: 'a', file, target: 'power' }] });
}

test('a range that is no time, and one without data, are answered', () => {
  expect(openReplay(tiny, { ...usual, from: 'yesterday' })).toMatchObject({ ok: false });
  expect(openReplay(tiny, { ...usual, from: '2030-01-01' })).toMatchObject({ ok: false });
});
