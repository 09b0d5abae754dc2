import { expect, test } from 'vitest';
import { openView } from '../../../../src/forecast/frame/known-view.ts';
import type { OriginRule } from '../../../../src/forecast/frame/origins.ts';
import type { SeriesFrame } from '../../../../src/forecast/frame/series-frame.ts';
import { pvDayAhead } from '../../../../src/forecast/recipes/pv-day-ahead.ts';
import { openDraft } from '../../../../src/forecast/site/row-table.ts';
import { smallFrame } from './small-frame.ts';

const byDay: OriginRule = { every: 'day', issueMin: 720, daysAhead: 1 };
const days = 40;
/** Issued at noon of the day before the last. */
const origin = { knownThrough: 24 * (days - 2) + 11, start: 24 * (days - 1), end: 24 * days };
const ownUse = -0.5;

/** A plant at the equator on the meridian of Greenwich: light from 6 to 18 h. */
function daylight(slot: number): number {
  return Math.max(0, Math.sin((Math.PI * ((slot % 24) + 0.5 - 6)) / 12));
}

function power(slot: number): number {
  return daylight(slot) > 0 ? 80 * daylight(slot) : ownUse;
}

function rowOf(frame: SeriesFrame, hour: number, rule: OriginRule = byDay) {
  const view = openView(frame);
  const source = pvDayAhead(rule).open(view);
  view.moveTo(origin);
  const draft = openDraft(source, frame)(origin, origin.start + hour);
  const at = (name: string): number => draft.features[source.names.indexOf(name)] ?? Number.NaN;
  return { at, draft, source };
}

test('a night without a known place is learned from weeks, with its own use', () => {
  const frame = smallFrame({ kind: 'pv', days, target: power });
  const night = rowOf(frame, 1).draft;
  expect([night.low, night.high, night.base]).toEqual([ownUse, ownUse, ownUse]);
  const noon = rowOf(frame, 12).draft;
  expect([noon.low, noon.high]).toEqual([-1, 100]);
});

test('slots near to light are never taken for night', () => {
  const frame = smallFrame({ kind: 'pv', days, target: power });
  const { draft } = rowOf(frame, 3);
  expect(draft.low).toBeLessThan(draft.high);
});

test('with a known place the sun tells the night, whatever was recorded', () => {
  const frame = smallFrame({
    kind: 'pv',
    days,
    target: () => 0,
    site: { latDeg: 0, lonDeg: 0 },
  });
  const bounds = [0, 7, 12]
    .map((hour) => rowOf(frame, hour).draft)
    .map(({ low, high }) => high - low);
  expect(bounds).toEqual([0, 101, 101]);
});

test('the plain forecast without weather is the mean of a week, and rows of a day are kin', () => {
  const target = (slot: number): number =>
    power(slot) * (Math.floor(slot / 24) % 2 === 0 ? 1 : 0.5);
  const { draft, source } = rowOf(smallFrame({ kind: 'pv', days, target }), 12);
  expect(draft.base).toBeGreaterThan(0.5 * power(12));
  expect(draft.base).toBeLessThan(power(12));
  expect(source.kinRows).toBe(12);
});

test('mornings and days are told as shares of the best', () => {
  const target = (slot: number): number => power(slot) * (slot > 24 * (days - 2) ? 0.25 : 1);
  const { at } = rowOf(smallFrame({ kind: 'pv', days, target }), 12);
  // The best of a slot is looked for beside it too, where an hour earlier or later may be brighter.
  expect(at('morning')).toBeGreaterThan(0.19);
  expect(at('morning')).toBeLessThan(0.25);
  expect(at('dayBefore')).toBeCloseTo(4 * at('morning'), 0);
  expect(at('morningPower')).toBeCloseTo(at('morning') * at('best'), 3);
});

test.each([
  ['W/m²', 1],
  ['J/m² of an hour', 3600],
])('radiation in %s gives the same plane irradiance and power', (_, perWm2) => {
  const frame = smallFrame({
    kind: 'pv',
    days,
    target: power,
    foreseen: { radiation: (slot) => 900 * perWm2 * daylight(slot), temp: () => 20 },
    site: { latDeg: 0, lonDeg: 0, tiltDeg: 0, azimuthDeg: 180 },
  });
  const { at, draft } = rowOf(frame, 12);
  expect(at('ghi')).toBeCloseTo(900 * daylight(12), 0);
  expect(at('poa')).toBeCloseTo(900 * daylight(12), -1);
  expect(at('panel')).toBeGreaterThan(0.7);
  expect(at('panel')).toBeLessThan(0.9);
  expect(draft.base).toBeCloseTo(85 * at('panel'), 1);
});

test('a plane that faces the sun gets more of it in the morning', () => {
  const plantFacing = (azimuthDeg: number) =>
    smallFrame({
      kind: 'pv',
      days,
      target: power,
      foreseen: { radiation: (slot) => 800 * daylight(slot) },
      site: { latDeg: 0, lonDeg: 0, tiltDeg: 30, azimuthDeg },
    });
  const [east, west] = [90, 270].map((facing) => rowOf(plantFacing(facing), 8).at('poa'));
  expect(east).toBeGreaterThan(1.5 * (west ?? Number.NaN));
});

test('a window uses weather alone: nothing measured reaches its rows', () => {
  const plant = (target: (slot: number) => number) =>
    smallFrame({
      kind: 'pv',
      days,
      target,
      foreseen: { radiation: (slot) => 800 * daylight(slot) },
      site: { latDeg: 0, lonDeg: 0 },
    });
  const rows = [power, () => 3].map(
    (target) => rowOf(plant(target), 12, { every: 'window' }).draft,
  );
  expect(rows[0]?.features).toEqual(rows[1]?.features);
});
