import type { Slot } from './slots.ts';
import type { Hole, Trace } from './trace.ts';

/** A place where the cursor of a curve may stand: a slot, or a hole. */
export interface Stop {
  readonly start: number;
  readonly end: number;
  /** Null in a hole. */
  readonly slot: Slot | null;
  /** The slot is still running. */
  readonly isProvisional: boolean;
}

/** Slots and holes in order; of the running slot only its newest value. */
export function stopsOf(trace: Trace, holes: readonly Hole[]): Stop[] {
  const { pieces, provisionalFrom } = trace;
  const running = pieces.at(-1);
  const closed = pieces.filter(
    (piece) => provisionalFrom === null || piece.start < provisionalFrom,
  );
  const stops: Stop[] = [
    ...closed.map((slot) => ({ ...spanOf(slot), slot, isProvisional: false })),
    ...holes.map((hole) => ({ ...spanOf(hole), slot: null, isProvisional: false })),
  ];
  if (running !== undefined && provisionalFrom !== null && running.start >= provisionalFrom) {
    const start = Math.min(provisionalFrom, running.start);
    stops.push({ start, end: running.end, slot: running, isProvisional: true });
  }
  return stops.sort((a, b) => a.start - b.start);
}

const spanOf = ({ start, end }: Hole): Hole => ({ start, end });

/** Index of the last item that starts at or before `at`, else the first; −1 in an empty list. */
export function indexAt(items: readonly { readonly start: number }[], at: number): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((items[middle]?.start ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return high < 0 ? -1 : low;
}
