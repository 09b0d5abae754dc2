import { expect, test } from 'vitest';
import { openView } from '../../../../src/forecast/frame/known-view.ts';
import { originsIn } from '../../../../src/forecast/frame/origins.ts';
import type { SeriesFrame } from '../../../../src/forecast/frame/series-frame.ts';
import { pinballLoss } from '../../../../src/forecast/learn/pinball.ts';
import { openForecasting } from '../../../../src/forecast/site/forecasting.ts';
import type { Recipe } from '../../../../src/forecast/site/recipe.ts';
import type { SiteModel } from '../../../../src/forecast/site/site-model.ts';
import { trainSiteModel } from '../../../../src/forecast/site/train-site-model.ts';
import { cutAt, dayAhead, smallHistory, smallRecipe } from './small-history.ts';

const levels = [0.05, 0.1, 0.5, 0.9, 0.95];
const frame = smallHistory(90);
const trainedTo = 70 * 24;
const model = trained(cutAt(frame, trainedTo));

function trained(history: SeriesFrame, recipe: Recipe = smallRecipe): SiteModel {
  return trainSiteModel({ frame: history, recipe, rule: dayAhead, levels, seed: 1 });
}

/** Quantiles and actuals of every day after training, row by row. */
function forecastDays(of: SiteModel, on: SeriesFrame, from: number) {
  const forecasting = openForecasting({ model: of, recipe: smallRecipe, view: openView(on) });
  const quantiles: number[] = [];
  const actual: number[] = [];
  for (const origin of originsIn(on, dayAhead, { start: from, end: on.slots.count })) {
    forecasting.learnFrom(origin);
    quantiles.push(...forecasting.predict(origin));
    actual.push(...on.target.subarray(origin.start, origin.end));
  }
  return { quantiles, actual };
}

test('a model forecasts better than its base and covers what it says', () => {
  const { quantiles, actual } = forecastDays(model, frame, trainedTo);
  const base = actual.flatMap((_, row) => {
    const value = frame.target[trainedTo + 24 + row - 48] ?? 0;
    return levels.map(() => value);
  });
  const inside = actual.filter(
    (value, row) =>
      value >= (quantiles[row * 5 + 1] ?? 0) && value <= (quantiles[row * 5 + 3] ?? 0),
  );
  expect(pinballLoss(actual, quantiles, levels)).toBeLessThan(
    0.5 * pinballLoss(actual, base, levels),
  );
  expect(inside.length / actual.length).toBeGreaterThan(0.7);
  expect(inside.length / actual.length).toBeLessThan(0.9);
});

test('a model is plain data and forecasts alike when it comes back from a store', () => {
  const kept = structuredClone(model);
  expect(forecastDays(kept, frame, trainedTo)).toEqual(forecastDays(model, frame, trainedTo));
});

test('the card names members, weights that are together 1, and what was learned from', () => {
  const { card } = model;
  expect(card.members.map(({ name }) => name)).toEqual(['base', 'ridge', 'trees', 'ridgeTrees']);
  expect(card.members.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
  expect(card.days).toBeCloseTo(70, 6);
  expect(card.validationLoss).toBeLessThan(card.members[0]?.validationLoss ?? 0);
});

test('what happens after the origin changes neither training nor forecast', () => {
  const poisoned: SeriesFrame = {
    ...frame,
    target: frame.target.map((value, slot) => (slot >= trainedTo ? -1e6 : value)),
  };
  const [origin] = originsIn(frame, dayAhead, { start: trainedTo, end: frame.slots.count });
  if (origin === undefined) throw new Error('There is an origin after training.');
  const clean = frame.target.map((value, slot) => (slot > origin.knownThrough ? 1e6 : value));
  const on = (target: Float64Array): Float64Array =>
    openForecasting({ model, recipe: smallRecipe, view: openView({ ...frame, target }) }).predict(
      origin,
    );
  expect(on(clean)).toEqual(on(frame.target));
  expect(trained(cutAt(poisoned, trainedTo)).weights).toEqual(model.weights);
});

test('a few days give the base with wide intervals, no history the widest', () => {
  const short = trained(cutAt(frame, 4 * 24));
  const none = trained({ ...cutAt(frame, 48), target: new Float64Array(48).fill(Number.NaN) });
  const widthOf = (of: SiteModel): number => {
    const { quantiles } = forecastDays(of, frame, 50 * 24);
    return (quantiles[3] ?? 0) - (quantiles[1] ?? 0);
  };
  expect(short.card.members.map(({ name }) => name)).toEqual(['base']);
  expect(widthOf(short)).toBeGreaterThan(1.5 * widthOf(model));
  expect(widthOf(none)).toBeGreaterThan(widthOf(short));
});

test('where the recipe has no base, the climatology of the hour is the forecast', () => {
  const baseless: Recipe = {
    id: 'baseless',
    open: (view) => {
      const source = smallRecipe.open(view);
      return {
        ...source,
        write: (origin, slot, draft) => {
          source.write(origin, slot, draft);
          draft.base = Number.NaN;
        },
      };
    },
  };
  const forecasting = openForecasting({ model, recipe: baseless, view: openView(frame) });
  const [origin] = originsIn(frame, dayAhead, { start: trainedTo, end: frame.slots.count });
  const quantiles = forecasting.predict(origin ?? { knownThrough: 0, start: 1, end: 2 });
  const noon = [...frame.target].filter((_, slot) => slot < trainedTo && slot % 24 === 6).sort();
  expect(quantiles[6 * 5 + 2]).toBeCloseTo(noon[Math.floor(noon.length / 2)] ?? 0, -1);
});

test('intervals follow a history whose noise doubles', () => {
  const wild = smallHistory(290, { noise: 4 });
  const target = wild.target.map((value, slot) =>
    slot < trainedTo ? (frame.target[slot] ?? 0) : value,
  );
  const temp = wild.foreseen.get('temp') ?? new Float64Array(0);
  const calm = frame.foreseen.get('temp') ?? new Float64Array(0);
  const foreseen = new Map([
    ['temp', temp.map((value, slot) => calm[slot < trainedTo ? slot : -1] ?? value)],
  ]);
  const { quantiles, actual } = forecastDays(model, { ...wild, target, foreseen }, trainedTo);
  const late = actual.length - 100 * 24;
  const inside = actual.filter(
    (value, row) =>
      row >= late &&
      value >= (quantiles[row * 5 + 1] ?? 0) &&
      value <= (quantiles[row * 5 + 3] ?? 0),
  );
  expect(Math.abs(inside.length / (100 * 24) - 0.8)).toBeLessThan(0.08);
});
