import type { Origin } from './origins.ts';
import type { SeriesFrame } from './series-frame.ts';

/** The last slots that a view may show; shared by its columns and moved with the origin. */
interface Limits {
  measuredThrough: number;
  foreseenThrough: number;
}

/** One column as it was known at the view's origin. */
export interface KnownColumn {
  /** The value of a slot (index on the grid), NaN where it is missing or was not known yet. */
  at(slot: number): number;
}

/**
 * A frame as it was known at one origin. Models read history through it alone, so that an input
 * later than its issue time cannot reach them: it reads as NaN.
 */
export interface KnownView {
  readonly facts: Omit<SeriesFrame, 'target' | 'measured' | 'foreseen'>;
  readonly target: KnownColumn;
  readonly measured: ReadonlyMap<string, KnownColumn>;
  readonly foreseen: ReadonlyMap<string, KnownColumn>;
  moveTo(origin: Origin): void;
}

/** A view that stands before the first slot: nothing is known until it is moved to an origin. */
export function openView(frame: SeriesFrame): KnownView {
  const limits: Limits = { measuredThrough: -1, foreseenThrough: -1 };
  const { target, measured, foreseen, ...facts } = frame;
  const measuredColumn = (values: Float64Array): KnownColumn => ({
    at: (slot) => (slot <= limits.measuredThrough ? (values[slot] ?? Number.NaN) : Number.NaN),
  });
  const foreseenColumn = (values: Float64Array): KnownColumn => ({
    at: (slot) => (slot <= limits.foreseenThrough ? (values[slot] ?? Number.NaN) : Number.NaN),
  });
  return {
    facts,
    target: measuredColumn(target),
    measured: columnsOf(measured, measuredColumn),
    foreseen: columnsOf(foreseen, foreseenColumn),
    moveTo: ({ knownThrough, end }) => {
      limits.measuredThrough = knownThrough;
      limits.foreseenThrough = end - 1;
    },
  };
}

function columnsOf(
  columns: ReadonlyMap<string, Float64Array>,
  column: (values: Float64Array) => KnownColumn,
): ReadonlyMap<string, KnownColumn> {
  return new Map([...columns].map(([name, values]) => [name, column(values)]));
}
