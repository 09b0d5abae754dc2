/** An age in its largest whole unit, so that a screen shows `3 min` and not `187 s`. */

export type AgeUnit = 'seconds' | 'minutes' | 'hours' | 'days';

export interface Age {
  readonly count: number;
  readonly unit: AgeUnit;
}

/** Age of `ageMs`; a clock that runs a little ahead gives no negative age. */
export function ageOf(ageMs: number): Age {
  const seconds = Math.max(0, Math.floor(ageMs / 1_000));
  if (seconds < 60) return { count: seconds, unit: 'seconds' };
  if (seconds < 3_600) return { count: Math.floor(seconds / 60), unit: 'minutes' };
  if (seconds < 172_800) return { count: Math.floor(seconds / 3_600), unit: 'hours' };
  return { count: Math.floor(seconds / 86_400), unit: 'days' };
}
