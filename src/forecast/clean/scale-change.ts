import { localDaysIn, type SlotSpan } from '../frame/origins.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';
import { type Fault, targetName } from './fault.ts';
import { medianOf, quantileOf } from './statistics.ts';

/** Days on each side whose levels are compared: no festival lasts as long. */
const sideDays = 28;
/** Days on each side of the jump: a season takes longer than they. */
const jumpDays = 3;
/** A meter that was replaced counts at least so many times more or less. */
const factorLeast = 1.7;
/** Share of the change (of its logarithm) that must happen in the jump. */
const jumpShare = 0.8;

/**
 * Levels that jump from one day to the next and stay: a meter or its ratio was replaced. What lies
 * before is scaled to what came after. Heat and the exchange of a node are left alone, since seasons
 * and new plants do the same to them.
 */
export function scaleChanges(frame: SeriesFrame): Fault[] {
  if (frame.kind === 'heat' || frame.kind === 'net') return [];
  const days = localDaysIn(frame, { start: 0, end: frame.slots.count });
  const levels = days.map(({ start, end }) => quantileOf(frame.target.subarray(start, end), 0.9));
  const logs = levels.map((level) => (level > 0 ? Math.log(level) : Number.NaN));
  const changes: { day: number; log: number }[] = [];
  for (let day = sideDays; day + sideDays <= days.length; day += 1) {
    const log = changeAt(logs, day);
    const last = changes.at(-1);
    if (log === 0) continue;
    if (last === undefined || day - last.day > sideDays) changes.push({ day, log });
    else if (Math.abs(log) > Math.abs(last.log)) Object.assign(last, { day, log });
  }
  return changes.map(({ day, log }) => ({
    column: targetName,
    ...({ start: 0, end: days[day]?.start ?? 0 } satisfies SlotSpan),
    what: 'scaleChanged',
    done: 'scaled',
    amount: Math.exp(log),
  }));
}

/** Logarithm of the factor by which the level jumps before this day; 0 where it does not. */
function changeAt(logs: readonly number[], day: number): number {
  const before = logs.slice(day - sideDays, day);
  const after = logs.slice(day, day + sideDays);
  const log = medianOf(after) - medianOf(before);
  if (!(Math.abs(log) >= Math.log(factorLeast))) return 0;
  const jump = medianOf(after.slice(0, jumpDays)) - medianOf(before.slice(-jumpDays));
  const apart =
    log > 0
      ? quantileOf(after, 0.1) > quantileOf(before, 0.9)
      : quantileOf(after, 0.9) < quantileOf(before, 0.1);
  return apart && jump / log >= jumpShare ? log : 0;
}
