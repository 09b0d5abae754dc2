import type { Plane } from '../../physics/solar/plane.ts';
import type { KnownView } from '../frame/known-view.ts';
import type { Origin } from '../frame/origins.ts';
import { type PanelWeather, panelPower } from '../physical/roof-power.ts';
import { ownColumns } from './column-roles.ts';
import type { FeatureGroup } from './feature-group.ts';
import { inWm2 } from './radiation-unit.ts';
import type { SunTable } from './sun-table.ts';
import { readerOf, windSeriesIn } from './weather-features.ts';

/** Where a slot's global radiation is read, W/m². */
export type RadiationReader = (origin: Origin, slot: number) => number;

/** Below this a cloudless sky gives no ratio worth a name, W/m². */
const clearMinWm2 = 20;
const indexMax = 1.5;
const kelvinOffset = 273.15;

/** The foreseen global radiation of the site; undefined where no column tells it. */
export function foreseenRadiation({ foreseen, facts }: KnownView): RadiationReader | undefined {
  const [column] = ownColumns(foreseen.keys(), 'radiation');
  return column && inWm2(readerOf(foreseen, column.name), facts.slots);
}

/** Sun's height and direction, and a cloudless sky. */
export function skyFeatures(sun: SunTable): FeatureGroup {
  return {
    names: ['sunUp', 'sunAzimuth', 'clearGhi'],
    linear: ['sunUp', 'clearGhi'],
    write: (_origin, slot, into, from) => {
      into[from] = sun.up[slot] ?? Number.NaN;
      into[from + 1] = azimuthDeg(sun, slot);
      into[from + 2] = sun.clearGhiWm2[slot] ?? Number.NaN;
    },
  };
}

/** Radiation at the slot, around it in time and over half a day, as it is. */
export function radiationFeatures(radiation: RadiationReader, slotsPerHour: number): FeatureGroup {
  const hours = [-2, -1, 1, 2] as const;
  const names = ['ghi', ...hours.map((hour) => `ghi${hour}h`), 'ghiMean3h', 'ghiMean11h'];
  const mean = (origin: Origin, slot: number, reach: number): number => {
    let sum = 0;
    let known = 0;
    for (let away = -reach; away <= reach; away++) {
      const value = radiation(origin, slot + away * slotsPerHour);
      if (Number.isNaN(value)) continue;
      sum += value;
      known += 1;
    }
    return known === 0 ? Number.NaN : sum / known;
  };
  return {
    names,
    linear: names,
    write: (origin, slot, into, from) => {
      into[from] = radiation(origin, slot);
      for (let place = 0; place < hours.length; place++) {
        into[from + 1 + place] = radiation(origin, slot + (hours[place] ?? 0) * slotsPerHour);
      }
      into[from + 5] = mean(origin, slot, 1);
      into[from + 6] = mean(origin, slot, 5);
    },
  };
}

/** Clear-sky index of the forecast: at the slot, around it, and of the whole day around. */
export function clearIndexFeatures(
  radiation: RadiationReader,
  { clearGhiWm2 }: SunTable,
  slotsPerHour: number,
): FeatureGroup {
  const index = (origin: Origin, slot: number, reach: number): number => {
    let sum = 0;
    let clear = 0;
    for (let at = slot - reach * slotsPerHour; at <= slot + reach * slotsPerHour; at++) {
      const value = radiation(origin, at);
      if (Number.isNaN(value)) continue;
      sum += value;
      clear += clearGhiWm2[at] ?? 0;
    }
    return clear > clearMinWm2 ? Math.min(indexMax, sum / clear) : Number.NaN;
  };
  const names = [
    'clearIndex',
    'clearIndexBefore',
    'clearIndexAfter',
    'clearIndex3h',
    'clearIndexDay',
  ];
  return {
    names,
    linear: ['clearIndex3h', 'clearIndexDay'],
    write: (origin, slot, into, from) => {
      into[from] = index(origin, slot, 0);
      into[from + 1] = index(origin, slot - slotsPerHour, 0);
      into[from + 2] = index(origin, slot + slotsPerHour, 0);
      into[from + 3] = index(origin, slot, 1);
      into[from + 4] = index(origin, slot, 6);
    },
  };
}

