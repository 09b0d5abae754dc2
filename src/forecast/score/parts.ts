/** Part of a forecast that is scored by itself; a bound that is left out does not bind. */
export interface ScorePart {
  /** Local hours of the day, `fromHour` to before `toHour`. */
  readonly fromHour?: number | undefined;
  readonly toHour?: number | undefined;
  /** First and last step of the horizon, counted from 1. */
  readonly steps?: readonly [first: number, last: number] | undefined;
}

/** `hour` is the local hour in which the slot starts, fractions included. */
export function isInPart(
  { fromHour = 0, toHour = 24, steps }: ScorePart,
  { hour, step }: { readonly hour: number; readonly step: number },
): boolean {
  const [first, last] = steps ?? [1, Number.POSITIVE_INFINITY];
  return hour >= fromHour && hour < toHour && step >= first && step <= last;
}

/** Steps of a horizon, counted from 1, that are scored together by their lead time. */
export interface LeadRange {
  readonly fromStep: number;
  readonly toStep: number;
}

/** Single steps that are told apart; a longer horizon is told in hours, and beyond two days in days. */
const singleStepsMax = 24;

/** How many steps make up one range of lead times of a horizon. */
export function stepsPerLeadRange(steps: number, slotMs: number): number {
  if (steps <= singleStepsMax) return 1;
  const hours = (steps * slotMs) / 3_600_000;
  const rangeMs = hours <= 48 ? 3_600_000 : 24 * 3_600_000;
  return Math.max(1, Math.round(rangeMs / slotMs));
}
