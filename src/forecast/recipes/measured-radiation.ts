import type { KnownColumn, KnownView } from '../frame/known-view.ts';
import type { Origin } from '../frame/origins.ts';
import { ownColumns } from './column-roles.ts';
import type { FeatureGroup } from './feature-group.ts';
import { type DayShapes, slotsPerDayOf } from './generation-history.ts';
import { openNewestPower, openShapesOfDay } from './newest-power.ts';
import { perOrigin } from './per-origin.ts';

const radiationRoles = ['radiation', 'beam', 'diffuse'] as const;
/** A pyranometer is believed while it and the power rise and fall together: correlation over a week. */
const correlationMin = 0.7;
const trialDays = 7;

/**
 * Radiation measured at the site: as shares of its own best of 30 days, and those times the best of
 * the slot. A sensor that stopped following the power reads as missing, from that week on.
 */
export function measuredRadiation(
  view: KnownView,
  shapesAt: (origin: Origin) => DayShapes,
): readonly FeatureGroup[] {
  return radiationRoles
    .flatMap((role) => ownColumns(view.measured.keys(), role))
    .flatMap(({ name }) => {
      const column = view.measured.get(name);
      return column === undefined ? [] : [radiationGroup(view, { name, column, shapesAt })];
    });
}

function radiationGroup(
  view: KnownView,
  {
    name,
    column,
    shapesAt,
  }: {
    readonly name: string;
    readonly column: KnownColumn;
    readonly shapesAt: (origin: Origin) => DayShapes;
  },
): FeatureGroup {
  const seen: KnownView = { ...view, target: column };
  const newest = openNewestPower(seen, openShapesOfDay(seen));
  const perDay = slotsPerDayOf(view.facts);
  const believed = perOrigin(1, ({ knownThrough }, into) => {
    const from = Math.max(0, knownThrough - trialDays * perDay + 1);
    into[0] = Number(
      correlation(view.target, column, { from, to: knownThrough }) >= correlationMin,
    );
  });
  const kept = [0, 2, 4];
  const names = kept.map((place) => `${name}${capitalised(newest.names[place] ?? '')}`);
  const scaled = names.map((each) => `${each}Power`);
  return {
    names: [...names, ...scaled, `${name}Unrest`],
    linear: scaled,
    write: (origin, slot, into, from) => {
      if (believed(origin)[0] !== 1) return;
      const shares = newest.shares(origin);
      const most = shapesAt(origin).best[slot % perDay] ?? Number.NaN;
      for (let place = 0; place < kept.length; place += 1) {
        const share = shares[kept[place] ?? 0] ?? Number.NaN;
        into[from + place] = share;
        into[from + kept.length + place] = share * most;
      }
      into[from + 2 * kept.length] = newest.unrest(origin);
    },
  };
}

function capitalised(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** Pearson's correlation of two columns over slots at which both are known; NaN where one is constant. */
export function correlation(
  a: KnownColumn,
  b: KnownColumn,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  let count = 0;
  let sumA = 0;
  let sumB = 0;
  let sumAa = 0;
  let sumBb = 0;
  let sumAb = 0;
  for (let slot = from; slot <= to; slot += 1) {
    const x = a.at(slot);
    const y = b.at(slot);
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    count += 1;
    sumA += x;
    sumB += y;
    sumAa += x * x;
    sumBb += y * y;
    sumAb += x * y;
  }
  const spread = (count * sumAa - sumA * sumA) * (count * sumBb - sumB * sumB);
  return spread > 0 ? (count * sumAb - sumA * sumB) / Math.sqrt(spread) : Number.NaN;
}
