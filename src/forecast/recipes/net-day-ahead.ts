import { hourMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import { openFarmCurve } from '../physical/farm-curve.ts';
import type { Recipe, RowSource } from '../site/recipe.ts';
import { minuteOfDay } from './calendar-features.ts';
import { weekdayFeatures } from './demand-day-ahead.ts';
import { openDemandHistory } from './demand-history.ts';
import { type FeatureGroup, joinGroups } from './feature-group.ts';
import { plainWeatherFeatures } from './plain-weather.ts';
import { foreseenRadiation } from './sun-features.ts';
import { meanAround, windSeriesIn } from './weather-features.ts';

const minutesPerDay = 1_440;
const minutesPerPart = 360;
const parts = 4;
/** Hours on either side over which weather is averaged. */
const reaches = [0, 1, 3] as const;

/**
 * Exchange of a node whose parts are not known: its history at this time of day, the sun and the wind
 * that drive what is behind it, and the week. One linear model for each quarter of the day, so that a
 * history of weeks suffices.
 */
export const netDayAhead: Recipe = { id: 'net-day-ahead', open: openNet };

function openNet(view: KnownView): RowSource {
  const { facts } = view;
  const slotsPerHour = Math.max(1, Math.round(hourMs / facts.slots.slotMs));
  const history = openDemandHistory(view);
  const features = joinGroups([
    history.group,
    ...windPowerFeatures(view, slotsPerHour),
    ...sunPowerFeatures(view, slotsPerHour),
    ...plainWeatherFeatures(view, slotsPerHour),
    timeOfDayFeatures(facts),
    weekdayFeatures(facts),
  ]);
  return {
    names: features.names,
    linear: features.linear,
    groups: parts,
    regimes: parts,
    write: (origin, slot, draft) => {
      features.write(origin, slot, draft.features, 0);
      const part = Math.floor(minuteOfDay(facts, slot) / minutesPerPart);
      draft.base = history.base(origin, slot);
      draft.group = part;
      draft.regime = part;
    },
  };
}

/** Time of day in waves; the season is left out: weeks of history do not tell it from a trend. */
function timeOfDayFeatures(facts: KnownView['facts']): FeatureGroup {
  const waves = [1, 2, 3];
  const names = waves.flatMap((wave) => [`daySin${wave}`, `dayCos${wave}`]);
  return {
    names: ['minuteOfDay', ...names],
    linear: names,
    write: (_origin, slot, into, from) => {
      const minute = minuteOfDay(facts, slot);
      into[from] = minute;
      for (const wave of waves) {
        const angleRad = (2 * Math.PI * wave * minute) / minutesPerDay;
        into[from + 2 * wave - 1] = Math.sin(angleRad);
        into[from + 2 * wave] = Math.cos(angleRad);
      }
    },
  };
}

/** What a usual wind farm would give, in shares of its rating. */
function windPowerFeatures(view: KnownView, stepSlots: number): readonly FeatureGroup[] {
  const curve = openFarmCurve();
  return windSeriesIn(view.foreseen)
    .slice(0, 1)
    .map(({ speedMps }) => around('windPower', (slot) => curve(speedMps(slot)), stepSlots));
}

/** Radiation as it is foreseen, W/m². */
function sunPowerFeatures(view: KnownView, stepSlots: number): readonly FeatureGroup[] {
  const radiation = foreseenRadiation(view);
  if (radiation === undefined) return [];
  const names = reaches.map((reach) => `radiationMean${2 * reach + 1}h`);
  return [
    {
      names,
      linear: names,
      write: (origin, slot, into, from) => {
        const read = (at: number) => radiation(origin, at);
        reaches.forEach((reach, place) => {
          into[from + place] = meanAround(read, slot, { reach, stepSlots });
        });
      },
    },
  ];
}

function around(name: string, read: (slot: number) => number, stepSlots: number): FeatureGroup {
  const names = reaches.map((reach) => `${name}Mean${2 * reach + 1}h`);
  return {
    names,
    linear: names,
    write: (_origin, slot, into, from) => {
      reaches.forEach((reach, place) => {
        into[from + place] = meanAround(read, slot, { reach, stepSlots });
      });
    },
  };
}
