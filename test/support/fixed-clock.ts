import { type Instant, instant } from '../../src/domain/instant.ts';
import type { Clock } from '../../src/service/ports.ts';

/** A clock that stands still until the test moves it. */
export function fixedClock(iso = '2026-05-04T08:00:00Z'): Clock & { advance(ms: number): Instant } {
  let now = instant(Date.parse(iso));
  return {
    now: () => now,
    advance: (ms) => {
      now = instant(now + ms);
      return now;
    },
  };
}
