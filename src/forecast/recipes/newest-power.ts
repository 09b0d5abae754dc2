import { hourMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import type { Origin } from '../frame/origins.ts';
import type { FeatureGroup } from './feature-group.ts';
import { type DayShapes, openDayShapes, shareOfBest, slotsPerDayOf } from './generation-history.ts';
import { perOrigin } from './per-origin.ts';

/** Shares of the best of 30 days that the newest readings came to, and how they moved. */
export interface NewestPower {
  /** Over the last quarter of an hour, hour and four hours, the day before and the week; NaN in the dark. */
  readonly names: readonly string[];
  shares(origin: Origin): Float64Array;
  /** Mean step of the share from slot to slot over two hours: how broken the clouds are. */
  unrest(origin: Origin): number;
}

const hourSpans = [
  ['shareNow', 0],
  ['shareHalfHour', 0.5],
  ['shareHour', 1],
  ['shareTwoHours', 2],
  ['shareFourHours', 4],
] as const;
const daySpans = [
  ['shareDay', 1],
  ['shareWeek', 7],
] as const;
/** Place in `shares` of the last hour and the last week. */
export const hourShare = 2;
export const weekShare = 6;
/** A share is told from this much of the rating on: at the rim of the day it is noise. */
const faintRatio = 0.02;
/** Snow, mist and haze may leave the best of 30 days behind by this factor, not more. */
const shareMax = 1.5;

/**
 * Shapes of the days before the one in which an origin lies: they serve all origins of a day.
 */
export function openShapesOfDay(view: KnownView): (origin: Origin) => DayShapes {
  const perDay = slotsPerDayOf(view.facts);
  const shapesAt = openDayShapes(view);
  return (origin) => {
    const known = origin.knownThrough + 1;
    return shapesAt({
      ...origin,
      knownThrough: known - (((known % perDay) + perDay) % perDay) - 1,
    });
  };
}

/** Reads how bright it was lately from a view; `shapesAt` are those of its target. */
export function openNewestPower(
  view: KnownView,
  shapesAt: (origin: Origin) => DayShapes,
): NewestPower {
  const { slotMs } = view.facts.slots;
  const perDay = slotsPerDayOf(view.facts);
  const spans = [
    ...hourSpans.map(([, hours]) => Math.max(1, Math.round((hours * hourMs) / slotMs))),
    ...daySpans.map(([, days]) => days * perDay),
  ];
  const shares = perOrigin(spans.length, (origin, into) => {
    const { best } = shapesAt(origin);
    const brightest = best.reduce((most, value) => (value > most ? value : most), 0);
    spans.forEach((span, place) => {
      const to = origin.knownThrough;
      const dark = (best[to % best.length] ?? 0) < faintRatio * brightest;
      const share = shareOfBest(view, best, { from: to - span + 1, to });
      into[place] = dark && span < perDay ? Number.NaN : Math.min(shareMax, Math.max(0, share));
    });
  });
  const unrest = perOrigin(1, (origin, into) => {
    into[0] = meanStep(view, shapesAt(origin).best, {
      from: origin.knownThrough - Math.round((2 * hourMs) / slotMs),
      to: origin.knownThrough,
    });
  });
  return {
    names: [...hourSpans, ...daySpans].map(([name]) => name),
    shares,
    unrest: (origin) => unrest(origin)[0] ?? Number.NaN,
  };
}

/** Mean of how much the share of the best differs from one slot to the next; NaN in the dark. */
function meanStep(
  view: KnownView,
  best: Float64Array,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const brightest = best.reduce((most, value) => (value > most ? value : most), 0);
  const shareAt = (slot: number): number => {
    const most = best[slot % best.length] ?? Number.NaN;
    return most >= faintRatio * brightest ? view.target.at(slot) / most : Number.NaN;
  };
  let sum = 0;
  let steps = 0;
  for (let slot = Math.max(1, from + 1); slot <= to; slot += 1) {
    const step = Math.abs(shareAt(slot) - shareAt(slot - 1));
    if (Number.isNaN(step)) continue;
    sum += step;
    steps += 1;
  }
  return steps === 0 ? Number.NaN : sum / steps;
}

/**
 * The newest readings for each slot ahead: shares of the best lately, each times the best of the
 * slot; the last readings themselves, their ramps, and what yesterday did from now on.
 */
export function newestFeatures(
  view: KnownView,
  shapesAt: (origin: Origin) => DayShapes,
  newest: NewestPower,
): FeatureGroup {
  const slotsPerHour = Math.max(1, Math.round(hourMs / view.facts.slots.slotMs));
  const perDay = slotsPerDayOf(view.facts);
  const scaled = newest.names.map((name) => `${name}Power`);
  const readings = ['lead', 'now', 'rampSlot', 'rampHour', 'unrest', 'bestNow', 'bestChange'];
  const asYesterday = [
    'likeYesterday',
    'scaledYesterday',
    'shareYesterday',
    'shareMean',
    'shareMiddle',
  ];
  const { target } = view;
  return {
    names: [...newest.names, ...scaled, ...readings, ...asYesterday],
    linear: [...scaled, 'now', 'rampSlot', 'rampHour', 'bestNow', 'likeYesterday'],
    write: (origin, slot, into, from) => {
      const through = origin.knownThrough;
      const { best, mean7, middle } = shapesAt(origin);
      const shares = newest.shares(origin);
      const most = best[slot % perDay] ?? Number.NaN;
      for (let place = 0; place < shares.length; place += 1) {
        const share = shares[place] ?? Number.NaN;
        into[from + place] = share;
        into[from + shares.length + place] = share * most;
      }
      const now = target.at(through);
      const bestNow = best[through % perDay] ?? Number.NaN;
      const yesterday = target.at(slot - perDay);
      const values = [slot - through, now, now - target.at(through - 1)];
      values.push(now - target.at(through - slotsPerHour), newest.unrest(origin), bestNow);
      values.push(most - bestNow, now + yesterday - target.at(through - perDay));
      values.push((yesterday / most) * (shares[hourShare] ?? Number.NaN));
      values.push(yesterday / most, (mean7[slot % perDay] ?? Number.NaN) / most);
      values.push((middle[slot % perDay] ?? Number.NaN) / most);
      into.set(values, from + 2 * shares.length);
    },
  };
}