/** What physics makes of the forecast: irradiance on the panels' plane, and power as a share of rating. */
export interface PanelModel {
  poaWm2(origin: Origin, slot: number): number;
  ratio(origin: Origin, slot: number): number;
}

/** The weather that a site's panels met in a slot; undefined where sun or radiation are not there. */
export type PanelWeatherReader = (origin: Origin, slot: number) => PanelWeather | undefined;

export function panelWeatherOf(
  view: KnownView,
  radiation: RadiationReader,
  sun: SunTable,
): PanelWeatherReader {
  const tempC = airTempReader(view);
  const [wind] = windSeriesIn(view.foreseen)
    .filter(({ place }) => place === undefined)
    .slice(-1);
  return (origin, slot) => {
    const up = sun.up[slot] ?? Number.NaN;
    const ghiWm2 = radiation(origin, slot);
    if (!(up > 0) || Number.isNaN(ghiWm2)) return undefined;
    return {
      ghiWm2,
      up,
      azimuthDeg: azimuthDeg(sun, slot),
      extraWm2: sun.extraWm2[slot] ?? Number.NaN,
      airTempC: tempC(slot),
      windSpeedMps: wind?.speedMps(slot) ?? Number.NaN,
    };
  };
}

/** The plane that is registered; one that is not known is taken as flat, which the sun still shines on. */
export function registeredPlane({ site }: KnownView['facts']): Plane {
  const { tiltDeg = 0, azimuthDeg: facingDeg = 180 } = site;
  return { tiltDeg, azimuthDeg: facingDeg };
}

/** Panels on a plane, in the weather that is foreseen. */
export function openPanelModel(
  weather: PanelWeatherReader,
  { radiation, sun, plane }: { radiation: RadiationReader; sun: SunTable; plane: Plane },
): PanelModel {
  const power = (origin: Origin, slot: number) => {
    const met = weather(origin, slot);
    if (met !== undefined) return panelPower(plane, met);
    const isUp = (sun.up[slot] ?? Number.NaN) > 0;
    return isUp ? { poaWm2: radiation(origin, slot), ratio: Number.NaN } : { poaWm2: 0, ratio: 0 };
  };
  return {
    poaWm2: (origin, slot) => power(origin, slot).poaWm2,
    ratio: (origin, slot) => power(origin, slot).ratio,
  };
}

/** Air temperature in °C, whether foreseen in °C or in K. */
function airTempReader({ foreseen }: KnownView): (slot: number) => number {
  const [column] = ownColumns(foreseen.keys(), 'temperature');
  const read = readerOf(foreseen, column?.name);
  return (slot) => {
    const value = read(slot);
    return value > kelvinOffset / 2 ? value - kelvinOffset : value;
  };
}

function azimuthDeg({ east, north }: SunTable, slot: number): number {
  const angle = Math.atan2(east[slot] ?? 0, north[slot] ?? 0);
  return ((angle * 180) / Math.PI + 360) % 360;
}

/** Plane irradiance and power by physics, with both neighbours in time. */
export function panelFeatures(panels: PanelModel, slotsPerHour: number): FeatureGroup {
  const names = ['poa', 'panel', 'panelBefore', 'panelAfter'];
  return {
    names,
    linear: names,
    write: (origin, slot, into, from) => {
      into[from] = panels.poaWm2(origin, slot);
      into[from + 1] = panels.ratio(origin, slot);
      into[from + 2] = panels.ratio(origin, slot - slotsPerHour);
      into[from + 3] = panels.ratio(origin, slot + slotsPerHour);
    },
  };
}
