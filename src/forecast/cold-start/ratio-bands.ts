/** Quantiles of the ratio of what comes to what a reference says, for references of several sizes. */
export interface RatioBands {
  readonly levels: readonly number[];
  /** Sizes of the reference, rising, that the rows of `ratios` are for. */
  readonly sizes: Float64Array;
  /** Sizes × levels, row-major. */
  readonly ratios: Float64Array;
}

/** The same ratios whatever the reference says. */
export function bandsOfAnySize(levels: readonly number[], ratios: Float64Array): RatioBands {
  return { levels, sizes: Float64Array.of(0), ratios };
}

/** Quantiles of the ratio at a size, linear between the sizes that are told and constant beyond them. */
export function ratiosAt({ levels, sizes, ratios }: RatioBands, size: number): Float64Array {
  const width = levels.length;
  const last = sizes.length - 1;
  let row = 0;
  while (row < last && (sizes[row + 1] as number) <= size) row += 1;
  const next = Math.min(row + 1, last);
  const [from = 0, to = 0] = [sizes[row], sizes[next]];
  const share = to > from ? Math.min(Math.max((size - from) / (to - from), 0), 1) : 0;
  return Float64Array.from({ length: width }, (_, level) => {
    const here = ratios[row * width + level] as number;
    return here + share * ((ratios[next * width + level] as number) - here);
  });
}

/** The value at the level nearest to one half. */
export function medianOf(values: Float64Array, levels: readonly number[]): number {
  const distance = (place: number): number => Math.abs((levels[place] ?? 0) - 0.5);
  const places = [...levels.keys()].sort((a, b) => distance(a) - distance(b));
  return values[places[0] ?? 0] ?? Number.NaN;
}
