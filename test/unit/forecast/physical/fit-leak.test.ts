import { expect, test } from 'vitest';
import { openView } from '../../../../src/forecast/frame/known-view.ts';
import type { OriginRule } from '../../../../src/forecast/frame/origins.ts';
import type { SeriesFrame } from '../../../../src/forecast/frame/series-frame.ts';
import { recipeFor } from '../../../../src/forecast/recipes/choose-recipe.ts';
import { openForecasting } from '../../../../src/forecast/site/forecasting.ts';
import { trainSiteModel } from '../../../../src/forecast/site/train-site-model.ts';
import { cutAt } from '../site/small-history.ts';
import { panelHistory } from './panel-history.ts';

const rule: OriginRule = { every: 'day', issueMin: 720, daysAhead: 1 };
const trained = 24 * 30;
const origin = { knownThrough: trained + 11, start: trained + 24, end: trained + 48 };
const poison = 1e6;

/** The same history with nonsense wherever an origin may not look. */
function poisoned(frame: SeriesFrame): SeriesFrame {
  const after = (values: Float64Array, last: number): Float64Array =>
    values.map((value, slot) => (slot > last ? poison : value));
  return {
    ...frame,
    target: after(frame.target, origin.knownThrough),
    foreseen: new Map(
      [...frame.foreseen].map(([name, values]) => [name, after(values, origin.end - 1)]),
    ),
  };
}

const pv = panelHistory({ plane: { tiltDeg: 30, azimuthDeg: 150 }, capacity: 80, days: 33 });
const heat: SeriesFrame = {
  ...pv,
  kind: 'heat',
  foreseen: new Map([
    ['temp', pv.target.map((value, slot) => value / 8 - 5 * Math.sin(slot / 60))],
  ]),
  target: pv.target.map((value, slot) => 60 - value / 3 + 15 * Math.sin(slot / 60)),
};

test.each([pv, heat])('fitted parameters know nothing later than the training: $kind', (frame) => {
  const recipe = recipeFor({ kind: frame.kind, rule });
  const training = cutAt(frame, trained);
  const levels = [0.1, 0.5, 0.9];
  const model = trainSiteModel({ frame: training, recipe, rule, levels, seed: 1, rowLimit: 400 });
  expect(model.card.parameters.some(({ used }) => used)).toBe(true);
  expect(structuredClone(model).physics).toEqual(model.physics);
  const [clean, blind] = [frame, poisoned(frame)].map((each) =>
    openForecasting({ model, recipe, view: openView(each) }).predict(origin),
  );
  expect(blind).toEqual(clean);
});
