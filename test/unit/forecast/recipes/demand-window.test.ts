import { expect, test } from 'vitest';
import { openView } from '../../../../src/forecast/frame/known-view.ts';
import type { SeriesFrame } from '../../../../src/forecast/frame/series-frame.ts';
import { percentLevels } from '../../../../src/forecast/learn/pinball.ts';
import { recipeFor } from '../../../../src/forecast/recipes/choose-recipe.ts';
import { openForecasting } from '../../../../src/forecast/site/forecasting.ts';
import { trainSiteModel } from '../../../../src/forecast/site/train-site-model.ts';
import { smallFrame } from './small-frame.ts';

const hoursPerDay = 24;
const days = 4 * 365 + 31;
const rule = { every: 'window' } as const;

/** Every year is as cold as it likes: −4, 0 and 4 K off the same seasons; the last one is very cold. */
function tempC(slot: number): number {
  const year = Math.floor(slot / (365.25 * hoursPerDay));
  const season = Math.cos((2 * Math.PI * slot) / (365.25 * hoursPerDay));
  return 8 - 8 * season + ([-4, 0, 4, 0, -15][year] ?? 0) + ((slot * 37) % 24) / 12;
}

const loadAt = (slot: number): number => 20 + 2 * Math.max(0, 15 - tempC(slot));

function yearsOfLoad(measured: Readonly<Record<string, (slot: number) => number>>): SeriesFrame {
  return smallFrame({ kind: 'load', days, target: loadAt, measured });
}

function forecastOfMonth(frame: SeriesFrame) {
  const recipe = recipeFor({ kind: 'load', rule });
  const end = frame.slots.count;
  const start = end - 30 * hoursPerDay;
  const training = cut(frame, start);
  const model = trainSiteModel({ frame: training, recipe, rule, levels: percentLevels, seed: 1 });
  const forecasting = openForecasting({ model, recipe, view: openView(frame) });
  const values = forecasting.predict({ knownThrough: start - 1, start, end });
  const at = (row: number, percent: number) =>
    values[row * percentLevels.length + percent - 1] ?? Number.NaN;
  return { at, start };
}

function cut(frame: SeriesFrame, count: number): SeriesFrame {
  const short = (columns: ReadonlyMap<string, Float64Array>) =>
    new Map([...columns].map(([name, values]) => [name, values.slice(0, count)]));
  return {
    ...frame,
    slots: { ...frame.slots, count },
    localOffsetsMs: frame.localOffsetsMs.slice(0, count),
    target: frame.target.slice(0, count),
    measured: short(frame.measured),
  };
}

test('a month ahead spreads over the weather of past years, not the one to come', () => {
  const { at } = forecastOfMonth(yearsOfLoad({ temp: tempC }));
  const row = 15 * hoursPerDay + 12;
  const usual = 20 + 2 * 15;
  expect(at(row, 50)).toBeGreaterThan(usual - 6);
  expect(at(row, 50)).toBeLessThan(usual + 6);
  expect(at(row, 90) - at(row, 10)).toBeGreaterThan(8);
  expect(at(row, 90) - at(row, 10)).toBeLessThan(24);
});

test('without any temperature a month is forecast as a day is', () => {
  const frame = smallFrame({ kind: 'load', days: 60, target: (slot) => 50 + (slot % 24) });
  const source = recipeFor({ kind: 'load', rule }).open(openView(frame));
  expect(source.quantiles).toBeUndefined();
  expect(source.names).toContain('meanAlike');
});
