import type { SeriesFrame } from '../frame/series-frame.ts';
import type { Finding, FindingKind, Treatment } from './finding.ts';

/** Findings of one column and kind that are told one by one; smaller ones are told together. */
const toldMost = 20;

/** Name under which faults of what is forecast are told. */
export const targetName = 'target';

/** A fault on the grid: slots from `start` to before `end` of one column. */
export interface Fault {
  readonly column: string;
  readonly start: number;
  readonly end: number;
  readonly what: FindingKind;
  readonly done: Treatment;
  readonly amount?: number;
}

/** The target and what is measured beside it, by name. */
export function measuredColumns(frame: SeriesFrame): ReadonlyMap<string, Float64Array> {
  return new Map([[targetName, frame.target], ...frame.measured]);
}

/** Runs of slots that pass, as half-open spans. */
export function runsWhere(
  count: number,
  passes: (slot: number) => boolean,
): { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = [];
  let start = -1;
  for (let slot = 0; slot <= count; slot += 1) {
    const inside = slot < count && passes(slot);
    if (inside && start < 0) start = slot;
    if (inside || start < 0) continue;
    runs.push({ start, end: slot });
    start = -1;
  }
  return runs;
}

/** Faults as a reader is told of them, in time; many small ones of a kind become one. */
export function findingsOf(
  { slots: { from, slotMs } }: Pick<SeriesFrame, 'slots'>,
  faults: readonly Fault[],
): Finding[] {
  const groups = Map.groupBy(faults, ({ column, what, done }) => `${column} ${what} ${done}`);
  const told = [...groups.values()].flatMap((group) => {
    const bySize = group.toSorted((a, b) => b.end - b.start - (a.end - a.start));
    const single = bySize.slice(0, toldMost).map((fault) => [fault]);
    const rest = bySize.slice(toldMost);
    return rest.length > 0 ? [...single, rest] : single;
  });
  return told
    .map((group) => findingOf(group, (slot) => from + slot * slotMs))
    .sort((a, b) => a.from - b.from);
}

function findingOf(group: readonly Fault[], instantOf: (slot: number) => number): Finding {
  const [first] = group;
  if (first === undefined) throw new RangeError('A finding needs a fault.');
  return {
    column: first.column,
    from: instantOf(Math.min(...group.map(({ start }) => start))),
    to: instantOf(Math.max(...group.map(({ end }) => end))),
    what: first.what,
    done: first.done,
    slots: group.reduce((sum, { start, end }) => sum + end - start, 0),
    ...(first.amount !== undefined && { amount: first.amount }),
  };
}
