import { percentLevels } from '../../forecast/learn/pinball.ts';
import { recipeFor } from '../../forecast/recipes/choose-recipe.ts';
import { openForecasting } from '../../forecast/site/forecasting.ts';
import { trainSiteModel } from '../../forecast/site/train-site-model.ts';
import type { Train } from './forecaster.ts';

const seed = 1;

/** Forecasts a series as the service does: the recipe of its kind, trained on its own history. */
export const trainSite: Train = ({ training, view, rule }) => {
  const recipe = recipeFor({ kind: training.kind, rule });
  const model = trainSiteModel({ frame: training, recipe, rule, levels: percentLevels, seed });
  return { card: model.card, ...openForecasting({ model, recipe, view }) };
};
