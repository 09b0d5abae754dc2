import { dayMs, hourMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import { localMsOf, type Origin, type OriginRule } from '../frame/origins.ts';
import type { FittedPanels } from '../physical/fit-panels.ts';
import type { Recipe, RowSource } from '../site/recipe.ts';
import { type FeatureGroup, joinGroups } from './feature-group.ts';
import { type DayShapes, openDayShapes, slotsPerDayOf } from './generation-history.ts';
import { panelsFrom, usualYield } from './panel-fit.ts';
import { plainWeatherFeatures } from './plain-weather.ts';
import { seasonFeatures } from './season-features.ts';
import { brightnessFeatures, shapeFeatures, stationFeatures } from './shape-features.ts';
import {
  clearIndexFeatures,
  foreseenRadiation,
  openPanelModel,
  panelFeatures,
  panelWeatherOf,
  radiationFeatures,
  registeredPlane,
  skyFeatures,
} from './sun-features.ts';
import { type SunTable, sunTableOf } from './sun-table.ts';

/** What a plain forecast and its row are made of. */
interface PvParts {
  readonly groups: readonly FeatureGroup[];
  base(origin: Origin, slot: number): number;
}

const hours = 24;
/** Shares of the rating that part the regimes of calibration: dusk, low, middle and bright slots. */
const regimeEdges = [0.03, 0.1, 0.2, 0.3, 0.4, 0.5] as const;
/** A slot whose best of 30 days stays under this share of the rating is taken for night. */
const nightRatio = 0.002;

/**
 * PV over one day or a window. With a weather forecast it starts from plane irradiance and PVWatts;
 * without, from the last weeks at the same time of day. Nights are what nights were: with a known place
 * by the sun, else by weeks in which the slot and its neighbours never gave power.
 */
export function pvDayAhead(rule: OriginRule): Recipe {
  return {
    id: 'pv-day-ahead',
    fit: panelsFrom,
    open: (view, fit) => openPv(view, rule, fit?.kind === 'pv' ? fit : undefined),
  };
}

function openPv(view: KnownView, rule: OriginRule, fitted: FittedPanels | undefined): RowSource {
  const { facts } = view;
  const sun = sunTableOf(facts);
  const shapesAt = rule.every === 'window' ? undefined : openDayShapes(view);
  const fromHistory = shapesAt && historyParts(view, shapesAt);
  const fromWeather = weatherParts(view, sun, fitted);
  const features = joinGroups([
    ...(fromWeather?.groups ?? []),
    ...(fromHistory?.groups ?? []),
    seasonFeatures(facts),
  ]);
  const base = fromWeather?.base ?? fromHistory?.base ?? (() => 0);
  return {
    names: features.names,
    linear: features.linear,
    groups: hours,
    regimes: regimeEdges.length + 1,
    ...(fromWeather === undefined ? { kinRows: slotsPerDayOf(facts) / 2 } : {}),
    write: (origin, slot, draft) => {
      const night = nightPower(sun, shapesAt?.(origin), slot, facts.capacity);
      draft.group = Math.floor((localMsOf(facts, slot) % dayMs) / hourMs);
      if (night !== undefined) {
        draft.low = Math.max(night, facts.lowest);
        draft.high = draft.low;
        draft.base = draft.low;
        return;
      }
      features.write(origin, slot, draft.features, 0);
      const plain = base(origin, slot);
      draft.base = Number.isFinite(plain) ? Math.min(plain, facts.capacity) : 0;
      draft.regime = regimeEdges.filter((edge) => draft.base >= edge * facts.capacity).length;
    },
  };
}

function weatherParts(
  view: KnownView,
  sun: SunTable | undefined,
  fitted: FittedPanels | undefined,
): PvParts | undefined {
  const radiation = foreseenRadiation(view);
  const slotsPerHour = Math.max(1, Math.round(hourMs / view.facts.slots.slotMs));
  const { capacity } = view.facts;
  if (radiation === undefined) return undefined;
  const weather = [
    radiationFeatures(radiation, slotsPerHour),
    ...plainWeatherFeatures(view, slotsPerHour),
  ];
  if (sun === undefined) {
    const base = (origin: Origin, slot: number) =>
      (radiation(origin, slot) / 1000) * capacity * usualYield;
    return { groups: weather, base };
  }
  const {
    plane,
    capacity: effective,
    limit = capacity,
  } = fitted ?? {
    plane: registeredPlane(view.facts),
    capacity: capacity * usualYield,
  };
  const panels = openPanelModel(panelWeatherOf(view, radiation, sun), { radiation, sun, plane });
  return {
    groups: [
      panelFeatures(panels, slotsPerHour),
      clearIndexFeatures(radiation, sun, slotsPerHour),
      skyFeatures(sun),
      ...weather,
    ],
    base: (origin, slot) => Math.min(limit, panels.ratio(origin, slot) * effective),
  };
}

function historyParts(view: KnownView, shapesAt: (origin: Origin) => DayShapes): PvParts {
  return {
    groups: [shapeFeatures(shapesAt), brightnessFeatures(view, shapesAt), ...stationFeatures(view)],
    base: (origin, slot) => {
      const { mean7 } = shapesAt(origin);
      return mean7[slot % mean7.length] ?? Number.NaN;
    },
  };
}

/** What a night slot gives, own use included; undefined by day. */
function nightPower(
  sun: SunTable | undefined,
  shapes: DayShapes | undefined,
  slot: number,
  capacity: number,
): number | undefined {
  const isNight = sun === undefined ? wasNight(shapes, slot, capacity) : sun.dark[slot] === 1;
  if (!isNight) return undefined;
  const middle = shapes?.middle[slot % shapes.middle.length] ?? 0;
  return Number.isNaN(middle) ? 0 : middle;
}

/** Never any power at the slot or a neighbour within an hour and a half in 30 days. */
export function wasNight(shapes: DayShapes | undefined, slot: number, capacity: number): boolean {
  if (shapes === undefined) return false;
  const { best, low } = shapes;
  const reach = Math.ceil(best.length / 16);
  for (let away = -reach; away <= reach; away++) {
    const place = (slot + away + best.length) % best.length;
    const most = best[place] ?? Number.NaN;
    if (!(most < nightRatio * capacity) || !((low[place] ?? 0) > -capacity)) return false;
  }
  return true;
}
