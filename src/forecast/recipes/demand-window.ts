import type { KnownView } from '../frame/known-view.ts';
import type { OriginRule } from '../frame/origins.ts';
import { trainedLevels } from '../learn/pinball.ts';
import { openWeatherResponse } from '../scenarios/weather-response.ts';
import { demandUnderPastWeather } from '../scenarios/weather-years.ts';
import type { Recipe, RowDraft, RowSource } from '../site/recipe.ts';
import { calendarFeatures, minuteOfDay } from './calendar-features.ts';
import { demandDayAhead, weekdayFeatures } from './demand-day-ahead.ts';
import { joinGroups } from './feature-group.ts';
import { slotsPerDayOf } from './generation-history.ts';
import { type Temperatures, temperaturesIn } from './outdoor-temperature.ts';
import { temperatureFeatures } from './temperature-features.ts';

const minutesPerHour = 60;
/** Shares of the capacity that the middle 80 % of past weather spans: they part the regimes. */
const regimeEdges = [0.05, 0.08, 0.11, 0.15, 0.2] as const;
const middle = 0.5;
const narrow = { low: 0.1, high: 0.9 } as const;

/**
 * Consumption or heat of a window of weeks. Where its weather is not foreseen but temperature was
 * measured for years, the demand is worked out under the weather of every past year; else it is
 * forecast as a day is.
 */
export function demandRecipe(rule: OriginRule): Recipe {
  if (rule.every !== 'window') return demandDayAhead;
  return {
    id: 'demand-window',
    open: (view) => {
      const foreseen = temperaturesIn(view.foreseen, view.facts);
      const measured = temperaturesIn(view.measured, view.facts);
      if (foreseen !== undefined || measured === undefined) return demandDayAhead.open(view);
      return openWindow(view, measured);
    },
  };
}

function openWindow(view: KnownView, temperatures: Temperatures): RowSource {
  const { facts } = view;
  const calendar = joinGroups([calendarFeatures(facts), weekdayFeatures(facts)]);
  const hourOf = (slot: number) => Math.floor(minuteOfDay(facts, slot) / minutesPerHour);
  const responseAt = openWeatherResponse(view, {
    weather: temperatureFeatures({ ...temperatures, stations: [] }, facts),
    calendar,
    hourOf,
  });
  const quantiles = trainedLevels.map((level) => `demand${Math.round(100 * level)}`);
  const perDay = slotsPerDayOf(facts);
  return {
    names: [...quantiles, 'leadDays', ...calendar.names],
    linear: calendar.linear,
    groups: 1,
    regimes: regimeEdges.length + 1,
    quantiles,
    write: (origin, slot, draft) => {
      const response = responseAt(origin.knownThrough);
      draft.base = Number.NaN;
      if (response === undefined) return;
      writeDemands(draft, demandUnderPastWeather(facts, response, slot), facts.capacity);
      draft.features[quantiles.length] = (slot - origin.knownThrough) / perDay;
      calendar.write(origin, slot, draft.features, quantiles.length + 1);
    },
  };
}

/** The middle of the demands is the base; how far they spread decides on the regime. */
function writeDemands(draft: RowDraft, demands: Float64Array, capacity: number): void {
  const at = (level: number): number =>
    demands[Math.round(level * (demands.length - 1))] ?? Number.NaN;
  trainedLevels.forEach((level, place) => {
    draft.features[place] = at(level);
  });
  const spreadRatio = (at(narrow.high) - at(narrow.low)) / capacity;
  draft.base = at(middle);
  draft.regime = regimeEdges.filter((edge) => spreadRatio >= edge).length;
}
