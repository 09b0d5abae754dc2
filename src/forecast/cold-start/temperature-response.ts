import { dayMs } from '../../domain/instant.ts';
import { factorInPlace, solveInPlace } from '../learn/cholesky.ts';

/** Daily means from which on demand may rise with every degree warmer, and with every degree colder. */
const coolAboveC = [20, 22, 24, 26, 28] as const;
const heatBelowC = [6, 9, 12, 15] as const;
/**
 * What a degree adds to demand before the series has shown it, and how little is known of it. Li, Pizer
 * and Wu (2019) measured 14.5 %/K above 25 °C and 4 %/K below 7 °C of households in the Yangtze delta;
 * for villages, whose pumps and mills do not cool, somewhat less is assumed, and that it may be nothing.
 */
const usual = { mean: [0.1, 0.03], deviation: [0.1, 0.03] } as const;
/** Days after which a day tells half as much. */
const halfLifeDays = 21;
/** Days that follow each other err alike: three of them tell as much as one. */
const alikeDays = 3;
/** Days from which on a series' own past is asked. */
const daysMin = 3;
/** The scale of a mild day is found together with the slopes: so many times each with the other. */
const rounds = 3;
/** Demand is never taken below this share of a mild day's. */
const driverMin = 0.2;
/** No spread of days is believed to be smaller than this share of their demand. */
const deviationMin = 0.01;

/** How demand answers to temperature, slot by slot. */
export interface TemperatureResponse {
  /** Demand over that of the days behind; NaN where no temperature is foreseen. */
  readonly driver: Float64Array;
  /** How uncertain the driver is, as a share of it: small for days as they were, large for those that never were. */
  readonly doubt: Float64Array;
}

/** Demand of past days and their mean temperature, the newest weighing most. */
interface Days {
  readonly demand: readonly number[];
  readonly tempC: readonly number[];
  readonly weights: readonly number[];
}

/** Demand over a mild day's = 1 + slopes · degrees beyond the limits. */
interface Law {
  readonly limits: readonly [number, number];
  readonly slopes: readonly [number, number];
  /** Of the slopes: warm, both, cold. */
  readonly covariance: readonly [number, number, number];
  /** Mean demand of a mild day, over the rating. */
  readonly mild: number;
  /** Logarithm of how likely the past is under these limits. */
  readonly evidence: number;
}

/**
 * Demand by the mean temperature of the last 24 hours. Least squares over past days, which lean on what
 * is usual (a normal prior) the more, the fewer of them were warm or cold; made for several limits from
 * which on a degree counts, and averaged by how likely the past is under each. Limits that were never
 * reached keep what is usual, and its doubt.
 *
 * @param demandAt demand over the rating, NaN where it is not known.
 */
export function temperatureResponse(
  { slotMs, count }: { readonly slotMs: number; readonly count: number },
  temperatureAt: (slot: number) => number,
  demandAt: (slot: number) => number,
): TemperatureResponse {
  const perDay = Math.round(dayMs / slotMs);
  const meanC = dayBefore(count, perDay, temperatureAt);
  const days = daysOf(meanC, perDay, demandAt);
  const laws = coolAboveC.flatMap((cool) => heatBelowC.map((heat) => [cool, heat] as const));
  const drivers = driversOf(days, laws);
  const driver = new Float64Array(count);
  const doubt = new Float64Array(count);
  for (const [slot, celsius] of meanC.entries()) {
    const { mean, deviation } = drivers(celsius);
    driver[slot] = mean;
    doubt[slot] = deviation / mean;
  }
  return { driver, doubt };
}

