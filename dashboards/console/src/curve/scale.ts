/** Axes that stay where they are. */

export interface Extent {
  readonly min: number;
  readonly max: number;
}

export interface Scale extends Extent {
  readonly step: number;
}

/** The smallest of 1, 2, 2.5, 5 × 10ⁿ that is at least `rough`. */
export function niceStep(rough: number): number {
  if (!(rough > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough * (1 - 1e-9));
  return (factor ?? 10) * power;
}

/** A value past a limit by less than this share of a step is drawn at it: an inverter's own use at night. */
const overshoot = 0.02;

/** Round limits around an extent with about `divisions` steps; zero is inside unless `free`. */
export function niceScale(extent: Extent, options: { divisions: number; free?: boolean }): Scale {
  const low = options.free ? extent.min : Math.min(extent.min, 0);
  const high = options.free ? extent.max : Math.max(extent.max, 0);
  // Values that differ by less than they are exact to have no spread of their own.
  const magnitude = Math.max(Math.abs(low), Math.abs(high), 1);
  const span = high - low > magnitude * 1e-9 ? high - low : magnitude * 0.1;
  const step = niceStep(span / options.divisions);
  const min = Math.floor(low / step + overshoot) * step;
  const max = Math.ceil(high / step - overshoot) * step;
  return { min, max: max > min ? max : min + step, step };
}

/** `held` grown to take in `wanted`: an axis under a running curve never shrinks or shakes. */
export function grownExtent(held: Extent | null, wanted: Extent): Extent {
  if (held === null) return wanted;
  if (wanted.min >= held.min && wanted.max <= held.max) return held;
  return { min: Math.min(held.min, wanted.min), max: Math.max(held.max, wanted.max) };
}

/** Steps that a time axis may use, in ms. */
const minute = 60_000;
const timeSteps = [
  1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1_440, 2_880, 7_200, 14_400, 43_200,
].map((minutes) => minutes * minute);

/** Step between the labels of a time axis of `spanMs` with room for about `labels` of them. */
export function timeStep(spanMs: number, labels: number): number {
  return timeSteps.find((step) => spanMs / step <= labels) ?? timeSteps.at(-1) ?? spanMs;
}
