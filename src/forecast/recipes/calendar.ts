import { dayMs, instant } from '../../domain/instant.ts';
import { sinDeg } from '../../physics/angle.ts';
import { spencerDeclinationDeg } from '../../physics/solar/daily-formulas.ts';
import { dayOfYear } from '../../physics/solar/day-of-year.ts';
import type { SiteFacts, SpecialDays } from '../frame/series-frame.ts';

/** What a day is to those who use electricity and heat. Its place in this list is its code. */
export const dayTypes = [
  'workday',
  'weekend',
  'holiday',
  'springFestival',
  'makeUpWorkday',
] as const;
export type DayType = (typeof dayTypes)[number];

/** Further from Spring Festival than this, days count as being this far: its pull is over. */
export const festivalReachDays = 25;

const daysPerYear = 365.2425;

/** Day of the week of a local day number, Monday 0 … Sunday 6. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** What kind of day a local day number is. */
export function dayTypeOf(day: number, specialDays: SpecialDays): DayType {
  const special = specialDays.get(day);
  if (special === 'workday') return 'makeUpWorkday';
  return special ?? (weekdayOf(day) >= 5 ? 'weekend' : 'workday');
}

/** Whether most people work on such a day. */
export function isWorking(type: DayType): boolean {
  return type === 'workday' || type === 'makeUpWorkday';
}

/** Where a day stands towards the nearest Spring Festival, in days. */
export interface FestivalPlace {
  /** Days until it begins, 0 from then on; `festivalReachDays` where none is near. */
  readonly before: number;
  /** Days since it ended, 0 until then; `festivalReachDays` where none is near. */
  readonly after: number;
  /** Day of the festival from 1; 0 outside. */
  readonly within: number;
}

/** The place of a local day towards the Spring Festivals among the special days. */
export function festivalPlaceOf(day: number, specialDays: SpecialDays): FestivalPlace {
  const isFestival = (at: number) => specialDays.get(at) === 'springFestival';
  if (isFestival(day)) {
    return { before: 0, after: 0, within: stepsBack(day, (at) => !isFestival(at)) };
  }
  return {
    before: stepsBack(-day, (at) => isFestival(-at)),
    after: stepsBack(day, isFestival),
    within: 0,
  };
}

/** Days back from `day` to the first that fits, at most `festivalReachDays`. */
function stepsBack(day: number, fits: (at: number) => boolean): number {
  let steps = 1;
  while (steps < festivalReachDays && !fits(day - steps)) steps += 1;
  return steps;
}

/** Day of the year from 1 of a local day number. */
export function localDayOfYear(day: number): number {
  return dayOfYear(instant(day * dayMs));
}

/** The share of the year that has gone at a local day, as an angle in radians. */
export function seasonRad(day: number): number {
  return (2 * Math.PI * (localDayOfYear(day) - 1)) / daysPerYear;
}

/**
 * Hours from sunrise to sunset by the sunrise equation, refraction left out: within 0.3 h below 60°.
 * NaN where no latitude is known.
 *
 * @example daylightHoursOf(0, { latDeg: 0 }) // 12
 */
export function daylightHoursOf(day: number, { latDeg }: Pick<SiteFacts, 'latDeg'>): number {
  if (latDeg === undefined) return Number.NaN;
  const sinDeclination = sinDeg(spencerDeclinationDeg(localDayOfYear(day)));
  const tanProduct = Math.tan((latDeg * Math.PI) / 180) * Math.tan(Math.asin(sinDeclination));
  return (24 / Math.PI) * Math.acos(Math.min(1, Math.max(-1, -tanProduct)));
}
