import { type Instant, minuteMs } from '../../src/domain/instant.ts';

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
    dayType: dayTypeOf(local.toPlainDate()),
  };
}

/** Public holidays with a fixed date, as month-day; make-up working days are not modelled. */
const fixedHolidays = new Set([
  '1-1',
  ...['5-1', '5-2', '5-3'],
  ...['10-1', '10-2', '10-3', '10-4', '10-5', '10-6', '10-7'],
]);
const springFestivalDays = 7;

const knownDays = new Map<string, DayType>();
const knownDaysMax = 4_000;

/** Looked up once a day: the lunar calendar is slow to ask. */
function dayTypeOf(date: Temporal.PlainDate): DayType {
  const key = date.toString();
  const known = knownDays.get(key);
  if (known !== undefined) return known;
  if (knownDays.size >= knownDaysMax) knownDays.clear();
  const dayType = askDayType(date);
  knownDays.set(key, dayType);
  return dayType;
}

function askDayType(date: Temporal.PlainDate): DayType {
  const lunar = date.withCalendar('chinese');
  if (lunar.monthCode === 'M01' && lunar.day <= springFestivalDays) return 'spring_festival';
  if (fixedHolidays.has(`${date.month}-${date.day}`)) return 'holiday';
  return date.dayOfWeek >= 6 ? 'weekend' : 'workday';
}
