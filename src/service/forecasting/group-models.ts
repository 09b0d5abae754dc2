import { keptLevels } from '../../domain/forecast.ts';
import { openView } from '../../forecast/frame/known-view.ts';
import type { Origin } from '../../forecast/frame/origins.ts';
import type { SeriesFrame } from '../../forecast/frame/series-frame.ts';
import { recipeFor } from '../../forecast/recipes/choose-recipe.ts';
import { believedView } from '../../forecast/site/believed-view.ts';
import { openForecasting } from '../../forecast/site/forecasting.ts';
import type { SiteModel } from '../../forecast/site/site-model.ts';
import { trainSiteModel } from '../../forecast/site/train-site-model.ts';
import { dayAheadRule } from './horizons.ts';

/** A county has many groups and one night: beyond it, more rows cost more than they teach. */
const rowLimit = 20_000;
/** Equal history gives equal models. */
const seed = 1;

/** Learns one group's days ahead from all that its frame holds. */
export function trainGroup(frame: SeriesFrame): SiteModel {
  const recipe = recipeFor({ kind: frame.kind, rule: dayAheadRule });
  return trainSiteModel({ frame, recipe, rule: dayAheadRule, levels: keptLevels, seed, rowLimit });
}

/**
 * Quantiles of the horizon by what was learned, slot by level. Null where the model was learned by
 * another recipe or from other columns, of weather that has come or gone since: it cannot say anything.
 */
export function learnedForecast(
  model: SiteModel,
  frame: SeriesFrame,
  origin: Origin,
): Float64Array | null {
  const recipe = recipeFor({ kind: frame.kind, rule: dayAheadRule });
  const view = openView(frame);
  const { names } = recipe.open(believedView(view, model.ignored));
  const { features } = model.card;
  const isSame =
    recipe.id === model.recipe &&
    names.length === features.length &&
    names.every((name, place) => name === features[place]);
  if (!isSame) return null;
  const values = openForecasting({ model, recipe, view }).predict(origin);
  return values.every((value) => !Number.isNaN(value)) ? values : null;
}
