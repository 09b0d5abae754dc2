import { valueAt } from '../reconcile/quantile-curve.ts';
import type { Reference } from './reference.ts';

/** How a reference is usually met: levels, and the ratio of what came to what the reference said. */
interface UsualRatios {
  readonly levels: readonly number[];
  readonly ratios: readonly number[];
}

const levels = [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98] as const;

/**
 * Wide on purpose: they stand in until a plant or its neighbours have shown better. Assumptions, not
 * measurements: 15 % of losses behind ideal panels, a sky that is mostly half open, a wind farm
 * that gives a fifth of its rating, and demand that is rarely beyond twice the usual.
 */
const usual: Readonly<Record<Reference['stem'], readonly number[]>> = {
  roof_physics: [0.3, 0.55, 0.77, 0.85, 0.93, 1.05, 1.3],
  clear_sky: [0.05, 0.15, 0.38, 0.58, 0.74, 0.86, 0.95],
  farm_curve: [0, 0.2, 0.6, 0.85, 1.05, 1.4, 1.9],
  wind_climate: [0, 0.02, 0.08, 0.19, 0.34, 0.7, 0.97],
  heating_degrees: [0.1, 0.35, 0.75, 1, 1.25, 1.7, 2.4],
  degree_days: [0.1, 0.35, 0.75, 1, 1.25, 1.7, 2.4],
  daily_profile: [0.1, 0.35, 0.75, 1, 1.25, 1.7, 2.4],
};

/** Usual ratios at the wanted levels, rising; beyond the outermost levels their extremes hold. */
export function usualRatios(stem: Reference['stem'], wanted: readonly number[]): Float64Array {
  const { ratios }: UsualRatios = { levels, ratios: usual[stem] };
  const values = Float64Array.from(ratios);
  return Float64Array.from(wanted, (level) => valueAt({ levels, values, first: 0 }, level));
}
