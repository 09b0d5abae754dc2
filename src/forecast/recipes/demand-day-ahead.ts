import { hourMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import { localDayOf } from '../frame/origins.ts';
import type { FittedBuilding } from '../physical/fit-building.ts';
import type { Recipe, RowSource } from '../site/recipe.ts';
import { buildingFrom, openRoomHeat, withoutRoomHeat } from './building-fit.ts';
import { dayTypeOf, weekdayOf } from './calendar.ts';
import { calendarFeatures, minuteOfDay } from './calendar-features.ts';
import { type DemandHistory, openDemandHistory } from './demand-history.ts';
import { type FeatureGroup, joinGroups } from './feature-group.ts';
import { temperaturesIn } from './outdoor-temperature.ts';
import { plainWeatherFeatures } from './plain-weather.ts';
import {
  measuredTemperatureFeatures,
  temperatureChangeFeatures,
  temperatureFeatures,
} from './temperature-features.ts';

const minutesPerHour = 60;
/** Parts of the day with a calibration of their own. */
const regimes = 4;
const hoursPerRegime = 24 / regimes;

/**
 * Consumption or heat of whole days ahead: what days alike used, the level of the last half-day, the
 * calendar, and outdoor temperature where it is foreseen or was measured. One linear model for each hour.
 */
export const demandDayAhead: Recipe = {
  id: 'demand-day-ahead',
  fit: buildingFrom,
  open: (view, fit) => openDemand(view, fit?.kind === 'heat' && fit.used ? fit : undefined),
};

function openDemand(view: KnownView, fitted: FittedBuilding | undefined): RowSource {
  const { facts } = view;
  const history = openDemandHistory(view);
  const base = (fitted && openHeatBase(view, fitted)) ?? history.base;
  const features = joinGroups([
    history.group,
    calendarFeatures(facts),
    weekdayFeatures(facts),
    ...temperatureGroups(view, history),
    ...plainWeatherFeatures(view, Math.max(1, Math.round(hourMs / facts.slots.slotMs))),
  ]);
  return {
    names: features.names,
    linear: features.linear,
    groups: 24,
    regimes,
    write: (origin, slot, draft) => {
      features.write(origin, slot, draft.features, 0);
      const hour = Math.floor(minuteOfDay(facts, slot) / minutesPerHour);
      draft.base = base(origin, slot);
      draft.group = hour;
      draft.regime = Math.floor(hour / hoursPerRegime);
    },
  };
}

/** Days alike without the heat that their weather asked for, and that of the slot on top. */
function openHeatBase(view: KnownView, fitted: FittedBuilding): DemandHistory['base'] | undefined {
  const ahead = temperaturesIn(view.foreseen, view.facts);
  if (ahead === undefined) return undefined;
  const heatAt = openRoomHeat(view.facts, ahead.meanC, fitted);
  const others = openDemandHistory(withoutRoomHeat(view, heatAt));
  return (origin, slot) => others.base(origin, slot) + heatAt(slot);
}

function temperatureGroups(view: KnownView, history: DemandHistory): readonly FeatureGroup[] {
  const { facts, foreseen, measured } = view;
  const ahead = temperaturesIn(foreseen, facts);
  if (ahead !== undefined) {
    return [temperatureFeatures(ahead, facts), temperatureChangeFeatures(ahead, facts, history)];
  }
  const before = temperaturesIn(measured, facts);
  return before === undefined ? [] : [measuredTemperatureFeatures(before, facts, history)];
}

/** One mark for each day of the week that keeps to it, and for each kind of day that does not. */
export function weekdayFeatures(facts: KnownView['facts']): FeatureGroup {
  const names = [
    ...Array.from({ length: 7 }, (_, weekday) => `weekday${weekday}`),
    'holiday',
    'springFestival',
    'makeUpWorkday',
  ];
  return {
    names,
    linear: names,
    write: (_origin, slot, into, from) => {
      const day = localDayOf(facts, slot);
      const type = dayTypeOf(day, facts.specialDays);
      const mark = names.indexOf(type);
      into.fill(0, from, from + names.length);
      into[from + (mark >= 0 ? mark : weekdayOf(day))] = 1;
    },
  };
}
