import { type ForecastHorizon, keptLevels } from '../../domain/forecast.ts';
import type { CalibrationDrift } from '../../forecast/calibrate/conformal.ts';
import { openView } from '../../forecast/frame/known-view.ts';
import type { SeriesFrame } from '../../forecast/frame/series-frame.ts';
import { recipeFor } from '../../forecast/recipes/choose-recipe.ts';
import { believedView } from '../../forecast/site/believed-view.ts';
import { type Forecasting, openForecasting } from '../../forecast/site/forecasting.ts';
import type { SiteModel } from '../../forecast/site/site-model.ts';
import { trainSiteModel } from '../../forecast/site/train-site-model.ts';
import type { TrainWork } from './engine.ts';
import { learningRules } from './horizons.ts';

/** A county has many groups and one night: beyond it, more rows cost more than they teach. */
const rowLimit = 20_000;
/** Equal history gives equal models. */
const seed = 1;

/** Learns one group under the rule of a horizon from all that its frame holds. */
export function trainGroup({ frame, horizon }: TrainWork): SiteModel {
  const rule = learningRules[horizon];
  const recipe = recipeFor({ kind: frame.kind, rule });
  return trainSiteModel({ frame, recipe, rule, levels: keptLevels, seed, rowLimit });
}

/** A model as it stands. */
export interface LearnedModel {
  readonly model: SiteModel;
  readonly drift: CalibrationDrift | null;
}

/**
 * Opens what was learned on a group's history. Null where the model was learned by another recipe or
 * from other columns, of weather that has come or gone since: it cannot say anything.
 */
export function learnedForecasting(
  { model, drift }: LearnedModel,
  frame: SeriesFrame,
  horizon: ForecastHorizon,
): Forecasting | null {
  const recipe = recipeFor({ kind: frame.kind, rule: learningRules[horizon] });
  const view = openView(frame);
  const { names } = recipe.open(believedView(view, model.ignored));
  const { features } = model.card;
  const isSame =
    recipe.id === model.recipe &&
    names.length === features.length &&
    names.every((name, place) => name === features[place]);
  if (!isSame) return null;
  const calibration = { ...model.calibration, ...drift };
  return openForecasting({ model: { ...model, calibration }, recipe, view });
}
