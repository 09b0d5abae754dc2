import { dayMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import { localDayOf } from '../frame/origins.ts';
import { fitRidge, type RidgeState } from '../learn/ridge.ts';
import type { FeatureGroup } from '../recipes/feature-group.ts';

/** Days that a response is fitted to: four years hold every season often enough, and habits change. */
const fitDays = 4 * 365;
/** Days whose mean error tells how the level has moved, and how much of it is taken to last. */
const recentDays = 28;
const lastingShare = 0.5;
/** Days whose errors are those that the response will make again, and levels that stand for them. */
const errorDays = 365;
const errorLevels = [0.05, 0.15, 0.25, 0.35, 0.5, 0.65, 0.75, 0.85, 0.95] as const;
const daysPerYear = 365.25;
const lambda = 1e-3;
const hours = 24;
/** Hours of history below which no response is fitted: a year shows every season once. */
const fitRowsLeast = 24 * 365;

/** How demand answers to weather, as it could be fitted at one origin. */
export interface WeatherResponse {
  /** The share of a past slot's demand that its weather explains; NaN where the weather is not known. */
  readonly weather: Float64Array;
  /** The share that calendar and trend explain, of any slot. */
  calendar(slot: number): number;
  /**
   * What actual demand differed by from the fitted in the last year, actual minus fitted: equally
   * likely values, moved by the part of the last weeks' mean that is taken to last.
   */
  readonly errors: Float64Array;
}

/** What a response is fitted to: features of weather and of the calendar, and the hour of a slot. */
export interface ResponseFeatures {
  readonly weather: FeatureGroup;
  readonly calendar: FeatureGroup;
  hourOf(slot: number): number;
}

/**
 * Fits a linear model for each hour of weather, calendar and a straight trend to the history known at
 * an origin; the same origin is answered from memory. `undefined` while the history is too short.
 */
export function openWeatherResponse(
  view: KnownView,
  features: ResponseFeatures,
): (knownThrough: number) => WeatherResponse | undefined {
  const table = openTable(view, features);
  let through = Number.NaN;
  let response: WeatherResponse | undefined;
  return (knownThrough) => {
    if (knownThrough !== through) {
      through = knownThrough;
      table.extendTo(knownThrough);
      response = respond(view, features, table, knownThrough);
    }
    return response;
  };
}

/** Features of every slot so far: weather first, then calendar, then the year as a number. */
interface SlotTable {
  readonly columns: readonly Float32Array[];
  readonly weatherCount: number;
  extendTo(slot: number): void;
  /** Calendar and trend of any slot, after `weatherCount` places. */
  calendarRow(slot: number, into: Float32Array): void;
}

function openTable(view: KnownView, { weather, calendar }: ResponseFeatures): SlotTable {
  const { slots } = view.facts;
  const weatherCount = weather.names.length;
  const size = weatherCount + calendar.names.length + 1;
  const columns = Array.from({ length: size }, () => new Float32Array(slots.count));
  const row = new Float32Array(size);
  let filled = 0;
  const originAt = (slot: number) => ({ knownThrough: slot, start: slot + 1, end: slot + 1 });
  const calendarRow = (slot: number, into: Float32Array): void => {
    calendar.write(originAt(slot), slot, into, weatherCount);
    into[size - 1] = localDayOf(view.facts, slot) / daysPerYear;
  };
  return {
    columns,
    weatherCount,
    calendarRow,
    extendTo: (slot) => {
      for (; filled <= slot; filled += 1) {
        weather.write(originAt(filled), filled, row, 0);
        calendarRow(filled, row);
        for (let place = 0; place < size; place += 1) {
          (columns[place] as Float32Array)[filled] = row[place] as number;
        }
      }
    },
  };
}

function respond(
  view: KnownView,
  features: ResponseFeatures,
  table: SlotTable,
  knownThrough: number,
): WeatherResponse | undefined {
  const perDay = dayMs / view.facts.slots.slotMs;
  const from = Math.max(0, knownThrough + 1 - fitDays * perDay);
  const target = Float64Array.from({ length: knownThrough + 1 - from }, (_, at) =>
    view.target.at(from + at),
  );
  if (target.filter(Number.isFinite).length < fitRowsLeast) return undefined;
  const groups = Int32Array.from(target, (_, at) => features.hourOf(from + at));
  const columns = table.columns.map((column) => column.subarray(from, knownThrough + 1));
  const names = columns.map((_, place) => String(place));
  const { state } = fitRidge({
    features: { names, rows: target.length, columns },
    target,
    groups,
    lambda,
    folds: 2,
    neighbourShare: 0.5,
  });
  const weather = weatherParts(state, features, table, knownThrough);
  const row = new Float32Array(table.columns.length);
  const calendar = (slot: number): number => {
    table.calendarRow(slot, row);
    return partOf(state, features.hourOf(slot), row, table.weatherCount, row.length);
  };
  const errorsOf = (days: number): Float64Array =>
    errorsIn(
      view,
      { weather, calendar },
      { from: knownThrough + 1 - days * perDay, to: knownThrough },
    );
  return { weather, calendar, errors: likelyErrors(errorsOf(errorDays), errorsOf(recentDays)) };
}

function weatherParts(
  state: RidgeState,
  features: ResponseFeatures,
  { columns, weatherCount }: SlotTable,
  knownThrough: number,
): Float64Array {
  const row = new Float32Array(weatherCount);
  return Float64Array.from({ length: knownThrough + 1 }, (_, slot) => {
    for (let place = 0; place < weatherCount; place += 1) {
      row[place] = (columns[place] as Float32Array)[slot] as number;
    }
    return partOf(state, features.hourOf(slot), row, 0, weatherCount);
  });
}

/** The sum of some features' shares; the intercept belongs to those of the calendar. */
function partOf(
  { scaling, coefficients, groups }: RidgeState,
  hour: number,
  row: Float32Array,
  from: number,
  to: number,
): number {
  const size = scaling.means.length;
  const start = (hour % Math.max(groups, hours)) * (size + 1);
  let sum = from > 0 ? (coefficients[start + size] ?? 0) : 0;
  for (let place = from; place < to; place += 1) {
    const scaled =
      ((row[place] as number) - (scaling.means[place] ?? 0)) * (scaling.inverses[place] ?? 0);
    sum += scaled * (coefficients[start + place] ?? 0);
  }
  return sum;
}

function errorsIn(
  view: KnownView,
  { weather, calendar }: Pick<WeatherResponse, 'weather' | 'calendar'>,
  { from, to }: { readonly from: number; readonly to: number },
): Float64Array {
  const errors = new Float64Array(to + 1 - from);
  let known = 0;
  for (let slot = Math.max(0, from); slot <= to; slot += 1) {
    const error = view.target.at(slot) - (weather[slot] ?? Number.NaN) - calendar(slot);
    if (Number.isFinite(error)) errors[known++] = error;
  }
  return errors.subarray(0, known).sort();
}

/** Both ascending. */
function likelyErrors(ofYear: Float64Array, ofWeeks: Float64Array): Float64Array {
  const recent = ofWeeks.reduce((sum, error) => sum + error, 0) / Math.max(1, ofWeeks.length);
  return Float64Array.from(
    errorLevels,
    (level) => (ofYear[Math.floor(level * ofYear.length)] ?? 0) + lastingShare * recent,
  );
}
