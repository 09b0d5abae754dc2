/** Cumulative energy registers: they only count up, except when a meter is reset, changed or rolls over. */

/** A register may step by its resolution at once, in kWh. */
const stepKwhMin = 10;
/** Heat meters of heat pumps count several times the electric rating, and meters can run overloaded. */
const ratingFactorMax = 10;

/**
 * Most energy that a register can plausibly count in `elapsedMs`, in kWh. Infinite for a device
 * without a rating.
 */
export function registerStepKwhMax(ratingKw: number | null, elapsedMs: number): number {
  if (ratingKw === null) return Number.POSITIVE_INFINITY;
  return stepKwhMin + (ratingFactorMax * ratingKw * elapsedMs) / 3_600_000;
}

/** Where a register stood, and how high it was before it last went back; NaN if it never did. */
export interface RegisterCount {
  readonly value: number;
  readonly at: number;
  readonly peak: number;
}

/**
 * Energy that passed between two readings of a register, in kWh, never negative and never a spike.
 *
 * A register that went back was reset: it counts from zero where what it shows now can have passed
 * since, and otherwise not at all. One that jumps from less than half to above where it once was
 * had only shown a wrong value for a while: it counts from there. Any other step that the rating
 * does not allow counts nothing: the meter was changed.
 */
export function passedKwh(
  { value, at, peak }: RegisterCount,
  next: { readonly value: number; readonly at: number },
  ratingKw: number | null,
): number {
  const possibleKwh = registerStepKwhMax(ratingKw, next.at - at);
  if (next.value < value) {
    const fromZero = ratingKw !== null && next.value < value / 2 && next.value <= possibleKwh;
    return fromZero ? next.value : 0;
  }
  const cameBack = value < peak / 2 && next.value >= peak;
  const step = next.value - (cameBack ? peak : value);
  return step <= possibleKwh ? step : 0;
}

/** The register after `next`. */
export function countedOn(
  count: RegisterCount | null,
  next: { readonly value: number; readonly at: number },
): RegisterCount {
  const { value, at } = next;
  if (count === null) return { value, at, peak: Number.NaN };
  if (value < count.value) return { value, at, peak: higher(count.peak, count.value) };
  return { value, at, peak: value >= count.peak ? Number.NaN : count.peak };
}

function higher(peak: number, value: number): number {
  return peak > value ? peak : value;
}