/** Mean of the 24 hours up to the end of each slot; NaN where the slot's own temperature is not known. */
function dayBefore(
  count: number,
  perDay: number,
  temperatureAt: (slot: number) => number,
): Float64Array {
  const means = new Float64Array(count);
  let [sum, known] = [0, 0];
  const add = (slot: number, sign: 1 | -1): void => {
    const value = slot < 0 ? Number.NaN : temperatureAt(slot);
    if (Number.isNaN(value)) return;
    sum += sign * value;
    known += sign;
  };
  for (let slot = 0; slot < count; slot += 1) {
    add(slot, 1);
    add(slot - perDay, -1);
    means[slot] = Number.isNaN(temperatureAt(slot)) ? Number.NaN : sum / known;
  }
  return means;
}

/** Whole days back from the newest slot that is known; those less than half measured are left out. */
function daysOf(meanC: Float64Array, perDay: number, demandAt: (slot: number) => number): Days {
  let newest = meanC.length - 1;
  while (newest >= 0 && Number.isNaN(demandAt(newest))) newest -= 1;
  const days: Record<keyof Days, number[]> = { demand: [], tempC: [], weights: [] };
  for (let end = newest, age = 0; end - perDay >= -1; end -= perDay, age += 1) {
    let [demand, celsius, known] = [0, 0, 0];
    for (let slot = end; slot > end - perDay; slot -= 1) {
      const value = demandAt(slot);
      const mean = meanC[slot] as number;
      if (Number.isNaN(value) || Number.isNaN(mean)) continue;
      demand += value;
      celsius += mean;
      known += 1;
    }
    if (known < perDay / 2) continue;
    days.demand.push(demand / known);
    days.tempC.push(celsius / known);
    days.weights.push(0.5 ** (age / halfLifeDays));
  }
  return days;
}

/** The driver at a temperature and its standard deviation, over all limits. */
function driversOf(
  days: Days,
  limits: readonly (readonly [number, number])[],
): (celsius: number) => { mean: number; deviation: number } {
  const first = limits.map((pair) => lawOf(days, pair, 1));
  const noise = Math.max(deviationMin ** 2, Math.min(...first.map((law) => noiseOf(days, law))));
  const laws = limits.map((pair) => lawOf(days, pair, alikeDays * noise));
  const best = Math.max(...laws.map(({ evidence }) => evidence));
  const parts = laws.map((law) => ({
    ...{ law, weight: Math.exp(law.evidence - best) },
    // The level of demand is that of the days behind: there no law is in doubt.
    ...centreOf(days, law),
  }));
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return (celsius) => {
    let [mean, square] = [0, 0];
    for (const { law, weight, driver, degrees } of parts) {
      const here = driverAt(law, celsius) / driver;
      const [warm, cold] = degreesAt(law, celsius);
      const [a, b] = [warm - degrees[0], cold - degrees[1]];
      const [aa, ab, bb] = law.covariance;
      const variance = (aa * a * a + 2 * ab * a * b + bb * b * b) / driver ** 2;
      mean += (weight / total) * here;
      square += (weight / total) * (here * here + variance);
    }
    return { mean, deviation: Math.sqrt(Math.max(0, square - mean * mean)) };
  };
}

function degreesAt({ limits }: Pick<Law, 'limits'>, celsius: number): readonly [number, number] {
  return [Math.max(0, celsius - limits[0]), Math.max(0, limits[1] - celsius)];
}

function driverAt(law: Pick<Law, 'limits' | 'slopes'>, celsius: number): number {
  const [warm, cold] = degreesAt(law, celsius);
  const driver = 1 + law.slopes[0] * warm + law.slopes[1] * cold;
  return Number.isNaN(driver) ? driver : Math.max(driverMin, driver);
}

/** Mean driver and degrees of the days behind. */
function centreOf({ tempC, weights }: Days, law: Law) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const meanOf = (of: (celsius: number) => number): number =>
    tempC.reduce((sum, celsius, at) => sum + (weights[at] as number) * of(celsius), 0) / total;
  if (total === 0) return { driver: 1, degrees: [0, 0] as const };
  return {
    driver: meanOf((celsius) => driverAt(law, celsius)),
    degrees: [
      meanOf((celsius) => degreesAt(law, celsius)[0]),
      meanOf((celsius) => degreesAt(law, celsius)[1]),
    ] as const,
  };
}

