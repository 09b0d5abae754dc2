import { hourMs } from '../../domain/instant.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';
import { type Fault, measuredColumns, runsWhere, targetName } from './fault.ts';
import { quantileOf } from './statistics.ts';

/** A value that lasts shorter is never called stuck: rounding and calm weather do that. */
const stuckHoursLeast = 12;
const weatherHoursLeast = 24;
/** Nor is one that lasts no longer than so many times the usual long run of the column. */
const timesUsual = 4;
/** At rest (night, calm, full power) a column may stand still for a week. */
const restHoursLeast = 7 * 24;
/** Share of the range that counts as its end. */
const endShare = 0.02;

/**
 * Stretches in which a sensor that varies repeats one value exactly. At the ends of its range a
 * week must pass, and heat demand may rest there as long as it likes: that is summer.
 */
export function stuckStretches(frame: SeriesFrame): Fault[] {
  const perHour = hourMs / frame.slots.slotMs;
  return [...measuredColumns(frame)].flatMap(([column, values]) => {
    const atRest = restOf(values);
    const runs = runsWhere(values.length, (slot) => Number.isFinite(values[slot])).flatMap((run) =>
      constantRuns(values, run),
    );
    const rests = ({ start }: Run): boolean => atRest(values[start] as number);
    const least = column === targetName ? stuckHoursLeast : weatherHoursLeast;
    const moving = runs.filter((run) => !rests(run));
    const resting = frame.kind === 'heat' ? [] : runs.filter(rests);
    return [...tooLong(moving, least * perHour), ...tooLong(resting, restHoursLeast * perHour)].map(
      (run): Fault => ({ ...run, column, what: 'stuck', done: 'leftOut' }),
    );
  });
}

interface Run {
  readonly start: number;
  readonly end: number;
}

function tooLong(runs: readonly Run[], least: number): Run[] {
  const usual = quantileOf(
    runs.map(({ start, end }) => end - start),
    0.99,
  );
  const limit = runs.length < 100 ? least : Math.max(least, timesUsual * usual);
  return runs.filter(({ start, end }) => end - start >= limit);
}

function constantRuns(values: Float64Array, { start, end }: Run): Run[] {
  const runs: Run[] = [];
  let from = start;
  for (let slot = start + 1; slot <= end; slot += 1) {
    if (slot < end && values[slot] === values[from]) continue;
    runs.push({ start: from, end: slot });
    from = slot;
  }
  return runs;
}

/** Whether a value lies at an end of the column's usual range. */
function restOf(values: Float64Array): (value: number) => boolean {
  const low = quantileOf(values, 0.005);
  const high = quantileOf(values, 0.995);
  const margin = endShare * (high - low);
  return (value) => value <= low + margin || value >= high - margin;
}
