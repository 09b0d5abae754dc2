import { dayBoundaries } from '../../domain/calendar.ts';
import type { ForecastHorizon } from '../../domain/forecast.ts';
import { type Instant, instant } from '../../domain/instant.ts';
import { type SlotGrid, slotIndexOf } from '../../domain/slot-grid.ts';
import type { WeatherRun, WeatherRunStore } from '../forecast-ports.ts';
import {
  dayAheadHour,
  localOffsets,
  localTimeOf,
  ultraShortEvery,
  ultraShortSlots,
} from './horizons.ts';

/** Slots in a row that were forecast together, and when: nothing later may enter them. */
export interface IssueSpan {
  readonly from: Instant;
  readonly to: Instant;
  readonly knownAt: Instant;
}

/** What weather was foreseen for each slot of a grid, and the run that speaks of the future. */
export interface Foresight {
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly newest: WeatherRun | null;
}

/**
 * Past slots have the weather that was foreseen as long before as a forecast of this horizon is
 * issued, so that models learn from inputs as good, and as bad, as those they will be given.
 */
export function foresightOf(
  store: WeatherRunStore,
  slots: SlotGrid,
  { spans, now }: { spans: readonly IssueSpan[]; now: Instant },
): Foresight {
  const columns = new Map<string, Float64Array>();
  for (const span of spans) {
    const run = store.newest(instant(Math.min(span.knownAt, now)));
    if (run !== null) writeRun(run, { slots, span }, columns);
  }
  return { columns, newest: store.newest(now) };
}

/** How the slots before `start` were forecast, and then those from `start` on, at `now`. */
export function issueSpans(
  horizon: ForecastHorizon,
  { from, start, end, now }: { from: Instant; start: Instant; end: Instant; now: Instant },
  { timeZone, slotMs }: { timeZone: string; slotMs: number },
): IssueSpan[] {
  const past =
    horizon === 'day_ahead'
      ? daySpans({ from, to: start }, timeZone)
      : blockSpans({ from, to: start }, slotMs * ultraShortSlots);
  return [...past, { from: start, to: end, knownAt: now }];
}

/** How a past was forecast under the rule that models learn by. */
export function learningSpans(
  horizon: ForecastHorizon,
  range: { from: Instant; to: Instant },
  { timeZone, slotMs }: { timeZone: string; slotMs: number },
): IssueSpan[] {
  if (horizon === 'day_ahead') return daySpans(range, timeZone);
  const everyMs = slotMs * ultraShortEvery;
  const [offsetMs = 0] = localOffsets({ from: range.from, slotMs, count: 1 }, timeZone);
  // The slot of issue is over when the forecast begins.
  const phaseMs = (range.from + offsetMs - slotMs) % everyMs;
  const blocks = Math.ceil((range.to - range.from + phaseMs) / everyMs);
  return Array.from({ length: blocks }, (_, place) => {
    const at = range.from - phaseMs + place * everyMs;
    const from = instant(Math.max(at, range.from));
    return { from, to: instant(Math.min(at + everyMs, range.to)), knownAt: instant(at) };
  });
}

/** Each local day was forecast at the hour of issue of the day before. */
function daySpans({ from, to }: { from: Instant; to: Instant }, timeZone: string): IssueSpan[] {
  const days = dayBoundaries({ from, to }, timeZone);
  return days.slice(0, -1).map((day, place) => ({
    from: instant(Math.max(day, from)),
    to: instant(Math.min(days[place + 1] ?? to, to)),
    knownAt: localTimeOf(day, { days: -1, hour: dayAheadHour }, timeZone),
  }));
}

/** Blocks as long as the horizon, each forecast when it began: all leads occur, as in forecasting. */
function blockSpans({ from, to }: { from: Instant; to: Instant }, blockMs: number): IssueSpan[] {
  const blocks = Math.ceil((to - from) / blockMs);
  return Array.from({ length: blocks }, (_, place) => {
    const at = instant(to - (blocks - place) * blockMs);
    return { from: instant(Math.max(at, from)), to: instant(at + blockMs), knownAt: at };
  });
}

function writeRun(
  run: WeatherRun,
  { slots, span }: { slots: SlotGrid; span: IssueSpan },
  columns: Map<string, Float64Array>,
): void {
  const first = Math.max(0, Math.round((span.from - slots.from) / slots.slotMs));
  const end = Math.min(slots.count, Math.round((span.to - slots.from) / slots.slotMs));
  for (const [name, values] of Object.entries(run.columns)) {
    const column = columns.get(name) ?? new Float64Array(slots.count).fill(Number.NaN);
    columns.set(name, column);
    for (let slot = first; slot < end; slot += 1) {
      const at = slotIndexOf(run.slots, slots.from + slot * slots.slotMs);
      column[slot] = values?.[at] ?? Number.NaN;
    }
  }
}
