import { expect, test } from 'vitest';
import { cleanFrame } from '../../../../src/forecast/clean/clean-frame.ts';
import type { SeriesFrame } from '../../../../src/forecast/frame/series-frame.ts';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';

const hourMs = 3_600_000;
const from = Date.UTC(2024, 2, 1);
const days = 160;
const count = days * 24;

/** Hourly PV under changing clouds at 0° E with its pyranometer, or a load that follows the week. */
function history(kind: 'pv' | 'load', change: Partial<SeriesFrame> = {}): SeriesFrame {
  const random = seededRandom(7);
  const clouds = Float64Array.from({ length: days }, () => 0.4 + 0.6 * random());
  const sun = Float64Array.from({ length: count }, (_, slot) => {
    const height = Math.sin((((slot % 24) - 5.5) / 13) * Math.PI);
    const lit = slot % 24 >= 6 && slot % 24 <= 18;
    return lit
      ? 900 * Math.max(0, height) * (clouds[Math.floor(slot / 24)] ?? 0) * (0.9 + 0.1 * random())
      : 0;
  });
  const load = sun.map((_, slot) => 60 + 20 * Math.sin((slot / 12) * Math.PI) + 6 * random());
  return {
    id: 'small',
    kind,
    slots: { from, slotMs: hourMs, count },
    localOffsetsMs: new Int32Array(count),
    capacity: kind === 'pv' ? 1 : 200,
    lowest: 0,
    target: kind === 'pv' ? sun.map((value) => value / 1000) : load,
    measured: kind === 'pv' ? new Map([['ghi', sun]]) : new Map(),
    foreseen: new Map(),
    site: {},
    specialDays: new Map(),
    ...change,
  };
}

function withTarget(
  frame: SeriesFrame,
  change: (value: number, slot: number) => number,
): SeriesFrame {
  return { ...frame, target: frame.target.map(change) };
}

/** Findings without their instants' zeros: column, what, done, first and last day. */
function told(frame: SeriesFrame) {
  return cleanFrame(frame).findings.map(({ column, what, done, from: first, to }) => ({
    ...{ column, what, done },
    days: [Math.floor((first - from) / (24 * hourMs)), Math.ceil((to - from) / (24 * hourMs))],
  }));
}

test.each(['pv', 'load'] as const)('nothing is found in a sound history of %s', (kind) => {
  const frame = history(kind);
  const clean = cleanFrame(frame);
  expect(clean.findings).toEqual([]);
  expect(clean.ignored).toEqual([]);
  expect(clean.frame.target).toEqual(frame.target);
});

test('gaps of a day are told, shorter ones are not', () => {
  const frame = withTarget(history('load'), (value, slot) =>
    (slot >= 240 && slot < 312) || slot === 500 ? Number.NaN : value,
  );
  expect(told(frame)).toEqual([{ column: 'target', what: 'gap', done: 'leftOut', days: [10, 13] }]);
});

test('a meter that repeats one value is left out while it does', () => {
  const frame = withTarget(history('load'), (value, slot) =>
    slot >= 960 && slot < 1_000 ? 61.5 : value,
  );
  expect(told(frame)).toEqual([
    { column: 'target', what: 'stuck', done: 'leftOut', days: [40, 42] },
  ]);
  expect(cleanFrame(frame).frame.target[970]).toBeNaN();
});

test('a pyranometer that died for a while is left out then, and used', () => {
  const frame = history('pv');
  const ghi = (frame.measured.get('ghi') ?? new Float64Array(0)).map((value, slot) =>
    slot >= 60 * 24 && slot < 75 * 24 ? value * 0.01 : value,
  );
  const dead = { ...frame, measured: new Map([['ghi', ghi]]) };
  expect(told(dead)).toEqual([{ column: 'ghi', what: 'dead', done: 'leftOut', days: [60, 75] }]);
  expect(cleanFrame(dead).ignored).toEqual([]);
});

test('a pyranometer that is dead when the history ends is ignored', () => {
  const frame = history('pv');
  const ghi = (frame.measured.get('ghi') ?? new Float64Array(0)).map((value, slot) =>
    slot >= 120 * 24 ? value * 0.01 : value,
  );
  const clean = cleanFrame({ ...frame, measured: new Map([['ghi', ghi]]) });
  expect(clean.ignored).toEqual(['ghi']);
  expect(clean.findings[0]).toMatchObject({ column: 'ghi', what: 'dead', done: 'ignored' });
});

