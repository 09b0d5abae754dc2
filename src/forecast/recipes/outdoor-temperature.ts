import type { KnownView } from '../frame/known-view.ts';
import { columnRole, ownColumns } from './column-roles.ts';
import { readerOf } from './weather-features.ts';

/** Outdoor temperature in °C by slot; NaN where it is missing or not known. */
export type TemperatureC = (slot: number) => number;

/** No outdoor temperature in °C has passed this, any that passes it within a summer is in °F or K. */
const celsiusMax = 55;
const fahrenheitMax = 150;
const kelvinZero = 273.15;

/** The temperatures that a set of columns holds: their mean, and each station where there are several. */
export interface Temperatures {
  readonly meanC: TemperatureC;
  readonly stations: readonly TemperatureC[];
}

/**
 * The outdoor temperature among columns: the mean of those that are named so, else the middle of the
 * day's least and most, else the mean of stations (columns that differ by their number alone, in a
 * series of demand). `undefined` where there is none.
 */
export function temperaturesIn(
  columns: KnownView['foreseen'],
  facts: KnownView['facts'],
): Temperatures | undefined {
  const names = temperatureColumns([...columns.keys()]);
  if (names.length === 0) return undefined;
  const count = facts.slots.count;
  const raw = names.map((name) => readerOf(columns, name));
  const unit = openUnit((slot) => meanKnown(raw, slot), count);
  const inCelsius = (read: TemperatureC) => (slot: number) => unit(read(slot), slot);
  const meanOfAll = (slot: number) => meanKnown(raw, slot);
  return {
    meanC: remembered(inCelsius(meanOfAll), count),
    stations: raw.length > 2 ? raw.map(inCelsius) : [],
  };
}

function temperatureColumns(names: readonly string[]): readonly string[] {
  const named = ownColumns(names, 'temperature');
  if (named.length > 0) return named.map(({ name }) => name);
  const extremes = [
    ...ownColumns(names, 'temperatureMax').slice(0, 1),
    ...ownColumns(names, 'temperatureMin').slice(0, 1),
  ];
  if (extremes.length === 2) return extremes.map(({ name }) => name);
  const numbered = names.filter((name) => columnRole(name).role === 'other' && /\d$/.test(name));
  const stems = new Set(numbered.map((name) => name.replace(/\d+$/, '')));
  return stems.size === 1 && numbered.length > 2 ? numbered : [];
}

/** Turns into °C by the warmest slot so far: what was told of a slot stays so. */
function openUnit(read: TemperatureC, count: number): (value: number, slot: number) => number {
  const warmest = new Float64Array(count);
  let through = -1;
  let most = Number.NEGATIVE_INFINITY;
  const extendTo = (slot: number): void => {
    for (; through < Math.min(slot, count - 1); through += 1) {
      const next = read(through + 1);
      if (next > most) most = next;
      warmest[through + 1] = most;
    }
  };
  return (value, slot) => {
    extendTo(slot);
    return celsiusOf(value, warmest[slot] ?? most);
  };
}

function celsiusOf(value: number, warmest: number): number {
  if (warmest > fahrenheitMax) return value - kelvinZero;
  return warmest > celsiusMax ? ((value - 32) * 5) / 9 : value;
}

/** Keeps what was read; what was not known is asked for again. */
function remembered(read: TemperatureC, count: number): TemperatureC {
  const known = new Float64Array(count).fill(Number.NaN);
  return (slot) => {
    const before = known[slot];
    if (before === undefined) return Number.NaN;
    if (!Number.isNaN(before)) return before;
    const value = read(slot);
    known[slot] = value;
    return value;
  };
}

function meanKnown(readers: readonly TemperatureC[], slot: number): number {
  let sum = 0;
  let known = 0;
  for (const read of readers) {
    const value = read(slot);
    if (Number.isNaN(value)) continue;
    sum += value;
    known += 1;
  }
  return known === 0 ? Number.NaN : sum / known;
}

/** Mean of what is known of the `slots` up to and with a slot, kept once it is known. */
export function trailingMean(
  read: TemperatureC,
  { slots, count }: { readonly slots: number; readonly count: number },
): TemperatureC {
  return remembered((slot) => {
    let sum = 0;
    let known = 0;
    for (let at = Math.max(0, slot - slots + 1); at <= slot; at += 1) {
      const value = read(at);
      if (Number.isNaN(value)) continue;
      sum += value;
      known += 1;
    }
    return Number.isNaN(read(slot)) || known === 0 ? Number.NaN : sum / known;
  }, count);
}
