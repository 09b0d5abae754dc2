import { weightedQuantiles } from '../calibrate/weighted-quantiles.ts';
import type { Samples } from './evidence.ts';
import { stretchOfFewDays } from './few-days.ts';
import { medianOf, type RatioBands } from './ratio-bands.ts';

/** Half-lives of the past, days, of which the one that would have served best is taken. */
const halfLives = [2, 5, 12, 30] as const;
/** What was measured the day before is not all there when tomorrow is forecast. */
const gapDays = 2;
/** Days that a level needs before errors are counted, and days with errors from which on they tell. */
const levelDaysMin = 3;
const errorDaysMin = 5;
/** A level is not taken lower: what came is told in parts of it. */
const levelMin = 0.02;
/** Days after which an error tells half as much. */
const errorHalfLifeDays = 21;
/** References of three sizes, as many slots of each. */
const sizeParts = 3;

/** How the days to come will meet the reference, and how past days were expected to. */
export interface RatiosAhead {
  readonly bands: RatioBands;
  /** The ratio in the middle, as it was expected two days before each past day; no entry where it was not. */
  readonly middles: ReadonlyMap<number, number>;
}

/** What the slots of a day add up to. */
interface Day {
  readonly day: number;
  readonly weight: number;
  /** Weight times ratio. */
  readonly sum: number;
}

/** What came over what a level of the past let expect, for each sample that had a level before it. */
interface Errors {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  /** The level before each day that had one. */
  readonly levels: ReadonlyMap<number, number>;
  /** The same of each day that has a level, in their order, and how much it counts. */
  readonly byDay: { readonly errors: Float64Array; readonly weights: Float64Array };
  /** Mean absolute error by weight of slots and size of references. */
  readonly mean: number;
}

/**
 * Quantiles of the ratio for the days to come: a level of the past, old days fading, times what came
 * over just that level on each past day with what was known two days before, apart for small, middling
 * and large references, and stretched for days that are few. So the bands hold what seasons and habits
 * move between then and now. How fast the past fades is what would have served best. Null where the
 * past is too short for it.
 */
export function ratiosOutOfTime(samples: Samples, levels: readonly number[]): RatiosAhead | null {
  const days = daysOf(samples);
  let best: { errors: Errors; halfLife: number } | null = null;
  for (const halfLife of halfLives) {
    const errors = errorsOf(samples, days, halfLife);
    if (errors.levels.size < errorDaysMin) return null;
    if (best === null || errors.mean < best.errors.mean) best = { errors, halfLife };
  }
  const last = days.at(-1);
  if (best === null || last === undefined) return null;
  const level = levelAt(days, last.day, best.halfLife);
  const { values, weights, levels: before } = best.errors;
  const [middle = 1] = weightedQuantiles(values, weights, [0.5]);
  return {
    bands: bandsOf(samples, { errors: best.errors, level }, levels),
    middles: new Map([...before].map(([day, of]) => [day, of * middle])),
  };
}

function bandsOf(
  { weights: sizes }: Samples,
  { errors, level }: { errors: Errors; level: number },
  levels: readonly number[],
): RatioBands {
  const known = sizes.filter((_, place) => !Number.isNaN(errors.values[place] as number)).sort();
  const borderAt = (part: number): number =>
    known[Math.min(Math.floor((part * known.length) / sizeParts), known.length - 1)] as number;
  const stretch = stretchOfFewDays(errors.byDay, levels);
  const parts = Array.from({ length: sizeParts }, (_, part) => {
    const [from, to] = [borderAt(part), part === sizeParts - 1 ? Infinity : borderAt(part + 1)];
    const inside = (size: number): boolean => size >= from && size < to;
    // A reference that is always the same leaves parts empty.
    const own = sizes.some(
      (size, at) => inside(size) && !Number.isNaN(errors.values[at] as number),
    );
    const counts = errors.weights.map((weight, at) =>
      !own || inside(sizes[at] as number) ? weight : 0,
    );
    const quantiles = weightedQuantiles(errors.values, counts, levels);
    const middle = medianOf(quantiles, levels);
    return {
      size: borderAt(part + 0.5),
      ratios: quantiles.map((error, at) =>
        Math.max(0, level * (middle + (stretch[at] as number) * (error - middle))),
      ),
    };
  });
  return {
    levels,
    sizes: Float64Array.from(parts, ({ size }) => size),
    ratios: Float64Array.from(parts.flatMap(({ ratios }) => [...ratios])),
  };
}

function daysOf({ values, weights, days }: Samples): Day[] {
  const found = new Map<number, { day: number; weight: number; sum: number }>();
  for (const [place, day] of days.entries()) {
    const one = found.get(day) ?? { day, weight: 0, sum: 0 };
    found.set(day, one);
    one.weight += weights[place] as number;
    one.sum += (weights[place] as number) * (values[place] as number);
  }
  return [...found.values()];
}

/** Mean ratio of the days up to one, each weighing half of one that is a half-life later. */
function levelAt(days: readonly Day[], through: number, halfLife: number): number {
  let [sum, weight, count] = [0, 0, 0];
  for (const one of days) {
    if (one.day > through) break;
    const share = 0.5 ** ((through - one.day) / halfLife);
    sum += share * one.sum;
    weight += share * one.weight;
    count += 1;
  }
  return count >= levelDaysMin ? Math.max(levelMin, sum / weight) : Number.NaN;
}

function errorsOf(samples: Samples, days: readonly Day[], halfLife: number): Errors {
  const levels = new Map(
    days
      .map(({ day }) => [day, levelAt(days, day - gapDays, halfLife)] as const)
      .filter(([, level]) => !Number.isNaN(level)),
  );
  const last = days.at(-1)?.day ?? 0;
  const values = samples.values.map(
    (value, place) => value / (levels.get(samples.days[place] as number) ?? Number.NaN),
  );
  const weights = samples.weights.map(
    (_, place) =>
      (Number.isNaN(values[place] as number) ? 0 : 1) *
      0.5 ** ((last - (samples.days[place] as number)) / errorHalfLifeDays),
  );
  let [sum, weight] = [0, 0];
  for (const [place, error] of values.entries()) {
    if (Number.isNaN(error)) continue;
    const counted = (weights[place] as number) * (samples.weights[place] as number);
    sum += counted * Math.abs(error - 1) * (levels.get(samples.days[place] as number) as number);
    weight += counted;
  }
  const known = days.filter(({ day }) => levels.has(day));
  const byDay = {
    errors: Float64Array.from(known, (one) => one.sum / one.weight / (levels.get(one.day) ?? 1)),
    weights: Float64Array.from(known, ({ day }) => 0.5 ** ((last - day) / errorHalfLifeDays)),
  };
  return { values, weights, levels, byDay, mean: sum / weight };
}