test('days that repeat earlier ones are left out', () => {
  const frame = history('load');
  const copy = withTarget(frame, (value, slot) =>
    slot >= 100 * 24 && slot < 110 * 24 ? (frame.target[slot - 50 * 24] ?? 0) : value,
  );
  expect(told(copy)).toEqual([
    { column: 'target', what: 'duplicated', done: 'leftOut', days: [100, 110] },
  ]);
});

test('a year that repeats the last one at another scale is left out', () => {
  const random = seededRandom(2);
  const year = Float64Array.from(
    { length: 365 * 24 },
    (_, slot) => 50 + 20 * Math.sin(slot / 4) + 8 * random(),
  );
  const target = Float64Array.from({ length: 400 * 24 }, (_, slot) =>
    slot < year.length ? (year[slot] ?? 0) : 1.1 * (year[slot - year.length] ?? 0),
  );
  const frame = history('load', {
    target,
    slots: { from, slotMs: hourMs, count: target.length },
    localOffsetsMs: new Int32Array(target.length),
  });
  expect(told(frame)).toEqual([
    { column: 'target', what: 'duplicated', done: 'leftOut', days: [365, 400] },
  ]);
});

test('dropouts and double counts of a load are left out', () => {
  const frame = withTarget(history('load'), (value, slot) =>
    slot === 700 ? 3 : slot === 900 ? 190 : value,
  );
  expect(told(frame).map(({ what }) => what)).toEqual(['dropout', 'spike']);
  expect(cleanFrame(frame).frame.target[700]).toBeNaN();
  expect(cleanFrame(frame).frame.target[900]).toBeNaN();
});

test('what a plant cannot give is left out', () => {
  const frame = withTarget(history('pv'), (value, slot) => (slot === 300 ? 5 : value));
  expect(told(frame)).toMatchObject([{ what: 'outOfBounds', done: 'leftOut' }]);
});

test('a clock that was hours off is set to that of the end', () => {
  const frame = history('pv', { measured: new Map() });
  const off = withTarget(frame, (value, slot) =>
    slot < 80 * 24 ? (frame.target[slot - 2] ?? 0) : value,
  );
  const clean = cleanFrame(off);
  expect(clean.findings).toMatchObject([
    { what: 'clockShifted', done: 'shifted', amount: -2 * hourMs },
  ]);
  expect(clean.frame.target[40 * 24 + 12]).toBe(frame.target[40 * 24 + 12]);
});

test('light far from the noon of the site is told as a wrong time zone', () => {
  const site = { latDeg: 45, lonDeg: 120 };
  expect(told(history('pv', { site })).map(({ what }) => what)).toEqual(['wrongTimeZone']);
  expect(told(history('pv', { site: { latDeg: 45, lonDeg: 0 } }))).toEqual([]);
});

test('a meter that was replaced is scaled to the new one', () => {
  const frame = history('load');
  const clean = cleanFrame(
    withTarget(frame, (value, slot) => (slot < 90 * 24 ? value / 2 : value)),
  );
  expect(clean.findings).toMatchObject([{ what: 'scaleChanged', done: 'scaled' }]);
  expect(clean.frame.target[1_000]).toBeCloseTo(frame.target[1_000] ?? 0, -0.7);
});

test('many small faults are told as one', () => {
  const frame = withTarget(history('load'), (value, slot) => (slot % 120 === 7 ? 0.5 : value));
  const dropouts = cleanFrame(frame).findings.filter(({ what }) => what === 'dropout');
  expect(dropouts.length).toBe(21);
  expect(dropouts.reduce((sum, { slots }) => sum + slots, 0)).toBe(count / 120);
});

test.each([
  ['that is missing since four days', 96, 0, ['ghi']],
  ['that was missing for four days and is back', 120, 24, []],
  ['that is missing since yesterday', 24, 0, []],
] as const)('a sensor %s', (_, begins, ends, ignored) => {
  const frame = history('pv');
  const ghi = (frame.measured.get('ghi') ?? new Float64Array(0)).map((value, slot) =>
    slot >= count - begins && slot < count - ends ? Number.NaN : value,
  );
  expect(cleanFrame({ ...frame, measured: new Map([['ghi', ghi]]) }).ignored).toEqual(ignored);
});
