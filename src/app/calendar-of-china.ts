import chineseDays from 'chinese-days';
import { dayMs } from '../domain/instant.ts';
import type { SpecialDay, SpecialDays } from '../forecast/frame/series-frame.ts';

// The package is CommonJS: Node sees its default export alone.
const { getDayDetail, getLunarDate } = chineseDays;

/** First year of which the State Council's yearly notices are at hand. */
const firstNoticeYear = 2004;

/**
 * Special days of China from the first to the last year, both included: days off, Spring Festival
 * and make-up working days by the notices of the State Council. A year without a notice, which comes
 * out in November of the year before, has the days off of the law (2025) and no make-up days.
 */
export function specialDaysOfChina(firstYear: number, lastYear: number): SpecialDays {
  const days = new Map<number, SpecialDay>();
  for (let year = firstYear; year <= lastYear; year += 1) {
    const kindOf = hasNotice(year) ? byNotice : byLaw;
    const end = Date.UTC(year + 1, 0) / dayMs;
    for (let day = Date.UTC(year, 0) / dayMs; day < end; day += 1) {
      const kind = kindOf(dateOf(day));
      if (kind !== undefined) days.set(day, kind);
    }
  }
  return days;
}

function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

function hasNotice(year: number): boolean {
  return year >= firstNoticeYear && isNamed(`${year}-10-01`);
}

/** Days of a notice carry the name of their holiday in two languages; others that of the weekday. */
function isNamed(date: string): boolean {
  return getDayDetail(date).name.includes(',');
}

function byNotice(date: string): SpecialDay | undefined {
  return namedKind(date) ?? (isWeekend(date) ? kindOfJoined(date) : undefined);
}

function namedKind(date: string): SpecialDay | undefined {
  if (!isNamed(date)) return undefined;
  const { work, name } = getDayDetail(date);
  if (work) return 'workday';
  return name.includes('Spring Festival') ? 'springFestival' : 'holiday';
}

/** Notices join a weekend to the days off beside it; the names of the package leave some such days out. */
function kindOfJoined(date: string): SpecialDay | undefined {
  const neighbours = [-2, -1, 1, 2]
    .filter((days) => Math.abs(days) === 1 || isFree(shifted(date, days / 2)))
    .map((days) => namedKind(shifted(date, days)));
  return neighbours.find((kind) => kind !== undefined && kind !== 'workday');
}

function isFree(date: string): boolean {
  return isWeekend(date) && namedKind(date) !== 'workday';
}

function isWeekend(date: string): boolean {
  return [0, 6].includes(new Date(date).getUTCDay());
}

/** Days off by lunar date, month and day: Dragon Boat and Mid-Autumn. */
const lunarHolidays: ReadonlySet<string> = new Set(['5-5', '8-15']);
/** Days off by date; Qingming is 4 or 5 April, and people are off around it. */
const fixedHolidays: ReadonlySet<string> = new Set([
  ...['01-01', '04-04', '04-05', '05-01', '05-02'],
  ...['10-01', '10-02', '10-03'],
]);
/** Spring Festival runs from the eve to this day of the first lunar month; notices of late give it so. */
const festivalLastDay = 7;

function byLaw(date: string): SpecialDay | undefined {
  const { lunarMon, lunarDay, isLeap } = getLunarDate(date);
  if (lunarMon === 1 && lunarDay <= festivalLastDay && !isLeap) return 'springFestival';
  const tomorrow = getLunarDate(shifted(date, 1));
  if (tomorrow.lunarMon === 1 && tomorrow.lunarDay === 1) return 'springFestival';
  if (!isLeap && lunarHolidays.has(`${lunarMon}-${lunarDay}`)) return 'holiday';
  return fixedHolidays.has(date.slice(5)) ? 'holiday' : undefined;
}

function shifted(date: string, days: number): string {
  return dateOf(Date.parse(date) / dayMs + days);
}
