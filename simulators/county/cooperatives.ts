import type { PlannedCooperative } from './county-plan.ts';
import { drawOf, wholeOf } from './draws.ts';
import type { Township } from './place-names.ts';

/** Households that hold a share; the smallest share is 1 %. */
const householdsMin = 5;
const householdsMax = 12;

export function cooperativeIdOf(township: Township): string {
  return `${township.id}-coop`;
}

/** The cooperative of a township and what its households put in. */
export function cooperativeOf(township: Township, seed: number): PlannedCooperative {
  const id = cooperativeIdOf(township);
  const count = wholeOf(drawOf(seed, `households ${id}`), householdsMin, householdsMax);
  const weights = Array.from({ length: count }, (_, index) =>
    wholeOf(drawOf(seed, `share ${id} ${index}`), 2, 10),
  );
  return {
    id,
    name: `${township.name}新能源合作社`,
    nameEn: `${township.nameEn} New-Energy Cooperative`,
    shares: Object.fromEntries(
      hundredths(weights).map((share, index) => [
        `${township.id}-h${String(index + 1).padStart(2, '0')}`,
        share / 100,
      ]),
    ),
  };
}

/** Whole hundredths in the proportion of the weights; what rounding leaves goes to the first. */
function hundredths(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => Math.floor((100 * weight) / total));
  const left = 100 - shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share, index) => (index === 0 ? share + left : share));
}
