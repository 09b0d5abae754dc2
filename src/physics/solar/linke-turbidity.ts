import type { Instant } from '../../domain/instant.ts';
import { dayOfYear, daysInYear, yearOf } from './day-of-year.ts';

/**
 * Linke turbidity of a day from a value for each month, January first: each stands for the middle
 * of its month, and between the middles it changes linearly, over the turn of the year as well.
 * Throws unless there are twelve.
 *
 * @example linkeTurbidityAt(at, [3.6, 3.9, 4.3, 4.7, 4.8, 5, 5.2, 4.9, 4.4, 4.1, 3.8, 3.6])
 */
export function linkeTurbidityAt(at: Instant, monthly: readonly number[]): number {
  if (monthly.length !== 12) throw new RangeError('turbidity needs a value for each month');
  const day = dayOfYear(at);
  const middles = daysInYear(yearOf(at)) === 366 ? leapMiddles : commonMiddles;
  const next = middles.findIndex((middle) => middle > day);
  const before = middles[next - 1] ?? 0;
  const after = middles[next] ?? 0;
  const share = (day - before) / (after - before);
  const old = monthly[(next + 10) % 12] ?? 0;
  return old + share * ((monthly[(next + 11) % 12] ?? 0) - old);
}

const commonMiddles = monthMiddles(28);
const leapMiddles = monthMiddles(29);

/** Days of the year in the middle of December before, of the twelve months, of January after. */
function monthMiddles(february: number): number[] {
  const lengths = [31, 31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31];
  let end = -31;
  return lengths.map((length) => {
    end += length;
    return end - length / 2;
  });
}
