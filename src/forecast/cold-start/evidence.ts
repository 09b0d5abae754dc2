import { dayMs } from '../../domain/instant.ts';
import { weightedQuantiles } from '../calibrate/weighted-quantiles.ts';
import type { KnownView } from '../frame/known-view.ts';
import { bandsOfAnySize, medianOf, type RatioBands } from './ratio-bands.ts';
import { ratiosOutOfTime } from './ratios-out-of-time.ts';
import type { Reference } from './reference.ts';
import { usualRatios } from './usual-ratios.ts';

/** Whose past tells how a reference is met. */
export type Witness = 'own' | 'neighbours' | 'usual';

/** Quantiles of what came over what the reference said. */
export interface Evidence {
  readonly witness: Witness;
  readonly bands: RatioBands;
  /** The middle ratio as it was expected of past days, where their own past told it. */
  readonly middles: ReadonlyMap<number, number>;
}

const noMiddles: Evidence['middles'] = new Map();

/** References below this share of the rating say nothing about how they are met. */
const tellingRatioMin = 0.02;
/** Days with telling slots from which on a past is believed. */
const daysMin = 3;
/** Slots from which on the usual ratios are at least put to the right size. */
const slotsMin = 4;
/** The sum of many errs less than each of them (assumption, about what two roofs share). */
const loneRatio = 1.3;

/** Ratios of the newest telling slots, added up; NaN where there is none. */
export function newestRatio(
  view: KnownView,
  reference: Reference,
  { through, slots }: { through: number; slots: number },
): number {
  let [came, said] = [0, 0];
  for (let slot = through - slots + 1; slot <= through; slot += 1) {
    const expected = reference.ratios[slot] ?? Number.NaN;
    const value = (view.target.at(slot) - view.facts.lowest) / view.facts.capacity;
    if (!(expected >= tellingRatioMin) || Number.isNaN(value)) continue;
    came += value;
    said += expected;
  }
  return said > 0 ? came / said : Number.NaN;
}

/** How the reference is met, by the series' own past, else by its neighbours', else as is usual. */
export function evidenceOf(
  { view, neighbours }: { view: KnownView; neighbours: KnownView },
  reference: Reference,
  levels: readonly number[],
): Evidence {
  const own = samplesOf(view, reference);
  const ahead = ratiosOutOfTime(own, levels);
  if (ahead !== null) return { witness: 'own', ...ahead };
  if (dayCount(own) >= daysMin) {
    const bands = bandsOfAnySize(levels, quantiles(own, levels));
    return { witness: 'own', bands, middles: noMiddles };
  }
  const others = samplesOf(neighbours, reference);
  if (dayCount(others) >= daysMin) {
    const bands = bandsOfAnySize(levels, widened(quantiles(others, levels), levels));
    return { witness: 'neighbours', bands, middles: noMiddles };
  }
  const size = [own, others].find(({ values }) => values.length >= slotsMin);
  const usual = usualRatios(reference.stem, levels);
  const bandsOf = (ratios: Float64Array): Evidence => {
    return { witness: 'usual', bands: bandsOfAnySize(levels, ratios), middles: noMiddles };
  };
  if (size === undefined) return bandsOf(usual);
  const [seen = 1] = weightedQuantiles(size.values, size.weights, [0.5]);
  const [expected = 1] = usualRatios(reference.stem, [0.5]);
  // A day or less shows the size of a plant, not its weather: it counts by half.
  const ratio = Math.sqrt(Math.max(seen, 0.05 * expected) / expected);
  return bandsOf(usual.map((value) => value * ratio));
}

/** Slots in which the reference was telling: what came, above own use, over what it said. */
export interface Samples {
  readonly values: Float64Array;
  /** A slot tells the more, the more was to be expected of it. */
  readonly weights: Float64Array;
  /** Day of each slot, in rising order. */
  readonly days: Int32Array;
}

/** The day that a slot counts to, from 1970-01-01 in UTC. */
export function dayOf({ slots }: Pick<KnownView['facts'], 'slots'>, slot: number): number {
  return Math.floor((slots.from + slot * slots.slotMs) / dayMs);
}

function dayCount({ days }: Samples): number {
  return new Set(days).size;
}

function samplesOf({ facts, target }: KnownView, { ratios }: Reference): Samples {
  const values: number[] = [];
  const weights: number[] = [];
  const days: number[] = [];
  for (let slot = 0; slot < facts.slots.count; slot += 1) {
    const expected = ratios[slot] ?? Number.NaN;
    const value = (target.at(slot) - facts.lowest) / facts.capacity;
    if (!(expected >= tellingRatioMin) || Number.isNaN(value)) continue;
    values.push(Math.max(value, 0) / expected);
    weights.push(expected);
    days.push(dayOf(facts, slot));
  }
  return {
    values: Float64Array.from(values),
    weights: Float64Array.from(weights),
    days: Int32Array.from(days),
  };
}

function quantiles({ values, weights }: Samples, levels: readonly number[]): Float64Array {
  return weightedQuantiles(values, weights, levels);
}

function widened(ratios: Float64Array, levels: readonly number[]): Float64Array {
  const middle = medianOf(ratios, levels);
  return ratios.map((ratio) => Math.max(0, middle + (ratio - middle) * loneRatio));
}
