const firstDelayMs = 1_000;
const delayMsMax = 30_000;

/**
 * How long to wait before connecting again after `failures` in a row (0 for the first). Doubles up
 * to 30 s; half of it is left to `random` (0–1), so that many who lost the same broker come back
 * one after the other.
 */
export function reconnectDelayMs(failures: number, random: number): number {
  const ceilingMs = Math.min(delayMsMax, firstDelayMs * 2 ** failures);
  return ceilingMs * (0.5 + random / 2);
}
