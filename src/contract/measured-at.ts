import { excerptOf } from './decode-faults.ts';
import { measuredAtMax, measuredAtMin } from './message-limits.ts';

const isoPattern = /^\d{4}-\d\d-(\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/;

/** Epoch ms of a time on the wire: ISO 8601 with its zone, or epoch ms. NaN if it is neither. */
export function epochMsOf(value: unknown): number {
  if (typeof value === 'number') return plausible(Math.round(value));
  if (typeof value !== 'string') return Number.NaN;
  const match = isoPattern.exec(value);
  if (match === null || match[2] === undefined || !isRealDay(value, match[1])) return Number.NaN;
  return plausible(Date.parse(value));
}

/**
 * Epoch ms of an ISO 8601 time that may leave out its zone, which is then `timeZone`. In the hour
 * that a clock repeats, the first pass is meant. NaN if it cannot be read.
 */
export function localEpochMsOf(value: unknown, timeZone: string): number {
  if (typeof value !== 'string') return epochMsOf(value);
  const match = isoPattern.exec(value);
  if (match === null || match[2] !== undefined || !isRealDay(value, match[1])) {
    return epochMsOf(value);
  }
  // As if it were UTC, to find out hours and minutes that no clock shows.
  if (Number.isNaN(Date.parse(`${value}Z`))) return Number.NaN;
  return plausible(Temporal.PlainDateTime.from(value).toZonedDateTime(timeZone).epochMilliseconds);
}

/** What is wrong with a time that could not be read, and what to do. */
export function badTimeDetail(field: string, value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) {
    return looksLikeSeconds(value)
      ? `${field} ${value} looks like epoch seconds; send epoch milliseconds.`
      : `${field} ${value} is no plausible epoch time in milliseconds; set the clock of the device.`;
  }
  return typeof value === 'string' &&
    isoPattern.exec(value)?.[2] === undefined &&
    isoPattern.test(value)
    ? `${field} ${excerptOf(value)} has no zone; add Z or an offset such as +08:00.`
    : `${field} ${excerptOf(value)} is no time; send ISO 8601 such as 2026-07-01T12:00:00Z, or epoch milliseconds, of a clock that is set.`;
}

function looksLikeSeconds(value: number): boolean {
  return !Number.isNaN(plausible(value * 1_000));
}

function plausible(epochMs: number): number {
  return epochMs >= measuredAtMin && epochMs < measuredAtMax ? epochMs : Number.NaN;
}

/** The platform reads 30 February as 2 March: days that not every month has are looked up. */
function isRealDay(iso: string, day = ''): boolean {
  if (day <= '28') return true;
  const date = iso.slice(0, 10);
  const midnight = Date.parse(date);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
}
