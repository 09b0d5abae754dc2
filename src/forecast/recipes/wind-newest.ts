import { hourMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import type { Origin } from '../frame/origins.ts';
import type { FeatureGroup } from './feature-group.ts';
import { perOrigin } from './per-origin.ts';

/** A plain forecast of power by slot, in the unit of the target; NaN where it has nothing to go by. */
export type PlainPower = (origin: Origin, slot: number) => number;

/** Hours after which a reading says a third of what it said at first. */
const fadeH = 4;
/** A reading older than this no longer counts as the newest. */
const staleH = 1;
const [now, lastHour, lastFourHours, rise, miss] = [0, 1, 2, 3, 4];
const names = ['powerNow', 'powerHour', 'powerFourHours', 'powerRise', 'plainMiss'] as const;

/** The newest readings as features, and a plain forecast that starts from them. */
export interface NewestWind {
  readonly group: FeatureGroup;
  readonly base: PlainPower;
}

/**
 * Newest power for the next hours: as it is, over one and four hours, how it rises, and by how much
 * it differs from what `plain` makes of the same slot. The base is `plain` moved to where the newest
 * reading stands; the move fades over the horizon.
 */
export function openNewestWind(view: KnownView, plain: PlainPower): NewestWind {
  const { slotMs } = view.facts.slots;
  const slotsOf = (hours: number): number => Math.max(1, Math.round((hours * hourMs) / slotMs));
  const readings = perOrigin(names.length, (origin, into) => {
    const newest = newestKnown(view, origin.knownThrough, slotsOf(staleH));
    const hourBefore = newestKnown(view, origin.knownThrough - slotsOf(1), slotsOf(staleH));
    into[now] = newest;
    into[lastHour] = meanKnown(view, origin.knownThrough, slotsOf(1));
    into[lastFourHours] = meanKnown(view, origin.knownThrough, slotsOf(4));
    into[rise] = newest - hourBefore;
    into[miss] = newest - plain(origin, origin.knownThrough);
  });
  return {
    group: {
      names: ['lead', ...names, 'plain'],
      linear: [...names, 'plain'],
      write: (origin, slot, into, from) => {
        into[from] = slot - origin.knownThrough;
        into.set(readings(origin), from + 1);
        into[from + 1 + names.length] = plain(origin, slot);
      },
    },
    base: (origin, slot) => {
      const expected = plain(origin, slot);
      const off = readings(origin)[miss] ?? Number.NaN;
      if (Number.isNaN(off)) return expected;
      const leadH = ((slot - origin.knownThrough) * slotMs) / hourMs;
      return expected + off * Math.exp(-leadH / fadeH);
    },
  };
}

function newestKnown({ target }: KnownView, through: number, reach: number): number {
  for (let slot = through; slot > through - reach; slot--) {
    const value = target.at(slot);
    if (!Number.isNaN(value)) return value;
  }
  return Number.NaN;
}

function meanKnown({ target }: KnownView, through: number, count: number): number {
  let sum = 0;
  let known = 0;
  for (let slot = through; slot > through - count; slot--) {
    const value = target.at(slot);
    if (Number.isNaN(value)) continue;
    sum += value;
    known += 1;
  }
  return known === 0 ? Number.NaN : sum / known;
}