/** Slopes of one pair of limits, by the noise of a day's demand over a mild day's, a variance. */
function lawOf(days: Days, limits: readonly [number, number], noise: number): Law {
  let law: Law = {
    ...{ limits, slopes: usual.mean, mild: 1, evidence: 0 },
    covariance: [usual.deviation[0] ** 2, 0, usual.deviation[1] ** 2],
  };
  if (days.demand.length < daysMin) return law;
  for (let round = 0; round < rounds; round += 1) {
    const mild = mildDemand(days, law);
    if (!(mild > 0)) return law;
    law = { limits, mild, ...solved(days, { limits, mild, noise }) };
  }
  return law;
}

function mildDemand({ demand, tempC, weights }: Days, law: Law): number {
  let [above, below] = [0, 0];
  for (const [at, value] of demand.entries()) {
    const driver = driverAt(law, tempC[at] as number);
    above += (weights[at] as number) * value * driver;
    below += (weights[at] as number) * driver * driver;
  }
  return above / below;
}

/** Variance of a day's demand over a mild day's around the law. */
function noiseOf({ demand, tempC, weights }: Days, law: Law): number {
  let [squares, total] = [0, 0];
  for (const [at, value] of demand.entries()) {
    const miss = value / law.mild - driverAt(law, tempC[at] as number);
    squares += (weights[at] as number) * miss * miss;
    total += weights[at] as number;
  }
  return total === 0 ? 0 : squares / total;
}

/** Posterior of level and slopes, and the evidence, of a linear law with a normal prior (Bishop 2006, 3.5). */
function solved(
  { demand, tempC, weights }: Days,
  { limits, mild, noise }: { limits: readonly [number, number]; mild: number; noise: number },
): Pick<Law, 'slopes' | 'covariance' | 'evidence'> {
  const size = 3;
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  const rows = tempC.map((celsius) => [1, ...degreesAt({ limits }, celsius)] as const);
  for (const [at, row] of rows.entries()) {
    const weight = (weights[at] as number) / noise;
    for (let i = 0; i < size; i += 1) {
      right[i] =
        (right[i] as number) + (weight * (row[i] as number) * (demand[at] as number)) / mild;
      for (let j = 0; j <= i; j += 1) {
        const place = i * size + j;
        matrix[place] =
          (matrix[place] as number) + weight * (row[i] as number) * (row[j] as number);
      }
    }
  }
  const precisions = usual.deviation.map((deviation) => 1 / deviation ** 2);
  for (const [at, precision] of precisions.entries()) {
    const place = (at + 1) * size + at + 1;
    matrix[place] = (matrix[place] as number) + precision;
    right[at + 1] = (right[at + 1] as number) + precision * (usual.mean[at] as number);
  }
  factorInPlace(matrix, size);
  solveInPlace(matrix, size, right);
  const columnOf = (at: number): Float64Array => {
    const unit = new Float64Array(size);
    unit[at] = 1;
    solveInPlace(matrix, size, unit);
    return unit;
  };
  const [warm, cold] = [columnOf(1), columnOf(2)];
  const [level = 0, warmSlope = 0, coldSlope = 0] = right;
  let misfit = 0;
  for (const [at, [one, above, below]] of rows.entries()) {
    const miss =
      (demand[at] as number) / mild - level * one - warmSlope * above - coldSlope * below;
    misfit += ((weights[at] as number) / noise) * miss * miss;
  }
  for (const [at, precision] of precisions.entries()) {
    misfit += precision * ((right[at + 1] as number) - (usual.mean[at] as number)) ** 2;
  }
  const logRoots = [0, 1, 2].reduce(
    (sum, at) => sum + Math.log(matrix[at * (size + 1)] as number),
    0,
  );
  return {
    slopes: [warmSlope, coldSlope],
    covariance: [warm[1] as number, warm[2] as number, cold[2] as number],
    evidence: -misfit / 2 - logRoots,
  };
}
