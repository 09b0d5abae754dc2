/**
 * Days off and make-up working days of China as the General Office of the State Council announced
 * them: 国办发明电〔2024〕12号 for 2025 and 国办发明电〔2025〕7号 for 2026. Each stretch of days off is its
 * first and its last day, month-day.
 */
interface AnnouncedYear {
  readonly off: readonly (readonly [first: string, last: string])[];
  readonly worked: readonly string[];
}

const announced: Readonly<Record<number, AnnouncedYear>> = {
  2025: {
    off: [
      ['01-01', '01-01'],
      ['01-28', '02-04'],
      ['04-04', '04-06'],
      ['05-01', '05-05'],
      ['05-31', '06-02'],
      ['10-01', '10-08'],
    ],
    worked: ['01-26', '02-08', '04-27', '09-28', '10-11'],
  },
  2026: {
    off: [
      ['01-01', '01-03'],
      ['02-15', '02-23'],
      ['04-04', '04-06'],
      ['05-01', '05-05'],
      ['06-19', '06-21'],
      ['09-25', '09-27'],
      ['10-01', '10-07'],
    ],
    worked: ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'],
  },
};

/** Statutory days with a fixed date, and those of the lunar calendar: 全国年节及纪念日放假办法 (2024). */
const statutory = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']);
const lunarStatutory = new Set(['M01-1', 'M01-2', 'M01-3', 'M05-5', 'M08-15']);

/** Whether a day is off work by law, worked instead of one, or just a day of the week. */
export type LegalDay = 'off' | 'worked' | 'plain';

/** A year that was not announced yet has its statutory days and no make-up days. */
export function legalDay(date: Temporal.PlainDate): LegalDay {
  const key = date.toString().slice(5);
  const year = announced[date.year];
  if (year === undefined) return isStatutory(date, key) ? 'off' : 'plain';
  if (year.off.some(([first, last]) => first <= key && key <= last)) return 'off';
  return year.worked.includes(key) ? 'worked' : 'plain';
}

function isStatutory(date: Temporal.PlainDate, key: string): boolean {
  const lunar = date.withCalendar('chinese');
  return statutory.has(key) || lunarStatutory.has(`${lunar.monthCode}-${lunar.day}`);
}

/** Days since the Chinese new year that is nearest; negative before it. */
export function daysFromSpringFestival(date: Temporal.PlainDate): number {
  const lunar = date.withCalendar('chinese');
  const late = lunar.dayOfYear > lunar.daysInYear / 2;
  return lunar.dayOfYear - 1 - (late ? lunar.daysInYear : 0);
}
