import type { KnownView } from '../frame/known-view.ts';
import type { Origin } from '../frame/origins.ts';
import { type EarlierDays, openEarlierDays, slotDaysBefore } from './earlier-days.ts';
import type { FeatureGroup } from './feature-group.ts';
import { slotsPerDayOf } from './generation-history.ts';

/** Known days alike that are averaged. */
const alikeDays = 3;
const weekDays = 7;
const monthDays = 28;

/** The history of a demand, as rows about tomorrow look at it. */
export interface DemandHistory {
  readonly group: FeatureGroup;
  /** The mean of the last days alike at this time, moved by how the last half-day stood to its own. */
  base(origin: Origin, slot: number): number;
  /** Slots at this time on the last day known and on the last known day alike. */
  references(origin: Origin, slot: number): readonly [lastDay: number, lastAlike: number];
}

/** How much the last known hours differed from the days alike before them, in the target's unit. */
interface Shifts {
  readonly hour: number;
  readonly quarterDay: number;
  readonly halfDay: number;
  readonly day: number;
  readonly dayBefore: number;
  /** Mean of the last day known, and of the last week. */
  readonly level: number;
  readonly weekLevel: number;
}

const names = [
  'lastDay',
  'lastAlike',
  'meanAlike',
  'weekBefore',
  'twoWeeksBefore',
  'weekMean',
  'monthMean',
  'daysBack',
  'hourShift',
  'quarterDayShift',
  'halfDayShift',
  'dayShift',
  'dayBeforeShift',
  'level',
  'weekLevel',
] as const;

/** Features of what was used at this time on earlier days, and of the level of the last hours. */
export function openDemandHistory(view: KnownView): DemandHistory {
  const { facts, target } = view;
  const earlier = openEarlierDays(facts);
  const shiftsAt = openShifts(view, earlier);
  const at = (slot: number, days: number): number => target.at(slotDaysBefore(facts, slot, days));
  const meanAlike = (slot: number, knownThrough: number): number =>
    meanOf(earlier.alike(slot, knownThrough, alikeDays), (days) => at(slot, days));
  const daysFrom = (first: number, count: number) =>
    Array.from({ length: count }, (_, place) => first + place);
  const wholeWeeks = (first: number) => Math.ceil(first / weekDays) * weekDays;
  return {
    group: {
      names,
      linear: names.filter((name) => name !== 'daysBack'),
      write: ({ knownThrough }, slot, into, from) => {
        const first = earlier.firstKnown(slot, knownThrough);
        const alike = earlier.alike(slot, knownThrough, 1)[0] ?? first;
        const week = wholeWeeks(first);
        const shifts = shiftsAt(knownThrough);
        into[from] = at(slot, first);
        into[from + 1] = at(slot, alike);
        into[from + 2] = meanAlike(slot, knownThrough);
        into[from + 3] = at(slot, week);
        into[from + 4] = at(slot, week + weekDays);
        into[from + 5] = meanOf(daysFrom(first, weekDays), (days) => at(slot, days));
        into[from + 6] = meanOf(daysFrom(first, monthDays), (days) => at(slot, days));
        into[from + 7] = alike;
        into[from + 8] = shifts.hour;
        into[from + 9] = shifts.quarterDay;
        into[from + 10] = shifts.halfDay;
        into[from + 11] = shifts.day;
        into[from + 12] = shifts.dayBefore;
        into[from + 13] = shifts.level;
        into[from + 14] = shifts.weekLevel;
      },
    },
    base: ({ knownThrough }, slot) => {
      const mean = meanAlike(slot, knownThrough);
      const { halfDay } = shiftsAt(knownThrough);
      return Number.isNaN(mean)
        ? at(slot, earlier.firstKnown(slot, knownThrough))
        : mean + (halfDay || 0) / 2;
    },
    references: ({ knownThrough }, slot) => {
      const first = earlier.firstKnown(slot, knownThrough);
      const alike = earlier.alike(slot, knownThrough, 1)[0] ?? first;
      return [slotDaysBefore(facts, slot, first), slotDaysBefore(facts, slot, alike)];
    },
  };
}

function openShifts(view: KnownView, earlier: EarlierDays): (knownThrough: number) => Shifts {
  const { facts, target } = view;
  const perDay = slotsPerDayOf(facts);
  let through = Number.NaN;
  let shifts: Shifts | undefined;
  const own = (slot: number) => target.at(slot);
  /** Against the mean of days alike that were known a day before. */
  const shift = (slot: number): number => {
    const days = earlier.alike(slot, slot - perDay, alikeDays);
    const usual = meanOf(days, (back) => target.at(slotDaysBefore(facts, slot, back)));
    return own(slot) - usual;
  };
  return (knownThrough) => {
    if (shifts !== undefined && knownThrough === through) return shifts;
    through = knownThrough;
    const last = (slots: number, before = 0) =>
      Array.from({ length: slots }, (_, back) => knownThrough - before - back);
    shifts = {
      hour: meanOf(last(Math.ceil(perDay / 24)), shift),
      quarterDay: meanOf(last(Math.ceil(perDay / 4)), shift),
      halfDay: meanOf(last(Math.ceil(perDay / 2)), shift),
      day: meanOf(last(perDay), shift),
      dayBefore: meanOf(last(perDay, perDay), shift),
      level: meanOf(last(perDay), own),
      weekLevel: meanOf(last(weekDays * perDay), own),
    };
    return shifts;
  };
}

/** Mean of what is known; NaN where nothing is. */
function meanOf(places: readonly number[], value: (place: number) => number): number {
  let sum = 0;
  let known = 0;
  for (const place of places) {
    const of = value(place);
    if (Number.isNaN(of)) continue;
    sum += of;
    known += 1;
  }
  return known === 0 ? Number.NaN : sum / known;
}
