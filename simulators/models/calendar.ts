import { type Instant, minuteMs } from '../../src/domain/instant.ts';
import { daysFromSpringFestival, legalDay } from './holidays.ts';

export const dayTypes = ['workday', 'weekend', 'holiday', 'spring_festival'] as const;
export type DayType = (typeof dayTypes)[number];

/** A moment as the people of the county live it. */
export interface LocalMoment {
  /** Hours since local midnight, with the fraction. */
  readonly hour: number;
  /** Days since 1970-01-01 in local time. */
  readonly day: number;
  readonly dayOfYear: number;
  readonly month: number;
  readonly dayType: DayType;
  /** Share of those who work in far cities that is back with the family, 0–1. */
  readonly returnedRatio: number;
}

export function localMoment(at: Instant, timeZone: string): LocalMoment {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const localMs = at + local.offsetNanoseconds / 1e6;
  const dayMinutes = Math.floor(localMs / minuteMs);
  const day = Math.floor(dayMinutes / 1440);
  return {
    hour: (localMs - day * 1440 * minuteMs) / (60 * minuteMs),
    day,
    dayOfYear: local.dayOfYear,
    month: local.month,
    ...calendarDay(day),
  };
}

type CalendarDay = Pick<LocalMoment, 'dayType' | 'returnedRatio'>;

const knownDays = new Map<number, CalendarDay>();
const knownDaysMax = 4_000;

/** A day by its number since 1970-01-01. Looked up once: the lunar calendar is slow to ask. */
export function calendarDay(dayNumber: number): CalendarDay {
  const known = knownDays.get(dayNumber);
  if (known !== undefined) return known;
  const date = new Temporal.PlainDate(1970, 1, 1).add({ days: dayNumber });
  if (knownDays.size >= knownDaysMax) knownDays.clear();
  const fromNewYear = daysFromSpringFestival(date);
  const day = {
    dayType: dayTypeOf(date, fromNewYear),
    returnedRatio: returnedRatio(date, fromNewYear),
  };
  knownDays.set(dayNumber, day);
  return day;
}

/** The festival of the villages begins with New Year's Eve, whatever days are off work. */
const festivalDays = { first: -1, last: 6 } as const;

function dayTypeOf(date: Temporal.PlainDate, fromNewYear: number): DayType {
  if (fromNewYear >= festivalDays.first && fromNewYear <= festivalDays.last) {
    return 'spring_festival';
  }
  const legal = legalDay(date);
  if (legal === 'off') return 'holiday';
  return date.dayOfWeek >= 6 && legal !== 'worked' ? 'weekend' : 'workday';
}

/** Days from the new year at which none, all, all and none are back (assumption, after 春运's 40 days). */
const homecoming = { begins: -16, all: -2, allUntil: 6, ends: 16 } as const;
/** Of the autumn holiday, when maize is harvested, as a share of Spring Festival. */
const autumnRatio = 0.25;

function returnedRatio(date: Temporal.PlainDate, fromNewYear: number): number {
  const { begins, all, allUntil, ends } = homecoming;
  const coming = (fromNewYear - begins) / (all - begins);
  const leaving = (ends - fromNewYear) / (ends - allUntil);
  const winter = Math.min(1, Math.max(0, Math.min(coming, leaving)));
  const isAutumn = date.month === 10 && date.day <= 7;
  return isAutumn ? autumnRatio : winter;
}
