/** A point in time: UTC epoch milliseconds. */
export type Instant = number & { readonly __brand: 'Instant' };

export function instant(epochMs: number): Instant {
  return epochMs as Instant;
}

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const quarterMs = 15 * minuteMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** Start of the half-open slot `[start, start + slotMs)` that holds `at`, aligned to the epoch. */
export function slotStartOf(at: Instant, slotMs: number): Instant {
  return (Math.floor(at / slotMs) * slotMs) as Instant;
}
