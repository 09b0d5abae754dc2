import { dayMs, type Instant } from '../../domain/instant.ts';

/**
 * Day of the year from 1, in UTC: the formulas of this room count days at Greenwich.
 *
 * @example dayOfYear(instant(Date.parse('2025-02-01T23:00:00+08:00'))) // 32
 */
export function dayOfYear(at: Instant): number {
  return Math.floor((at - yearStart(yearOf(at))) / dayMs) + 1;
}

/** The year in UTC. */
export function yearOf(at: Instant): number {
  const guess = 1970 + Math.floor(at / (365.2425 * dayMs));
  if (at < yearStart(guess)) return guess - 1;
  return at < yearStart(guess + 1) ? guess : guess + 1;
}

/** 365 or 366. */
export function daysInYear(year: number): number {
  return (yearStart(year + 1) - yearStart(year)) / dayMs;
}

function yearStart(year: number): number {
  return Date.UTC(year, 0);
}
