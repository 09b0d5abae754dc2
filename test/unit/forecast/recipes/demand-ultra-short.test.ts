import { expect, test } from 'vitest';
import { dayMs, hourMs, quarterMs } from '../../../../src/domain/instant.ts';
import { openView } from '../../../../src/forecast/frame/known-view.ts';
import type { SeriesFrame, SpecialDay } from '../../../../src/forecast/frame/series-frame.ts';
import { recipeFor } from '../../../../src/forecast/recipes/choose-recipe.ts';
import { demandUltraShort } from '../../../../src/forecast/recipes/demand-ultra-short.ts';
import type { RowDraft } from '../../../../src/forecast/site/recipe.ts';
import { openDraft } from '../../../../src/forecast/site/row-table.ts';

const days = 35;
const count = 96 * days;
const firstDay = Date.parse('2026-05-04') / dayMs;
const isOff = (day: number): boolean => (firstDay + day + 3) % 7 >= 5;

/** Working days around 100 kW, days off around 60 kW, a wave of 20 kW over the day. */
function usual(slot: number): number {
  const level = isOff(Math.floor(slot / 96)) ? 60 : 100;
  return level - 20 * Math.cos((2 * Math.PI * (slot % 96)) / 96);
}

function frame(
  target: (slot: number) => number,
  specialDays: ReadonlyMap<number, SpecialDay> = new Map(),
): SeriesFrame {
  return {
    id: 'village',
    kind: 'load',
    slots: { from: firstDay * dayMs - 8 * hourMs, slotMs: quarterMs, count },
    localOffsetsMs: new Int32Array(count).fill(8 * hourMs),
    capacity: 200,
    lowest: 0,
    target: Float64Array.from({ length: count }, (_, slot) => target(slot)),
    measured: new Map(),
    foreseen: new Map(),
    site: {},
    specialDays,
  };
}

function rowsAt(
  series: SeriesFrame,
  issue: number,
): (RowDraft & { named: Record<string, number> })[] {
  const view = openView(series);
  const origin = { knownThrough: issue, start: issue + 1, end: issue + 17 };
  const source = demandUltraShort({ steps: 16 }).open(view);
  const draftOf = openDraft(source, series);
  view.moveTo(origin);
  return Array.from({ length: 16 }, (_, step) => {
    const draft = draftOf(origin, issue + 1 + step);
    const named = Object.fromEntries(
      source.names.map((name, place) => [name, draft.features[place] ?? Number.NaN]),
    );
    return { ...draft, named };
  });
}

/** Eight in the morning of the fifth Monday: the day before was a day off. */
const monday = 96 * 28 + 32;

test('a working day follows working days, not the Sunday before it', () => {
  const rows = rowsAt(frame(usual), monday);
  rows.forEach(({ base }, step) => {
    expect(base).toBeCloseTo(usual(monday + 1 + step), 6);
  });
});

test('a day off in the week follows days off', () => {
  const holiday = new Map<number, SpecialDay>([[firstDay + 28, 'holiday']]);
  const series = frame((slot) => (slot < 96 * 28 ? usual(slot) : usual(slot) - 40), holiday);
  expect(rowsAt(series, monday)[0]?.base).toBeCloseTo(usual(monday + 1) - 40, 6);
});

test('the first day of a festival follows the last days, moved to its newest reading', () => {
  const festival = new Map<number, SpecialDay>([[firstDay + 28, 'springFestival']]);
  const low = frame((slot) => (slot < 96 * 28 ? usual(slot) : usual(slot) - 60), festival);
  const rows = rowsAt(low, monday);
  expect(rows[0]?.base).toBeCloseTo(usual(monday + 1) - 60, 0);
  expect(rows.every(({ base }) => Number.isFinite(base))).toBe(true);
});

test('where the last hour stood apart the forecast does too, less and less', () => {
  const rows = rowsAt(
    frame((slot) => usual(slot) + (slot > monday - 4 ? 10 : 0)),
    monday,
  );
  const apart = rows.map(({ base }, step) => base - usual(monday + 1 + step));
  expect(apart[0]).toBeGreaterThan(9.5);
  expect(apart[15]).toBeGreaterThan(5);
  expect(apart[15]).toBeLessThan((apart[0] ?? 0) - 1);
  expect(rows[0]?.named.shift1h).toBeCloseTo(10, 4);
});

test('a burst moves the forecast by a quarter of the capacity at most', () => {
  const burst = frame((slot) => usual(slot) + (slot > monday - 4 ? 900 : 0));
  const [first] = rowsAt(burst, monday);
  expect((first?.base ?? 0) - usual(monday + 1)).toBeLessThanOrEqual(50);
});

test('readings that are missing leave the curve of days alike', () => {
  const silent = frame((slot) => (slot > monday - 96 && slot <= monday ? Number.NaN : usual(slot)));
  const [first] = rowsAt(silent, monday);
  expect(first?.base).toBeCloseTo(usual(monday + 1), 6);
  expect(first?.named.now).toBeNaN();
});

test('nothing after the slot of issue is read', () => {
  const poisoned = frame((slot) => (slot > monday ? 1e9 : usual(slot)));
  expect(rowsAt(poisoned, monday)).toEqual(rowsAt(frame(usual), monday));
});

test.each([
  ['load', 'demand-ultra-short'],
  ['heat', 'demand-ultra-short'],
  ['net', 'demand-ultra-short'],
  ['pv', 'pv-ultra-short'],
] as const)('forecasts of %s every hour are made by %s', (kind, id) => {
  expect(recipeFor({ kind, rule: { every: 'slots', slots: 4, steps: 16 } }).id).toBe(id);
});
