import type { ForecastKind } from '../../domain/forecast.ts';
import type { OriginRule } from '../frame/origins.ts';
import type { Recipe } from '../site/recipe.ts';
import { demandUltraShort } from './demand-ultra-short.ts';
import { demandRecipe } from './demand-window.ts';
import { netDayAhead } from './net-day-ahead.ts';
import { pvDayAhead } from './pv-day-ahead.ts';
import { pvUltraShort } from './pv-ultra-short.ts';
import { windFromWeather, windUltraShort } from './wind.ts';

/** What decides on a recipe: never a series' name. */
export interface RecipeWanted {
  readonly kind: ForecastKind;
  readonly rule: OriginRule;
}

/** The recipe for a kind of series under a rule of issue. Recipes look at the columns there are themselves. */
export function recipeFor({ kind, rule }: RecipeWanted): Recipe {
  switch (kind) {
    case 'wind':
      return rule.every === 'slots' ? windUltraShort(rule) : windFromWeather;
    case 'load':
    case 'heat':
      return rule.every === 'slots' ? demandUltraShort(rule) : demandRecipe(rule);
    case 'net':
      return rule.every === 'slots' ? demandUltraShort(rule) : netDayAhead;
    default:
      return rule.every === 'slots' ? pvUltraShort(rule) : pvDayAhead(rule);
  }
}
