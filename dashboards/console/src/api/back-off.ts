/** First wait after a broken connection, and the longest one, in ms. */
export const firstWaitMs = 1_000;
export const longestWaitMs = 30_000;

/**
 * Wait before attempt `attempt` (0 is the first retry): doubling, and between half and the whole of
 * it at random, so that all screens of a control room do not come back in the same moment.
 */
export function backOffMs(attempt: number, random: () => number): number {
  const whole = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempt, 16));
  return Math.round(whole * (0.5 + 0.5 * random()));
}
