import { expect, test } from 'vitest';
import { openView } from '../../../../src/forecast/frame/known-view.ts';
import type { SeriesFrame } from '../../../../src/forecast/frame/series-frame.ts';
import { panelsFrom } from '../../../../src/forecast/recipes/panel-fit.ts';
import { panelHistory } from './panel-history.ts';

const south = { tiltDeg: 25, azimuthDeg: 180 };

function fittedTo(frame: SeriesFrame) {
  const view = openView(frame);
  const { count } = frame.slots;
  view.moveTo({ knownThrough: count - 1, start: count, end: count });
  return panelsFrom(view);
}

test.each([
  { plane: south, capacity: 400 },
  { plane: { tiltDeg: 35, azimuthDeg: 110 }, capacity: 50 },
  { plane: { tiltDeg: 15, azimuthDeg: 250 }, capacity: 2_000 },
])('tilt, azimuth and capacity are found within 4°, 8° and 4 %: $plane', ({ plane, capacity }) => {
  const fitted = fittedTo(panelHistory({ plane, capacity, days: 120 }));
  expect(Math.abs((fitted?.plane.tiltDeg ?? 0) - plane.tiltDeg)).toBeLessThan(4);
  expect(Math.abs((fitted?.plane.azimuthDeg ?? 0) - plane.azimuthDeg)).toBeLessThan(8);
  expect((fitted?.capacity ?? 0) / capacity).toBeGreaterThan(0.96);
  expect((fitted?.capacity ?? 0) / capacity).toBeLessThan(1.04);
});

test('a flat roof is found flat', () => {
  const fitted = fittedTo(
    panelHistory({ plane: { tiltDeg: 0, azimuthDeg: 180 }, capacity: 100, days: 90 }),
  );
  expect(fitted?.plane.tiltDeg).toBeLessThan(3);
});

test('an inverter that holds the power down is recognised and does not shrink the panels', () => {
  const fitted = fittedTo(panelHistory({ plane: south, capacity: 400, limit: 240, days: 120 }));
  expect(fitted?.limit).toBeCloseTo(240, 6);
  expect(fitted?.capacity).toBeGreaterThan(375);
  expect(fitted?.capacity).toBeLessThan(425);
  expect(fittedTo(panelHistory({ plane: south, capacity: 400, days: 120 }))?.limit).toBeUndefined();
});

test('gaps, outages and weeks of a dead pyranometer change little', () => {
  const spoil = ({ slot, power, ghiWm2 }: { slot: number; power: number; ghiWm2: number }) => {
    const day = Math.floor(slot / 24);
    if (day % 9 === 3) return { power: Number.NaN, ghiWm2 };
    if (day % 10 === 5 && slot % 24 > 3) return { power: 0, ghiWm2 };
    return { power, ghiWm2: day >= 70 && day < 120 ? 0.15 * ghiWm2 : ghiWm2 };
  };
  const fitted = fittedTo(panelHistory({ plane: south, capacity: 400, days: 150, spoil }));
  expect(Math.abs((fitted?.plane.tiltDeg ?? 0) - 25)).toBeLessThan(5);
  expect(Math.abs((fitted?.plane.azimuthDeg ?? 0) - 180)).toBeLessThan(10);
  expect(Math.abs((fitted?.capacity ?? 0) - 400)).toBeLessThan(24);
});

test('dust that gathered in the last month is told within 4 %, and a clean roof as clean', () => {
  const levels = [() => 1, (day: number) => (day < 170 ? 1 : 0.88)].map((clean) => {
    const fitted = fittedTo(panelHistory({ plane: south, capacity: 400, days: 200, clean }));
    return fitted?.parameters.find(({ name }) => name === 'cleanLevel');
  });
  expect(levels[0]?.value).toBeGreaterThan(0.98);
  expect(levels[0]?.value).toBeLessThan(1.02);
  expect(levels[1]?.value).toBeGreaterThan(0.84);
  expect(levels[1]?.value).toBeLessThan(0.92);
  expect(levels[1]?.errorRatio).toBeLessThan(0.99);
});

test('power that has nothing to do with the plane leaves what is registered', () => {
  const spoil = ({ slot, ghiWm2 }: { slot: number; ghiWm2: number }) => ({
    power: ghiWm2 * (0.1 + 0.3 * (((slot * 0.618_034) % 1) + 0.001)),
    ghiWm2,
  });
  const frame = panelHistory({ plane: south, capacity: 400, days: 60, spoil });
  const registered = { tiltDeg: 0, azimuthDeg: 180 };
  const fitted = fittedTo({ ...frame, site: { ...frame.site, ...registered } });
  expect(fitted?.plane).toEqual(registered);
  expect(fitted?.parameters.find(({ name }) => name === 'tilt')?.used).toBe(false);
});

test('too few days, no place or no radiation leave nothing to fit', () => {
  const frame = panelHistory({ plane: south, capacity: 400, days: 15 });
  expect(fittedTo(frame)).toBeUndefined();
  const long = panelHistory({ plane: south, capacity: 400, days: 40 });
  expect(fittedTo({ ...long, site: {} })).toBeUndefined();
  expect(fittedTo({ ...long, foreseen: new Map() })).toBeUndefined();
});
