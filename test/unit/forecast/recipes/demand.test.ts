import { expect, test } from 'vitest';
import { dayMs, hourMs } from '../../../../src/domain/instant.ts';
import { openView } from '../../../../src/forecast/frame/known-view.ts';
import type { SeriesFrame } from '../../../../src/forecast/frame/series-frame.ts';
import { recipeFor } from '../../../../src/forecast/recipes/choose-recipe.ts';
import {
  dayLikenessOf,
  openEarlierDays,
  slotDaysBefore,
} from '../../../../src/forecast/recipes/earlier-days.ts';
import { temperaturesIn } from '../../../../src/forecast/recipes/outdoor-temperature.ts';
import { openDraft } from '../../../../src/forecast/site/row-table.ts';

/** Day number of Monday 2026-01-05. */
const monday = 20_458;
const hours = 24;

type Columns = Readonly<Record<string, (slot: number) => number>>;

/** Hours of load from a Monday on. */
function frameOf(days: number, target: (slot: number) => number, more: Partial<SeriesFrame> = {}) {
  const count = days * hours;
  return {
    id: 'village',
    kind: 'load',
    slots: { from: monday * dayMs, slotMs: hourMs, count },
    localOffsetsMs: new Int32Array(count),
    capacity: 1_000,
    lowest: 0,
    target: Float64Array.from({ length: count }, (_, slot) => target(slot)),
    measured: new Map(),
    foreseen: new Map(),
    site: {},
    specialDays: new Map(),
    ...more,
  } satisfies SeriesFrame;
}

function columnsOf(columns: Columns, days: number): Map<string, Float64Array> {
  return new Map(
    Object.entries(columns).map(([name, value]) => [
      name,
      Float64Array.from({ length: days * hours }, (_, slot) => value(slot)),
    ]),
  );
}

/** Features by name and the draft of a slot of the day ahead, issued at noon of the day before. */
function rowOf(frame: SeriesFrame, slot: number) {
  const view = openView(frame);
  const source = recipeFor({
    kind: frame.kind,
    rule: { every: 'day', issueMin: 720, daysAhead: 1 },
  }).open(view);
  const start = Math.floor(slot / hours) * hours;
  const origin = { knownThrough: start - 13, start, end: start + hours };
  view.moveTo(origin);
  const draft = openDraft(source, frame)(origin, slot);
  const at = (name: string): number => draft.features[source.names.indexOf(name)] ?? Number.NaN;
  return { at, draft, source };
}

const dayOf = (slot: number) => Math.floor(slot / hours);

test('a working weekend is like a working day, a day off like a Sunday', () => {
  const specialDays = new Map([
    [monday, 'holiday'],
    [monday + 5, 'workday'],
    [monday + 7, 'springFestival'],
  ] as const);
  const facts = frameOf(9, () => 1, { specialDays });
  const likeness = [0, 1, 5, 6, 7].map((day) => dayLikenessOf(monday + day, facts));
  expect(likeness).toEqual(['off', 'working', 'working', 'off', 'springFestival']);
});

test('the nearest known days alike are found', () => {
  const earlier = openEarlierDays(frameOf(30, () => 1));
  const mondayMorning = 21 * hours + 8;
  const mondayEvening = 21 * hours + 20;
  const noonOfSunday = 20 * hours + 11;
  expect(earlier.firstKnown(mondayMorning, noonOfSunday)).toBe(1);
  expect(earlier.firstKnown(mondayEvening, noonOfSunday)).toBe(2);
  expect(earlier.alike(mondayEvening, noonOfSunday, 3)).toEqual([3, 4, 5]);
});

test('the same time of a day before follows a change of clock', () => {
  const localOffsetsMs = new Int32Array(3 * hours);
  localOffsetsMs.fill(hourMs, 40);
  const facts = frameOf(3, () => 1, { localOffsetsMs });
  expect(slotDaysBefore(facts, 60, 1)).toBe(37);
  expect(slotDaysBefore(facts, 30, 1)).toBe(6);
});

