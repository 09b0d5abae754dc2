import { dayStartOf } from '../../domain/calendar.ts';
import type { ForecastHorizon } from '../../domain/forecast.ts';
import { type Instant, instant, quarterMs, slotStartOf } from '../../domain/instant.ts';
import type { OriginRule } from '../../forecast/frame/origins.ts';

/** Local hour at which tomorrow is forecast: before the day-ahead market of a province closes. */
export const dayAheadHour = 9;
/** Four hours in quarters. */
export const ultraShortSlots = 16;
/** Between two issues of the next four hours that are learned from: five hours, so that all hours come round. */
export const ultraShortEvery = 20;
/** How models learn: under the rule that forecasts of the horizon are issued by. */
export const learningRules: Readonly<Record<ForecastHorizon, OriginRule>> = {
  day_ahead: { every: 'day', issueMin: dayAheadHour * 60, daysAhead: 1 },
  ultra_short: { every: 'slots', slots: ultraShortEvery, steps: ultraShortSlots },
};

/** What a forecast issued at `now` knows and covers. */
export interface Horizon {
  /** End of the last quarter hour that is over. */
  readonly knownTo: Instant;
  readonly start: Instant;
  readonly end: Instant;
  /** Where the next local day begins. */
  readonly tomorrow: Instant;
}

/** From the next full quarter hour on: to the end of the local tomorrow, or for four hours. */
export function horizonAt(horizon: ForecastHorizon, now: Instant, timeZone: string): Horizon {
  const knownTo = slotStartOf(now, quarterMs);
  const start = knownTo === now ? now : instant(knownTo + quarterMs);
  const end =
    horizon === 'day_ahead'
      ? localTimeOf(now, { days: 2, hour: 0 }, timeZone)
      : instant(start + ultraShortSlots * quarterMs);
  return { knownTo, start, end, tomorrow: localTimeOf(now, { days: 1, hour: 0 }, timeZone) };
}

/** A full hour of the local day that lies so many days after the one that holds `at`. */
export function localTimeOf(
  at: Instant,
  { days, hour }: { days: number; hour: number },
  timeZone: string,
): Instant {
  const local = Temporal.Instant.fromEpochMilliseconds(dayStartOf(at, timeZone))
    .toZonedDateTimeISO(timeZone)
    .add({ days })
    .withPlainTime({ hour });
  return instant(local.epochMilliseconds);
}

/** Local clock minus UTC, ms, for each of `count` slots. */
export function localOffsets(
  { from, slotMs, count }: { from: number; slotMs: number; count: number },
  timeZone: string,
): Int32Array {
  const offsetMs = (slot: number): number =>
    Temporal.Instant.fromEpochMilliseconds(from + slot * slotMs).toZonedDateTimeISO(timeZone)
      .offsetNanoseconds / 1e6;
  const offsets = new Int32Array(count);
  const stretch = 96;
  for (let first = 0; first < count; first += stretch) {
    const end = Math.min(first + stretch, count);
    const [before, after] = [offsetMs(first), offsetMs(end)];
    for (let slot = first; slot < end; slot += 1) {
      offsets[slot] = before === after ? before : offsetMs(slot);
    }
  }
  return offsets;
}
