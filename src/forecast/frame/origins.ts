import { dayMs } from '../../domain/instant.ts';
import type { SeriesFrame } from './series-frame.ts';

/** One forecast on the grid: the last slot measured when it was issued, and the slots that it covers. */
export interface Origin {
  readonly knownThrough: number;
  /** First slot of the horizon. */
  readonly start: number;
  /** One past the last slot of the horizon. */
  readonly end: number;
}

/** When forecasts are issued, and for which slots. */
export type OriginRule =
  /** At a local time of day, for the whole local day so many days later (0: the same day). */
  | { readonly every: 'day'; readonly issueMin: number; readonly daysAhead: number }
  /** Every so many slots: what is known ends with the slot of issue, `steps` slots follow. */
  | { readonly every: 'slots'; readonly slots: number; readonly steps: number }
  /** Once for a whole window, with nothing of the window known but what is foreseen. */
  | { readonly every: 'window' };

type Grid = Pick<SeriesFrame, 'slots' | 'localOffsetsMs'>;

/** Slots from `start` to before `end`, as indexes of the grid. */
export interface SlotSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * The origins of a rule whose horizon lies wholly in `span`, in time order. For `slots` the slot of
 * issue is aligned to the local clock (every full hour for four slots of 15 min).
 */
export function originsIn(grid: Grid, rule: OriginRule, span: SlotSpan): Origin[] {
  switch (rule.every) {
    case 'window':
      return [{ knownThrough: span.start - 1, ...span }];
    case 'slots':
      return steppedOrigins(grid, rule, span);
    case 'day':
      return dailyOrigins(grid, rule, span);
  }
}

function steppedOrigins(
  grid: Grid,
  rule: { readonly slots: number; readonly steps: number },
  span: SlotSpan,
): Origin[] {
  const { slotMs } = grid.slots;
  const origins: Origin[] = [];
  for (let issue = Math.max(span.start, 0); issue + rule.steps < span.end; issue += 1) {
    if (Math.floor(localMsOf(grid, issue) / slotMs) % rule.slots !== 0) continue;
    origins.push({ knownThrough: issue, start: issue + 1, end: issue + 1 + rule.steps });
  }
  return origins;
}

function dailyOrigins(
  grid: Grid,
  rule: { readonly issueMin: number; readonly daysAhead: number },
  span: SlotSpan,
): Origin[] {
  const issueMs = rule.issueMin * 60_000;
  return localDaysIn(grid, span).map(({ day, start, end }) => {
    const issuedAtLocal = (day - rule.daysAhead) * dayMs + issueMs;
    return { knownThrough: lastSlotOver(grid, issuedAtLocal, start), start, end };
  });
}

/** The last slot that was over at a local time, looked for backwards from `before`. */
function lastSlotOver(grid: Grid, localMs: number, before: number): number {
  let slot = before - 1;
  while (slot >= 0 && localMsOf(grid, slot) + grid.slots.slotMs > localMs) slot -= 1;
  return slot;
}

/** Local days that lie wholly in the span: their number since 1970-01-01 and their slots. */
export function localDaysIn(grid: Grid, span: SlotSpan): (SlotSpan & { readonly day: number })[] {
  const days: (SlotSpan & { readonly day: number })[] = [];
  let start = -1;
  for (let slot = Math.max(span.start, 0); slot <= span.end; slot += 1) {
    const begins = localDayOf(grid, slot) !== localDayOf(grid, slot - 1);
    if (!begins) continue;
    if (start >= 0) days.push({ day: localDayOf(grid, start), start, end: slot });
    start = slot;
  }
  return days;
}

/** Local epoch ms of the start of a slot; slots off the grid follow its nearest end. */
export function localMsOf({ slots, localOffsetsMs }: Grid, slot: number): number {
  const inside = Math.min(Math.max(slot, 0), slots.count - 1);
  return slots.from + slot * slots.slotMs + (localOffsetsMs[inside] ?? 0);
}

/** Number of the local day, counted from 1970-01-01, in which a slot starts. */
export function localDayOf(grid: Grid, slot: number): number {
  return Math.floor(localMsOf(grid, slot) / dayMs);
}
