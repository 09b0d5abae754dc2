import { dayMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import { localDayOf, localMsOf } from '../frame/origins.ts';
import { dayTypeOf, isWorking, weekdayOf } from './calendar.ts';

/** Days that are alike in what is used: working days, Saturdays, Sundays and days off, Spring Festival. */
export type DayLikeness = 'working' | 'saturday' | 'off' | 'springFestival';

const saturday = 5;
/** How far back a day alike is looked for: three weeks hold one even around a week of days off. */
const searchDays = 21;

type Facts = KnownView['facts'];

/** Which days a local day is like; a working weekend is like a working day. */
export function dayLikenessOf(day: number, { specialDays }: Facts): DayLikeness {
  const type = dayTypeOf(day, specialDays);
  if (type === 'springFestival') return type;
  if (isWorking(type)) return 'working';
  return type === 'weekend' && weekdayOf(day) === saturday ? 'saturday' : 'off';
}

/** The slot at the same local time so many days before; a change of clock moves it. */
export function slotDaysBefore(facts: Facts, slot: number, days: number): number {
  const { slotMs } = facts.slots;
  const plain = slot - Math.round((days * dayMs) / slotMs);
  const clockMs = localMsOf(facts, slot) - days * dayMs - localMsOf(facts, plain);
  return plain + Math.round(clockMs / slotMs);
}

/** Finds days before a slot that an origin knows. */
export interface EarlierDays {
  /** Days back to the first day whose slot at this time is known by `knownThrough`. */
  firstKnown(slot: number, knownThrough: number): number;
  /** Days back, nearest first, to at most `count` known days that are like the slot's own. */
  alike(slot: number, knownThrough: number, count: number): readonly number[];
}

export function openEarlierDays(facts: Facts): EarlierDays {
  const likeness = new Map<number, DayLikeness>();
  const likenessOf = (day: number): DayLikeness => {
    const known = likeness.get(day) ?? dayLikenessOf(day, facts);
    likeness.set(day, known);
    return known;
  };
  const perDay = dayMs / facts.slots.slotMs;
  const firstKnown = (slot: number, knownThrough: number): number => {
    let days = Math.max(1, Math.floor((slot - knownThrough) / perDay));
    while (slotDaysBefore(facts, slot, days) > knownThrough) days += 1;
    return days;
  };
  return {
    firstKnown,
    alike: (slot, knownThrough, count) => {
      const own = likenessOf(localDayOf(facts, slot));
      const first = firstKnown(slot, knownThrough);
      const found: number[] = [];
      for (let days = first; days < first + searchDays && found.length < count; days += 1) {
        if (likenessOf(localDayOf(facts, slot) - days) === own) found.push(days);
      }
      return found;
    },
  };
}
