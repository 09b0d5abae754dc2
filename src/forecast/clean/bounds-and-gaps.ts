import { dayMs } from '../../domain/instant.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';
import { type Fault, measuredColumns, runsWhere, targetName } from './fault.ts';

/** Meters and capacities are not exact: so much of the range may be passed. */
const toleranceShare = 0.1;

/** Values that the plant cannot give: further than a tenth of the range outside its bounds. */
export function outOfBounds(frame: SeriesFrame): Fault[] {
  const { target, lowest, capacity } = frame;
  const tolerance = toleranceShare * (capacity - lowest);
  const outside = (slot: number): boolean => {
    const value = target[slot] as number;
    return value < lowest - tolerance || value > capacity + tolerance;
  };
  return runsWhere(target.length, outside).map((run) => ({
    ...run,
    column: targetName,
    what: 'outOfBounds',
    done: 'leftOut',
  }));
}

/** Gaps of a day or more in the target and in what is measured beside it. */
export function longGaps(frame: SeriesFrame): Fault[] {
  const perDay = dayMs / frame.slots.slotMs;
  return [...measuredColumns(frame)].flatMap(([column, values]) =>
    runsWhere(values.length, (slot) => Number.isNaN(values[slot]))
      .filter(({ start, end }) => end - start >= perDay)
      .map((run): Fault => ({ ...run, column, what: 'gap', done: 'leftOut' })),
  );
}
