import { minuteMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import { localDayOf, localMsOf } from '../frame/origins.ts';
import {
  daylightHoursOf,
  dayTypeOf,
  dayTypes,
  festivalPlaceOf,
  isWorking,
  localDayOfYear,
  seasonRad,
  weekdayOf,
} from './calendar.ts';
import type { FeatureGroup } from './feature-group.ts';

const minutesPerDay = 1_440;
/** Waves of the day and of the year that a linear model is given. */
const dayWaves = 3;
const yearWaves = 2;

/** Minute of the local day, 0 … 1439, in which a slot starts. */
export function minuteOfDay(facts: KnownView['facts'], slot: number): number {
  const minute = Math.floor(localMsOf(facts, slot) / minuteMs) % minutesPerDay;
  return (minute + minutesPerDay) % minutesPerDay;
}

/** The features of a whole local day; they are worked out once a day. */
function dayFeatures(facts: KnownView['facts']): FeatureOf<number> {
  const { specialDays, site } = facts;
  const type = (day: number) => dayTypeOf(day, specialDays);
  const festival = (day: number) => festivalPlaceOf(day, specialDays);
  const working = (day: number) => Number(isWorking(type(day)));
  return {
    weekday: weekdayOf,
    dayType: (day) => dayTypes.indexOf(type(day)),
    workday: working,
    workdayBefore: (day) => working(day - 1),
    workdayAfter: (day) => working(day + 1),
    festivalBeforeDays: (day) => festival(day).before,
    festivalAfterDays: (day) => festival(day).after,
    festivalDay: (day) => festival(day).within,
    dayOfYear: localDayOfYear,
    ...waves('year', yearWaves, seasonRad),
    ...(site.latDeg === undefined ? {} : { daylightHours: (day) => daylightHoursOf(day, site) }),
  };
}

/**
 * What the calendar says of a slot: minute of the day, day of the week, kind of day, days to Spring
 * Festival, season, and the day's length where the latitude is known. Without special days the
 * features about them are constant.
 */
export function calendarFeatures(facts: KnownView['facts']): FeatureGroup {
  const ofMinute: FeatureOf<number> = {
    minuteOfDay: (minute) => minute,
    ...waves('day', dayWaves, (minute) => (2 * Math.PI * minute) / minutesPerDay),
  };
  const ofDay = dayFeatures(facts);
  const names = [...Object.keys(ofMinute), ...Object.keys(ofDay)];
  const minuteWriters = Object.values(ofMinute);
  const dayWriters = Object.values(ofDay);
  const days = new Map<number, Float32Array>();
  const valuesOfDay = (day: number): Float32Array => {
    const known = days.get(day) ?? Float32Array.from(dayWriters, (value) => value(day));
    days.set(day, known);
    return known;
  };
  return {
    names,
    linear: names.filter((name) => !notLinear.has(name)),
    write: (_origin, slot, into, from) => {
      const minute = minuteOfDay(facts, slot);
      for (let place = 0; place < minuteWriters.length; place += 1) {
        into[from + place] = minuteWriters[place]?.(minute) ?? Number.NaN;
      }
      into.set(valuesOfDay(localDayOf(facts, slot)), from + minuteWriters.length);
    },
  };
}

type FeatureOf<Of> = Readonly<Record<string, (of: Of) => number>>;

/** Codes and circular counts, of which a straight line makes nonsense. */
const notLinear: ReadonlySet<string> = new Set(['minuteOfDay', 'weekday', 'dayType', 'dayOfYear']);

function waves(name: string, count: number, angleRad: (of: number) => number): FeatureOf<number> {
  const pairs = Array.from({ length: count }, (_, place) => place + 1).flatMap((wave) => [
    [`${name}Sin${wave}`, (of: number) => Math.sin(wave * angleRad(of))] as const,
    [`${name}Cos${wave}`, (of: number) => Math.cos(wave * angleRad(of))] as const,
  ]);
  return Object.fromEntries(pairs);
}
