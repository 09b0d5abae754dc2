import { normalQuantile } from './normal-quantile.ts';

/** Errors of past days, made by the same models at the same slot of the day: leaf by day, NaN where missing. */
export interface PastErrors {
  readonly leaves: number;
  readonly days: number;
  readonly errors: Float32Array;
}

/** Days from which on the past tells how errors hang together. */
export const pastDaysMin = 20;
/** Until then: what two leaves of one kind share of their errors (assumption: neighbouring roofs). */
const sharedUntilKnown = 0.6;

/**
 * Where each leaf stands within its own distribution in each scenario: ranks in (0, 1), leaf by
 * scenario. Scenario k takes the ranks that the leaves' errors had on past day k (Schaake shuffle,
 * Clark and others, 2004), so that leaves err together as far as they did. A leaf without an error
 * of some day stands where the others stood on average.
 */
export function ranksOfPast({ leaves, days, errors }: PastErrors): Float32Array {
  const common = commonErrors({ leaves, days, errors });
  const ranks = new Float32Array(leaves * days);
  const own = new Float64Array(days);
  const order = Array.from({ length: days }, (_, day) => day);
  for (let leaf = 0; leaf < leaves; leaf += 1) {
    const scale = spreadOf(errors, leaf * days, days);
    for (let day = 0; day < days; day += 1) {
      const error = errors[leaf * days + day] as number;
      own[day] = Number.isNaN(error) || scale === 0 ? (common[day] as number) : error / scale;
    }
    order.sort((a, b) => (own[a] as number) - (own[b] as number) || a - b);
    for (const [rank, day] of order.entries()) ranks[leaf * days + day] = (rank + 0.5) / days;
  }
  return ranks;
}

/** Ranks while there is too little past: one factor that all leaves share, and a part of their own. */
export function ranksOfFactor(
  leaves: number,
  scenarios: number,
  random: () => number,
): Float32Array {
  const factors = evenNormals(scenarios);
  const ranks = new Float32Array(leaves * scenarios);
  const own = new Float64Array(scenarios);
  const order = Array.from({ length: scenarios }, (_, scenario) => scenario);
  const shared = Math.sqrt(sharedUntilKnown);
  const apart = Math.sqrt(1 - sharedUntilKnown);
  for (let leaf = 0; leaf < leaves; leaf += 1) {
    for (let scenario = 0; scenario < scenarios; scenario += 1) {
      const noise = normalQuantile(Math.min(Math.max(random(), 1e-9), 1 - 1e-9));
      own[scenario] = shared * (factors[scenario] as number) + apart * noise;
    }
    order.sort((a, b) => (own[a] as number) - (own[b] as number) || a - b);
    for (const [rank, scenario] of order.entries()) {
      ranks[leaf * scenarios + scenario] = (rank + 0.5) / scenarios;
    }
  }
  return ranks;
}

/** Mean over leaves of the errors of each day, each in units of its leaf's own spread. */
function commonErrors({ leaves, days, errors }: PastErrors): Float64Array {
  const sums = new Float64Array(days);
  const counts = new Float64Array(days);
  for (let leaf = 0; leaf < leaves; leaf += 1) {
    const scale = spreadOf(errors, leaf * days, days);
    if (scale === 0) continue;
    for (let day = 0; day < days; day += 1) {
      const error = errors[leaf * days + day] as number;
      if (Number.isNaN(error)) continue;
      sums[day] = (sums[day] as number) + error / scale;
      counts[day] = (counts[day] as number) + 1;
    }
  }
  return sums.map((sum, day) => sum / Math.max(counts[day] as number, 1));
}

/** Root mean square of one leaf's errors; 0 where it has none. */
function spreadOf(errors: Float32Array, first: number, days: number): number {
  let squares = 0;
  let count = 0;
  for (let day = 0; day < days; day += 1) {
    const error = errors[first + day] as number;
    if (Number.isNaN(error)) continue;
    squares += error * error;
    count += 1;
  }
  return count === 0 ? 0 : Math.sqrt(squares / count);
}

function evenNormals(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, place) => normalQuantile((place + 0.5) / count));
}
