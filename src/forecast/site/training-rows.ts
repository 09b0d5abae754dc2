import { dayMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import {
  localDaysIn,
  type Origin,
  type OriginRule,
  originsIn,
  type SlotSpan,
} from '../frame/origins.ts';
import type { SeriesFrame } from '../frame/series-frame.ts';
import { drawEvenly } from '../learn/even-draw.ts';
import type { RowSource } from './recipe.ts';
import { emptyTable, openDraft, type RowTable, shorten, writeRow } from './row-table.ts';

/** Length of the windows that a history is cut into when whole windows are forecast: a month. */
const windowDays = 30;
/** Origins that are written once to learn how many of their rows can be used. */
const probeOrigins = 48;

/**
 * Origins of a rule over a history, as they would have been issued. Windows are cut back from its
 * end, so that leads are those of a forecast of the month that follows.
 */
export function trainingOrigins(
  grid: Pick<SeriesFrame, 'slots' | 'localOffsetsMs'>,
  rule: OriginRule,
  span: SlotSpan,
): Origin[] {
  if (rule.every !== 'window') return originsIn(grid, rule, span);
  const days = localDaysIn(grid, span);
  const origins: Origin[] = [];
  for (let last = days.length; last > 0; last -= windowDays) {
    const start = days[Math.max(0, last - windowDays)]?.start ?? span.start;
    const end = days[last - 1]?.end ?? span.end;
    origins.unshift({ knownThrough: start - 1, start, end });
  }
  return origins;
}

/**
 * The rows of a history that a model can learn from. Rows without target or base are left out, and
 * those whose bounds leave nothing to learn. Where there would be more than `rowLimit`, origins are
 * drawn evenly, each with all its steps.
 */
export function trainingRows(input: {
  readonly view: KnownView;
  readonly source: RowSource;
  readonly target: Float64Array;
  readonly origins: readonly Origin[];
  readonly rowLimit: number;
}): RowTable {
  const probe = fillTable(input, drawEvenly(input.origins, probeOrigins));
  const perOrigin = probe.rows / Math.max(1, Math.min(probeOrigins, input.origins.length));
  return fillTable(input, drawEvenly(input.origins, input.rowLimit / Math.max(1, perOrigin)));
}

function fillTable(
  { view, source, target }: Parameters<typeof trainingRows>[0],
  origins: readonly Origin[],
): RowTable {
  const most = origins.reduce((sum, { start, end }) => sum + end - start, 0);
  const table = emptyTable(source.names, most);
  const draftOf = openDraft(source, view.facts);
  let rows = 0;
  for (const origin of origins) {
    view.moveTo(origin);
    for (let slot = origin.start; slot < origin.end; slot += 1) {
      const actual = target[slot] ?? Number.NaN;
      if (!Number.isFinite(actual)) continue;
      const draft = draftOf(origin, slot);
      if (!Number.isFinite(draft.base) || !(draft.low < draft.high)) continue;
      writeRow(table, rows, { draft, slot, origin: origin.knownThrough });
      table.target[rows] = actual;
      rows += 1;
    }
  }
  return shorten(table, rows);
}

/** Days of history with a target in them: what decides whether anything can be learned. */
export function daysOnRecord(frame: Pick<SeriesFrame, 'slots' | 'target'>): number {
  const known = frame.target.reduce((count, value) => count + (Number.isFinite(value) ? 1 : 0), 0);
  return (known * frame.slots.slotMs) / dayMs;
}
