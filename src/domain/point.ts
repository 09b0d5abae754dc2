/**
 * One measured quantity of a device kind. Ranges are what is physically plausible, not what is
 * good: a value outside them is wrong, a value inside them may still be an alarm.
 */
export interface PointSpec {
  /** Name with its unit, as on the wire: `powerKw`. */
  readonly name: string;
  readonly unit: string;
  /** What the value means and which direction is positive. */
  readonly meaning: string;
  readonly min: number;
  readonly max: number;
  /** Plausible range in multiples of the device's rating, for power points. */
  readonly ratingRange?: readonly [number, number];
  /** A cumulative register: its roll-up is the energy that passed, not a mean. */
  readonly register?: true;
  /** Unchanged for longer than this while non-zero, the value is suspected to be stuck, in minutes. */
  readonly stuckAfterMin?: number;
  /** Fastest plausible change, in point units a second (`ratingRange` points: ratings a second). */
  readonly rampPerS?: number;
}
