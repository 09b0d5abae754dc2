import { hourMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import type { Origin } from '../frame/origins.ts';
import { ownColumns } from './column-roles.ts';
import type { FeatureGroup } from './feature-group.ts';
import { type DayShapes, shareOfBest, slotsPerDayOf } from './generation-history.ts';
import { readerOf } from './weather-features.ts';

type ShapesAt = (origin: Origin) => DayShapes;

/** What the last days and weeks gave at the slot's time of day. */
export function shapeFeatures(shapesAt: ShapesAt): FeatureGroup {
  const names = [
    'lag1',
    'lag2',
    'lag3',
    'mean3d',
    'mean7d',
    'mean30d',
    'low',
    'middle',
    'high',
    'best',
  ];
  return {
    names,
    linear: ['lag1', 'mean3d', 'mean7d', 'mean30d', 'high', 'best'],
    write: (origin, slot, into, from) => {
      const shapes = shapesAt(origin);
      const place = slot % shapes.best.length;
      const columns = [
        ...shapes.lags,
        ...[shapes.mean3, shapes.mean7, shapes.mean30],
        ...[shapes.low, shapes.middle, shapes.high, shapes.best],
      ];
      columns.forEach((column, offset) => {
        into[from + offset] = column[place] ?? Number.NaN;
      });
    },
  };
}

const brightnessNames = ['morning', 'lastDay', 'dayBefore', 'thirdDay', 'lastWeek'] as const;

/**
 * How bright the last days were as shares of the best of their hours; each also times the best of the
 * slot, which is what the day would give if it were as bright.
 */
export function brightnessFeatures(view: KnownView, shapesAt: ShapesAt): FeatureGroup {
  const scaled = brightnessNames.map((name) => `${name}Power`);
  const shares = new Float64Array(brightnessNames.length);
  let through = Number.NaN;
  const refresh = (origin: Origin, best: Float64Array): void => {
    if (origin.knownThrough === through) return;
    through = origin.knownThrough;
    shares.set(sharesBefore(view, best, through));
  };
  return {
    names: [...brightnessNames, ...scaled],
    linear: scaled,
    write: (origin, slot, into, from) => {
      const { best } = shapesAt(origin);
      refresh(origin, best);
      const most = best[slot % best.length] ?? Number.NaN;
      for (let place = 0; place < shares.length; place++) {
        const share = shares[place] ?? Number.NaN;
        into[from + place] = share;
        into[from + shares.length + place] = share * most;
      }
    },
  };
}

function sharesBefore(view: KnownView, best: Float64Array, through: number): number[] {
  const perDay = slotsPerDayOf(view.facts);
  const shareOf = (from: number, to: number): number => shareOfBest(view, best, { from, to });
  return [
    shareOf(through - Math.round(perDay / 4) + 1, through),
    shareOf(through - perDay + 1, through),
    shareOf(through - 2 * perDay + 1, through - perDay),
    shareOf(through - 3 * perDay + 1, through - 2 * perDay),
    shareOf(through - 7 * perDay + 1, through),
  ];
}

const stationRoles = ['pressure', 'humidity', 'temperature'] as const;
const stationHours = 3;

/**
 * Weather measured at the site up to the issue: the last three hours, and what they differ by from
 * the day before and from the mean of a week at the same hours. A front shows in them.
 */
export function stationFeatures(view: KnownView): readonly FeatureGroup[] {
  return stationRoles.flatMap((role) =>
    ownColumns(view.measured.keys(), role)
      .slice(0, 1)
      .map(({ name }) => stationGroup(view, name)),
  );
}

function stationGroup(view: KnownView, name: string): FeatureGroup {
  const read = readerOf(view.measured, name);
  const perDay = slotsPerDayOf(view.facts);
  const span = Math.max(1, Math.round((stationHours * hourMs) / view.facts.slots.slotMs));
  const meanBefore = (through: number): number => {
    let sum = 0;
    let known = 0;
    for (let slot = through - span + 1; slot <= through; slot++) {
      const value = read(slot);
      if (Number.isNaN(value)) continue;
      sum += value;
      known += 1;
    }
    return known === 0 ? Number.NaN : sum / known;
  };
  const names = [`${name}Now`, `${name}DayChange`, `${name}WeekChange`];
  return {
    names,
    linear: names.slice(1),
    write: ({ knownThrough }, _slot, into, from) => {
      const now = meanBefore(knownThrough);
      let week = 0;
      for (let days = 1; days <= 7; days++) week += meanBefore(knownThrough - days * perDay) / 7;
      into[from] = now;
      into[from + 1] = now - meanBefore(knownThrough - perDay);
      into[from + 2] = now - week;
    },
  };
}
