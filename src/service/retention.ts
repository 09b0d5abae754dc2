import { dayMs, type Instant, instant } from '../domain/instant.ts';
import type { Log, ReadingColumns, ReadingStore, RetentionLimits } from './ports.ts';

/** A store in which nothing good is younger has nothing to fear from waiting. */
export const quietMsMax = 7 * dayMs;

const invalidQuality = 2;

/**
 * Removes what is too old, but only while the store shows that it is now what the clock says: a
 * clock that is months ahead would call everything too old, and what is removed does not come back.
 */
export async function removeExpired(
  store: Pick<ReadingStore, 'latest' | 'applyRetention'>,
  now: Instant,
  { limits, log }: { readonly limits: RetentionLimits; readonly log: Log },
): Promise<void> {
  const latest = await store.latest();
  const newestAt = newestGoodAt(latest);
  if (latest.length > 0 && (newestAt === null || now - newestAt > quietMsMax)) {
    log.warn(
      { now, newestAt },
      'Nothing good was measured in the last 7 days, or the clock is wrong: nothing is removed.',
    );
    return;
  }
  await store.applyRetention(limits);
}

/** When the newest reading was measured that is not invalid; null where there is none. */
function newestGoodAt(latest: readonly ReadingColumns[]): Instant | null {
  let newestAt = Number.NEGATIVE_INFINITY;
  for (const { length, measuredAt, quality } of latest) {
    for (let row = 0; row < length; row += 1) {
      if (quality[row] !== invalidQuality) newestAt = Math.max(newestAt, measuredAt[row] ?? 0);
    }
  }
  return newestAt === Number.NEGATIVE_INFINITY ? null : instant(newestAt);
}
