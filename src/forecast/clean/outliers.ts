import { dayMs } from '../../domain/instant.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';
import { type Fault, runsWhere, targetName } from './fault.ts';
import { quantileOf } from './statistics.ts';

const chunkDays = 7;
/** Days on each side that tell what is usual in a week. */
const aroundDays = 14;
const usualLowShare = 0.05;
const usualHighShare = 0.98;
/** Below this share of the usual low, or above so many times the usual high, a value is not a load. */
const dropoutFactor = 0.45;
const spikeFactor = 2.2;

/**
 * Consumption far below or above what is plausible in its weeks: meters that dropped out, or counted
 * twice. Only load has a floor: heat plants pause, and what the sun or the wind gives may be nothing.
 */
export function outliers(frame: SeriesFrame): Fault[] {
  if (frame.kind !== 'load') return [];
  const { target } = frame;
  const perDay = Math.round(dayMs / frame.slots.slotMs);
  const chunk = chunkDays * perDay;
  const faults: Fault[] = [];
  for (let start = 0; start < target.length; start += chunk) {
    const around = target.subarray(
      Math.max(0, start - aroundDays * perDay),
      Math.min(target.length, start + chunk + aroundDays * perDay),
    );
    const floor = dropoutFactor * quantileOf(around, usualLowShare);
    const ceiling = spikeFactor * quantileOf(around, usualHighShare);
    const end = Math.min(target.length, start + chunk);
    faults.push(...wrong({ target, start, end }, (value) => value < floor, 'dropout'));
    if (ceiling > 0)
      faults.push(...wrong({ target, start, end }, (value) => value > ceiling, 'spike'));
  }
  return faults;
}

function wrong(
  { target, start, end }: { target: Float64Array; start: number; end: number },
  isWrong: (value: number) => boolean,
  what: 'dropout' | 'spike',
): Fault[] {
  return runsWhere(end - start, (slot) => isWrong(target[start + slot] as number)).map((run) => ({
    column: targetName,
    start: start + run.start,
    end: start + run.end,
    what,
    done: 'leftOut',
  }));
}
