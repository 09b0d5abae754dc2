import { expect, test } from 'vitest';
import { openView } from '../../../../src/forecast/frame/known-view.ts';
import { openFarmCurve } from '../../../../src/forecast/physical/farm-curve.ts';
import { windFromWeather } from '../../../../src/forecast/recipes/wind.ts';
import { openDraft } from '../../../../src/forecast/site/row-table.ts';
import { smallFrame } from './small-frame.ts';

const origin = { knownThrough: 23, start: 24, end: 48 };

/** Features by name, and the rest of the draft, of one slot. */
function rowOf(foreseen: Readonly<Record<string, (slot: number) => number>>, slot: number) {
  const frame = smallFrame({ kind: 'wind', days: 3, target: () => 10, foreseen });
  const view = openView(frame);
  const source = windFromWeather.open(view);
  view.moveTo(origin);
  const draft = openDraft(source, frame)(origin, slot);
  const at = (name: string): number => draft.features[source.names.indexOf(name)] ?? Number.NaN;
  return { at, draft, source };
}

test('parts of the wind become speed, direction and shear at the slot and around it', () => {
  const { at } = rowOf(
    { u100: (slot) => 0.6 * slot, v100: (slot) => 0.8 * slot, u10: () => 0, v10: () => 5 },
    30,
  );
  expect(at('hubSpeed')).toBeCloseTo(30, 4);
  expect(at('speed-2h')).toBeCloseTo(28, 4);
  expect(at('speed3h')).toBeCloseTo(33, 4);
  expect(at('speedMean5h')).toBeCloseTo(30, 4);
  expect(at('speedRise')).toBeCloseTo(2, 4);
  expect(at('direction100')).toBeCloseTo(36.87, 2);
  expect(at('direction10')).toBe(0);
  expect(at('veer10')).toBeCloseTo(36.87, 2);
  expect(at('shear10')).toBeCloseTo(Math.log(30.5 / 5.5), 4);
});

test('a speed alone is enough, and what lies past the horizon is missing', () => {
  const { at, source } = rowOf({ windspeed_100m: () => 9 }, 47);
  expect(at('hubSpeed')).toBe(9);
  expect(at('speed1h')).toBeNaN();
  expect(at('speedMean5h')).toBe(9);
  expect(source.names.some((name) => name.startsWith('direction'))).toBe(false);
});

test('wind over other places is seen, each and together', () => {
  const { at } = rowOf(
    { windspeed_100m: () => 4, 'b/windspeed_100m': () => 8, 'c/windspeed_100m': () => 10 },
    30,
  );
  expect(at('speedb/100')).toBe(8);
  expect(at('speeds')).toBe(9);
  expect(at('speedGradient')).toBe(-5);
});

test('every feature has a name of its own', () => {
  const { source } = rowOf(
    { windspeed: () => 4, windspeed_100m: () => 8, 'b/u10': () => 1, 'b/v10': () => 1 },
    30,
  );
  expect(new Set(source.names).size).toBe(source.names.length);
  expect(source.linear.filter((name) => !source.names.includes(name))).toEqual([]);
});

test('the plain forecast is a farm at the speed of the hub', () => {
  expect(rowOf({ windspeed_100m: () => 0 }, 30).draft.base).toBeLessThan(1);
  expect(rowOf({ windspeed_100m: () => 15 }, 30).draft.base).toBeGreaterThan(70);
  expect(rowOf({ windspeed_100m: () => 15 }, 30).draft.regime).toBe(3);
});

test('without any forecast of wind the plain forecast is what the last week gave', () => {
  const { draft } = rowOf({ temp: () => 3 }, 30);
  expect(draft.base).toBe(10);
});

test('a farm gives more in more wind up to its rated speed, and nothing in a hurricane', () => {
  const curve = openFarmCurve();
  const ratios = [2, 4, 6, 8, 10, 12].map(curve);
  expect([...ratios].sort((a, b) => a - b)).toEqual(ratios);
  expect(curve(60)).toBe(0);
  expect(curve(Number.NaN)).toBeNaN();
});
