/**
 * What one forecast slot is worth. Quantiles stand on the levels 0.01 … 0.99 in rising order; all
 * figures are divided by the capacity, except where it is given as 1.
 */
export interface SlotScore {
  /** Mean pinball loss over 0.01 … 0.99, and over 0.1 … 0.9. */
  pl99: number;
  pl9: number;
  /** 1 where the actual lies in [q10, q90] and [q05, q95], else 0. */
  in80: number;
  in90: number;
  /** 1 where the forecast left something open (q05 < q95), 0 where it was one value: night of a roof. */
  isOpen: number;
  /**
   * Part of the actual's probability integral transform inside 0.1 … 0.9 and 0.05 … 0.95: 0 or 1, but
   * where the actual equals several quantiles. A dusk that is dark at one time in three has its lowest
   * third of quantiles at 0; an actual of 0 then lies anywhere in that third (randomised transform,
   * Czado, Gneiting & Held 2009), while an interval that begins at 0 can miss above only.
   */
  pit80: number;
  pit90: number;
  /** Median minus actual, and the actual itself. */
  error: number;
  actual: number;
}

/** Levels of a scored forecast: 0.01 … 0.99. */
export const scoredLevels = 99;

/** Values this near, as a share of the capacity, are the same. */
const tieShare = 1e-6;
const [place05, place10, place50, place90, place95] = [4, 9, 49, 89, 94] as const;

export function emptySlotScore(): SlotScore {
  return { pl99: 0, pl9: 0, in80: 0, in90: 0, isOpen: 0, pit80: 0, pit90: 0, error: 0, actual: 0 };
}

/** Scores the row of quantiles that begins at `from`; `into` is filled, so that nothing is allocated. */
export function scoreSlot(
  actual: number,
  quantiles: Float64Array,
  from: number,
  capacity: number,
  into: SlotScore,
): void {
  let all = 0;
  let tenths = 0;
  for (let place = 0; place < scoredLevels; place += 1) {
    const error = actual - (quantiles[from + place] ?? Number.NaN);
    const level = (place + 1) / 100;
    const loss = error >= 0 ? level * error : (level - 1) * error;
    all += loss;
    if (place % 10 === 9) tenths += loss;
  }
  into.pl99 = all / scoredLevels / capacity;
  into.pl9 = tenths / 9 / capacity;
  into.in80 = isWithin(actual, quantiles, from + place10, from + place90);
  into.in90 = isWithin(actual, quantiles, from + place05, from + place95);
  into.isOpen = (quantiles[from + place05] ?? 0) < (quantiles[from + place95] ?? 0) ? 1 : 0;
  addTransform(actual, quantiles, from, tieShare * capacity, into);
  into.error = ((quantiles[from + place50] ?? Number.NaN) - actual) / capacity;
  into.actual = actual / capacity;
}

function addTransform(
  actual: number,
  quantiles: Float64Array,
  from: number,
  tie: number,
  into: SlotScore,
): void {
  let below = 0;
  let equal = 0;
  for (let place = from; place < from + scoredLevels; place += 1) {
    const error = actual - (quantiles[place] ?? Number.NaN);
    if (error > tie) below += 1;
    else if (error >= -tie) equal += 1;
  }
  into.pit80 = shareInside(below, equal, 0.1);
  into.pit90 = shareInside(below, equal, 0.05);
}

/** Part of the transform between `tail` and 1 − `tail`, where it lies from `below` to past `equal` levels. */
function shareInside(below: number, equal: number, tail: number): number {
  const from = below / 100;
  const to = (below + equal + 1) / 100;
  return Math.max(0, Math.min(to, 1 - tail) - Math.max(from, tail)) / (to - from);
}

function isWithin(actual: number, quantiles: Float64Array, low: number, high: number): number {
  const inside = actual >= (quantiles[low] ?? 0) && actual <= (quantiles[high] ?? 0);
  return inside ? 1 : 0;
}
