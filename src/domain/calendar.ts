import { type Instant, instant } from './instant.ts';

/** Start of the calendar day in `timeZone` (an IANA name) that holds `at`. */
export function dayStartOf(at: Instant, timeZone: string): Instant {
  const day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).startOfDay();
  return instant(day.epochMilliseconds);
}

/** Day starts from the day that holds `from` to the first one at or after `to`: one more than days. */
export function dayBoundaries(range: { from: Instant; to: Instant }, timeZone: string): Instant[] {
  const boundaries: Instant[] = [];
  let day = Temporal.Instant.fromEpochMilliseconds(range.from)
    .toZonedDateTimeISO(timeZone)
    .startOfDay();
  while (boundaries.length === 0 || (boundaries.at(-1) ?? 0) < range.to) {
    boundaries.push(instant(day.epochMilliseconds));
    day = day.add({ days: 1 }).startOfDay();
  }
  return boundaries;
}
