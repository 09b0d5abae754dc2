import { dayMs } from '../../domain/instant.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';
import { longGaps, outOfBounds } from './bounds-and-gaps.ts';
import { wrongClocks } from './clock.ts';
import { deadSensors } from './dead-sensor.ts';
import { duplicates } from './duplicates.ts';
import { type Fault, findingsOf, targetName } from './fault.ts';
import type { Finding } from './finding.ts';
import { outliers } from './outliers.ts';
import { scaleChanges } from './scale-change.ts';
import { stuckStretches } from './stuck.ts';

/** Days that a column must have failed at the end of the history, or may have been in the clouds since. */
const overDays = 3;

/** A history as it may be learned from, and what was wrong with it. */
export interface CleanHistory {
  readonly frame: SeriesFrame;
  readonly findings: readonly Finding[];
  /** Columns beside the target that fail when the history ends: a model must do without them. */
  readonly ignored: readonly string[];
}

/** Detectors in the order in which they look; each sees what the ones before it have mended. */
const detectors: readonly ((frame: SeriesFrame) => Fault[])[] = [
  longGaps,
  outOfBounds,
  duplicates,
  stuckStretches,
  outliers,
  deadSensors,
  wrongClocks,
  scaleChanges,
];

/** Looks a history over and mends it: wrong values read as missing, clocks and scales as at its end. */
export function cleanFrame(frame: SeriesFrame): CleanHistory {
  let mended = frame;
  const faults: Fault[] = [];
  for (const detect of detectors) {
    const found = detect(mended);
    faults.push(...found);
    mended = found.reduce(mend, mended);
  }
  const ignored = ignoredColumns(frame, faults);
  const told = faults.map(
    (fault): Fault =>
      ignored.includes(fault.column) && failsAtEnd(frame, fault)
        ? { ...fault, done: 'ignored' }
        : fault,
  );
  return { frame: mended, findings: findingsOf(frame, told), ignored };
}

function ignoredColumns(frame: SeriesFrame, faults: readonly Fault[]): string[] {
  const failing = faults.filter((fault) => fault.column !== targetName && failsAtEnd(frame, fault));
  return [...new Set(failing.map(({ column }) => column))];
}

/** Whether a column still fails when the history ends, and has for days: clouds hide a dead sensor. */
function failsAtEnd({ slots }: SeriesFrame, { what, start, end }: Fault): boolean {
  const few = (overDays * dayMs) / slots.slotMs;
  if (what === 'dead') return end > slots.count - few;
  return (what === 'stuck' || what === 'gap') && end === slots.count && end - start >= few;
}

function mend(frame: SeriesFrame, fault: Fault): SeriesFrame {
  const { start, end, amount } = fault;
  switch (fault.done) {
    case 'leftOut':
      return withColumn(frame, fault.column, (values) => values.fill(Number.NaN, start, end));
    case 'scaled':
      return withColumn(frame, fault.column, (values) => {
        for (let slot = start; slot < end; slot += 1) {
          values[slot] = (values[slot] as number) * (amount ?? 1);
        }
      });
    case 'shifted':
      return withColumn(frame, fault.column, (values) =>
        shift(values, { start, end }, Math.round((amount ?? 0) / frame.slots.slotMs)),
      );
    default:
      return frame;
  }
}

/** Moves the values of a stretch later by so many slots; what is uncovered reads as missing. */
function shift(
  values: Float64Array,
  { start, end }: { start: number; end: number },
  slots: number,
): void {
  const moved = values.slice(start, end);
  values.fill(Number.NaN, start, end);
  moved.forEach((value, at) => {
    const slot = start + at + slots;
    if (slot >= start && slot < end) values[slot] = value;
  });
}

/** The frame with one column changed, all others shared. */
function withColumn(
  frame: SeriesFrame,
  column: string,
  change: (values: Float64Array) => void,
): SeriesFrame {
  const changed = (values: Float64Array): Float64Array => {
    const copy = values.slice();
    change(copy);
    return copy;
  };
  const among = (columns: ReadonlyMap<string, Float64Array>): ReadonlyMap<string, Float64Array> =>
    new Map(
      [...columns].map(([name, values]) => [name, name === column ? changed(values) : values]),
    );
  if (column === targetName) return { ...frame, target: changed(frame.target) };
  return { ...frame, measured: among(frame.measured), foreseen: among(frame.foreseen) };
}
