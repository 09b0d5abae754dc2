import { weightedQuantiles } from '../calibrate/weighted-quantiles.ts';
import type { Samples } from './evidence.ts';

/** Half-lives of the past, days, of which the one that would have served best is taken. */
const halfLives = [2, 5, 12, 30] as const;
/** What was measured the day before is not all there when tomorrow is forecast. */
const gapDays = 2;
/** Days that a level needs before errors are counted, and days with errors from which on they tell. */
const levelDaysMin = 3;
const errorDaysMin = 5;
/** Days after which an error tells half as much. */
const errorHalfLifeDays = 21;

/** How the days to come will meet the reference, and how past days were expected to. */
export interface RatiosAhead {
  readonly ratios: Float64Array;
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

/** Errors that a level of the past would have made, one for each sample that had a level before it. */
interface Errors {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  /** The level before each day; NaN where there was none. */
  readonly levels: ReadonlyMap<number, number>;
  /** Mean absolute error by weight. */
  readonly mean: number;
}

/**
 * Quantiles of the ratio for the days to come: a level of the past, old days fading, and the errors that
 * this level would have made on each past day with what was known two days before. So the bands hold
 * what seasons and habits move between then and now. How fast the past fades is what would have served
 * best. Null where the past is too short for it.
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
  const [middle = 0] = weightedQuantiles(values, weights, [0.5]);
  return {
    ratios: weightedQuantiles(values, weights, levels).map((error) => Math.max(0, level + error)),
    middles: new Map([...before].map(([day, of]) => [day, Math.max(0, of + middle)])),
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
  return count >= levelDaysMin ? sum / weight : Number.NaN;
}

function errorsOf(samples: Samples, days: readonly Day[], halfLife: number): Errors {
  const levels = new Map(
    days
      .map(({ day }) => [day, levelAt(days, day - gapDays, halfLife)] as const)
      .filter(([, level]) => !Number.isNaN(level)),
  );
  const last = days.at(-1)?.day ?? 0;
  const values = samples.values.map(
    (value, place) => value - (levels.get(samples.days[place] as number) ?? Number.NaN),
  );
  const weights = samples.weights.map(
    (weight, place) =>
      weight * 0.5 ** ((last - (samples.days[place] as number)) / errorHalfLifeDays),
  );
  let [sum, weight] = [0, 0];
  for (const [place, error] of values.entries()) {
    if (Number.isNaN(error)) continue;
    sum += (weights[place] as number) * Math.abs(error);
    weight += weights[place] as number;
  }
  return { values, weights, levels, mean: sum / weight };
}
