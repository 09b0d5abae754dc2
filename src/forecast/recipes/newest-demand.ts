import { hourMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import type { Origin } from '../frame/origins.ts';
import { type EarlierDays, openEarlierDays, slotDaysBefore } from './earlier-days.ts';
import type { FeatureGroup } from './feature-group.ts';
import { perOrigin } from './per-origin.ts';

/** The newest readings of a demand, and how they stand to days alike. */
export interface NewestDemand {
  readonly group: FeatureGroup;
  /** Days alike, moved by how the last hour stood to them; the move fades and is bounded. */
  base(origin: Origin, slot: number): number;
  /** Mean step of the last hour's distance from days alike, in the target's unit: how restless it is. */
  unrest(origin: Origin): number;
}

const alikeDays = 3;
/** Days back that stand in where no day is alike. */
const lastDays = [1, 2, 3] as const;
/** Hours after which half of the last hour's distance from days alike is still believed. */
const halfLifeHours = 12;
/** The most that a base is moved away from days alike, as a share of the capacity. */
const moveRatioMax = 0.25;
const spansHours = [1, 2, 4, 12, 24] as const;

const names = [
  ...['lead', 'now', 'before1', 'before2', 'before3', 'rampHour', 'hourMean', 'unrest'],
  ...['alike', 'alikeChange', 'moved', 'lastAlikeMoved', 'lastDayMoved', 'weekMoved'],
  ...['lastAlike', 'lastDay', 'weekBefore', 'weekMean', 'weekMeanMoved'],
  ...spansHours.map((hours) => `shift${hours}h`),
] as const;

/** Opens the newest readings of the target of a view. */
export function openNewestDemand(view: KnownView): NewestDemand {
  const { facts, target } = view;
  const earlier = openEarlierDays(facts);
  const perHour = Math.max(1, Math.round(hourMs / facts.slots.slotMs));
  const usualAt = openUsual(view, earlier);
  const shifts = perOrigin(spansHours.length + 1, (origin, into) => {
    const { knownThrough } = origin;
    const off = (slot: number): number => target.at(slot) - usualAt(slot, knownThrough);
    spansHours.forEach((hours, place) => {
      into[place] = meanOver(knownThrough, hours * perHour, off);
    });
    into[spansHours.length] = meanOver(knownThrough, 2 * perHour, (slot) =>
      Math.abs(off(slot) - off(slot - 1)),
    );
  });
  const hourShift = (origin: Origin): number => shifts(origin)[0] ?? Number.NaN;
  const unrest = (origin: Origin): number => shifts(origin)[spansHours.length] ?? Number.NaN;
  const daysBack = (slot: number, days: number) => target.at(slotDaysBefore(facts, slot, days));
  const weekMean = (slot: number): number => meanOf(7, (days) => daysBack(slot, days));
  return {
    unrest,
    base: (origin, slot) => {
      const usual = usualAt(slot, origin.knownThrough);
      const most = moveRatioMax * facts.capacity;
      const shift = Math.min(most, Math.max(-most, hourShift(origin) || 0));
      return usual + shift * 0.5 ** ((slot - origin.knownThrough) / (halfLifeHours * perHour));
    },
    group: {
      names,
      linear: names.filter((name) => name !== 'lead'),
      write: (origin, slot, into, from) => {
        const t = origin.knownThrough;
        const now = target.at(t);
        const usual = usualAt(slot, t);
        const change = usual - usualAt(t, t);
        const alike = earlier.alike(slot, t, 1)[0] ?? 7;
        const moved = (days: number) => now + daysBack(slot, days) - daysBack(t, days);
        const mean = weekMean(slot);
        into.set(
          [
            ...[slot - t, now, target.at(t - 1), target.at(t - 2), target.at(t - 3)],
            ...[now - target.at(t - perHour), meanOver(t, perHour, (at) => target.at(at))],
            ...[unrest(origin), usual, change, now + change, moved(alike), moved(1), moved(7)],
            ...[daysBack(slot, alike), daysBack(slot, 1), daysBack(slot, 7)],
            ...[mean, now + mean - weekMean(t)],
          ],
          from,
        );
        into.set(
          shifts(origin).subarray(0, spansHours.length),
          from + names.length - spansHours.length,
        );
      },
    },
  };
}

/**
 * Mean of the last days alike at a slot's time of day, or of the last days of any kind where none is
 * alike, as on the first day of a festival; remembered for the slots of one origin.
 */
function openUsual(
  { facts, target }: KnownView,
  earlier: EarlierDays,
): (slot: number, knownThrough: number) => number {
  const at = (slot: number) => (days: number) => target.at(slotDaysBefore(facts, slot, days));
  let through = Number.NaN;
  const remembered = new Map<number, number>();
  return (slot, knownThrough) => {
    if (knownThrough !== through) {
      through = knownThrough;
      remembered.clear();
    }
    const known = remembered.get(slot);
    if (known !== undefined) return known;
    // A slot that is over is compared with days before it, as a slot ahead is.
    const by = Math.min(knownThrough, slot - 1);
    const alike = earlier.alike(slot, by, alikeDays).map(at(slot));
    const days = alike.some(Number.isFinite) ? alike : lastDays.map(at(slot));
    const usual = meanOf(days.length, (place) => days[place - 1] ?? Number.NaN);
    remembered.set(slot, usual);
    return usual;
  };
}

function meanOver(last: number, slots: number, value: (slot: number) => number): number {
  return meanOf(slots, (back) => value(last - back + 1));
}

/** Mean of the known among `value(1) … value(count)`; NaN where nothing is known. */
function meanOf(count: number, value: (place: number) => number): number {
  let sum = 0;
  let known = 0;
  for (let place = 1; place <= count; place += 1) {
    const of = value(place);
    if (Number.isNaN(of)) continue;
    sum += of;
    known += 1;
  }
  return known === 0 ? Number.NaN : sum / known;
}