test('history is that of the days known at noon', () => {
  const { at, draft } = rowOf(
    frameOf(30, (slot) => 100 + dayOf(slot)),
    22 * hours + 20,
  );
  expect(at('lastDay')).toBe(120);
  expect(at('lastAlike')).toBe(118);
  expect(at('meanAlike')).toBe(117);
  expect(at('weekBefore')).toBe(115);
  expect(at('daysBack')).toBe(4);
  expect(draft.group).toBe(20);
  expect(draft.regime).toBe(3);
});

test('a higher half-day lifts the plain forecast by half', () => {
  const lastMorning = (slot: number) => slot >= 22 * hours && slot < 22 * hours + 12;
  const { at, draft } = rowOf(
    frameOf(30, (slot) => (lastMorning(slot) ? 140 : 100)),
    23 * hours + 20,
  );
  expect(at('halfDayShift')).toBeCloseTo(40, 6);
  expect(draft.base).toBeCloseTo(120, 6);
});

test('stations in °F become one temperature in °C', () => {
  const days = 3;
  const columns = columnsOf(
    { w1: (slot) => 32 + slot, w2: (slot) => 50 + slot, w3: () => 68 },
    days,
  );
  const frame = frameOf(days, () => 1, { foreseen: columns });
  const view = openView(frame);
  view.moveTo({ knownThrough: 0, start: 1, end: 72 });
  const found = temperaturesIn(view.foreseen, frame);
  expect(found?.stations).toHaveLength(3);
  expect(found?.meanC(60)).toBeCloseTo((((92 + 110 + 68) / 3 - 32) * 5) / 9, 6);
});

test('unnumbered columns of other things are no temperature', () => {
  const foreseen = columnsOf({ flow: () => 60, t_supply: () => 80 }, 3);
  const frame = frameOf(3, () => 1, { foreseen });
  expect(temperaturesIn(openView(frame).foreseen, frame)).toBeUndefined();
});

test('a foreseen temperature is curved, remembered, and set against the days before', () => {
  const foreseen = columnsOf({ temp: (slot) => dayOf(slot) - 20 }, 30);
  const { at, source } = rowOf(
    frameOf(30, () => 100, { foreseen }),
    22 * hours + 20,
  );
  expect(at('tempC')).toBe(2);
  expect(at('tempCBelow15')).toBe(13);
  expect(at('tempCAbove18')).toBe(0);
  expect(at('tempMean72hC')).toBeCloseTo((21 * 2 + 24 - 3) / 72, 6);
  expect(at('tempCSinceLastDay')).toBe(2);
  expect(at('tempCBelow15SinceAlike')).toBe(-4);
  expect(new Set(source.names).size).toBe(source.names.length);
});

test('a temperature that is only measured is taken up to the issue', () => {
  const measured = columnsOf({ temp: (slot) => dayOf(slot) }, 30);
  const { at } = rowOf(
    frameOf(30, () => 100, { measured }),
    22 * hours + 20,
  );
  expect(at('lastHoursC')).toBe(21);
  expect(at('lastDayC')).toBeCloseTo(20.5, 6);
  expect(at('lastDayChangeC')).toBeCloseTo(1, 6);
});

test('an exchange sees the wind and the sun, and no season', () => {
  const foreseen = columnsOf(
    { windspeed_100m: () => 20, radiation: (slot) => (slot % hours === 12 ? 800 : 0) },
    40,
  );
  const { at, source, draft } = rowOf(
    frameOf(40, () => 5, { kind: 'net', foreseen }),
    33 * hours + 12,
  );
  expect(at('windPowerMean1h')).toBeGreaterThan(0.8);
  expect(at('radiationMean1h')).toBeCloseTo(800, 3);
  expect(at('radiationMean3h')).toBeCloseTo(800 / 3, 3);
  expect(source.names.some((name) => name.startsWith('year'))).toBe(false);
  expect(draft.group).toBe(2);
});
