/** Quantiles of one slot: rising levels, and the place of their values in a larger array. */
export interface SlotQuantiles {
  readonly levels: readonly number[];
  readonly values: Float64Array;
  readonly first: number;
}

/** Value at a level between the known ones, by straight lines; beyond them their extremes hold. */
export function valueAt({ levels, values, first }: SlotQuantiles, level: number): number {
  const count = levels.length;
  let above = 0;
  while (above < count && (levels[above] as number) < level) above += 1;
  if (above === 0) return values[first] as number;
  if (above === count) return values[first + count - 1] as number;
  const left = levels[above - 1] as number;
  const right = levels[above] as number;
  const share = (level - left) / (right - left);
  const low = values[first + above - 1] as number;
  return low + share * ((values[first + above] as number) - low);
}

/** Mean of the distribution that the quantiles draw: the area below their curve over the levels. */
export function meanOf({ levels, values, first }: SlotQuantiles): number {
  let area = (levels[0] as number) * (values[first] as number);
  for (let place = 1; place < levels.length; place += 1) {
    const width = (levels[place] as number) - (levels[place - 1] as number);
    area +=
      width * 0.5 * ((values[first + place] as number) + (values[first + place - 1] as number));
  }
  return area + (1 - (levels.at(-1) as number)) * (values[first + levels.length - 1] as number);
}

/** Variance of the same distribution; 0 where all quantiles are one value. */
export function varianceOf(quantiles: SlotQuantiles): number {
  const { levels, values, first } = quantiles;
  const mean = meanOf(quantiles);
  const square = (place: number): number => ((values[first + place] as number) - mean) ** 2;
  let area = (levels[0] as number) * square(0);
  for (let place = 1; place < levels.length; place += 1) {
    const width = (levels[place] as number) - (levels[place - 1] as number);
    area += width * 0.5 * (square(place) + square(place - 1));
  }
  return area + (1 - (levels.at(-1) as number)) * square(levels.length - 1);
}

/** Writes the quantiles of equally likely values, which are sorted in place, to `out` from `first` on. */
export function quantilesOfSample(
  sample: Float64Array,
  { levels, first, out }: { levels: readonly number[]; first: number; out: Float64Array },
): void {
  sample.sort();
  const last = sample.length - 1;
  for (const [place, level] of levels.entries()) {
    // Value k of n stands at level (k + 1/2) / n, as the ranks do from which the sample was made.
    const position = Math.min(Math.max(level * sample.length - 0.5, 0), last);
    const below = Math.floor(position);
    const low = sample[below] as number;
    const high = sample[Math.min(below + 1, last)] as number;
    out[first + place] = low + (position - below) * (high - low);
  }
}
