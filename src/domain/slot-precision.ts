/**
 * Slots are kept as precisely as anyone measures: the last digits of a mean say nothing, and take
 * most of its bytes on disk. Energies keep more of them, so that the slots of years add up to what
 * their register has counted: 35,000 quarters are wrong by 0.02 Wh together at most.
 */
import type { PointSpec } from './point.ts';

/** A milliwatt, a microvolt, … */
const meanSteps = 1e6;
/** A microwatt-hour. */
const energySteps = 1e9;

/** A slot's mean, or its energy for a register, to the precision in which slots are kept. */
export function keptSlotValue({ register }: Pick<PointSpec, 'register'>, value: number): number {
  const steps = register === true ? energySteps : meanSteps;
  return Math.round(value * steps) / steps;
}
