import { expect, test } from 'vitest';
import { hourMs, quarterMs } from '../../../../src/domain/instant.ts';
import { openView } from '../../../../src/forecast/frame/known-view.ts';
import type { SeriesFrame } from '../../../../src/forecast/frame/series-frame.ts';
import { pvUltraShort } from '../../../../src/forecast/recipes/pv-ultra-short.ts';
import type { RowDraft } from '../../../../src/forecast/site/recipe.ts';
import { openDraft } from '../../../../src/forecast/site/row-table.ts';

const days = 40;
const count = 96 * days;
/** Noon of the last day, and the slots after it. */
const noon = 96 * (days - 1) + 48;
const origin = { knownThrough: noon, start: noon + 1, end: noon + 17 };
const ownUse = -0.03;

/** A roof under a sky of one brightness a day; 0.03 of own use at night. */
function roof(brightness: (slot: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, slot) => {
    const sun = Math.sin((Math.PI * ((slot % 96) - 24)) / 48);
    return sun > 0.01 ? 30 * sun * brightness(slot) : ownUse;
  });
}

const dayBrightness = (slot: number): number => [1, 0.6, 0.9, 0.4][Math.floor(slot / 96) % 4] ?? 1;

function frame(target: Float64Array, tsi: Float64Array): SeriesFrame {
  return {
    id: 'roof',
    kind: 'pv',
    slots: { from: Date.parse('2026-05-01T00:00:00+08:00'), slotMs: quarterMs, count },
    localOffsetsMs: new Int32Array(count).fill(8 * hourMs),
    capacity: 30,
    lowest: -0.1,
    target,
    measured: new Map([['tsi', tsi]]),
    foreseen: new Map(),
    site: {},
    specialDays: new Map(),
  };
}

function rowsAt(
  series: SeriesFrame,
  at = origin,
): (RowDraft & { named: Record<string, number> })[] {
  const view = openView(series);
  const source = pvUltraShort({ steps: 16 }).open(view);
  const draftOf = openDraft(source, series);
  view.moveTo(at);
  return Array.from({ length: at.end - at.start }, (_, step) => {
    const draft = draftOf(at, at.start + step);
    const named = Object.fromEntries(
      source.names.map((name, place) => [name, draft.features[place] ?? Number.NaN]),
    );
    return { ...draft, named };
  });
}

const sky = roof(dayBrightness);

test('a dim day is forecast to stay dim for the next slots, and to drift to the usual', () => {
  const rows = rowsAt(frame(sky, sky));
  const best = 30 * Math.sin((Math.PI * 25) / 48);
  expect(rows[0]?.base).toBeGreaterThan(0.38 * best);
  expect(rows[0]?.base).toBeLessThan(0.5 * best);
  const share = (step: number): number =>
    (rows[step]?.base ?? 0) / (30 * Math.sin((Math.PI * (25 + step)) / 48));
  expect(share(12)).toBeGreaterThan(share(0) + 0.05);
});

test('a night is what nights were: own use, for certain', () => {
  const evening = 96 * (days - 1) + 84;
  const rows = rowsAt(frame(sky, sky), {
    ...{ knownThrough: evening, start: evening + 1, end: evening + 9 },
  });
  for (const row of rows) {
    expect(row.low).toBeCloseTo(ownUse, 6);
    expect(row.high).toBe(row.low);
  }
});

test('a slot by day is left open to the bounds of the plant', () => {
  const [row] = rowsAt(frame(sky, sky));
  expect([row?.low, row?.high]).toEqual([-0.1, 30]);
});

test('a base never leaves the bounds, even after a burst beyond the rating', () => {
  const burst = sky.map((value, slot) => (slot > noon - 8 && slot <= noon ? 300 : value));
  for (const { base } of rowsAt(frame(burst, burst))) expect(base).toBeLessThanOrEqual(30);
});

test('radiation is used while its sensor follows the power, and missing once it is dead', () => {
  const alive = rowsAt(
    frame(
      sky,
      sky.map((value) => 30 * value + 1),
    ),
  )[0]?.named;
  expect(alive?.tsiShareHour).toBeCloseTo(0.4, 1);
  const dead = sky.map((value, slot) => (slot > 96 * 20 ? 1.5 + Math.sin(slot) : 30 * value));
  const after = rowsAt(frame(sky, dead))[0]?.named;
  expect(after?.tsiShareHour).toBeNaN();
  expect(after?.shareHour).toBe(alive?.shareHour);
});

test('regimes tell lead times and skies apart', () => {
  const steady = rowsAt(frame(sky, sky));
  const broken = rowsAt(
    frame(
      roof((slot) => dayBrightness(slot) * (slot % 2 === 0 ? 1 : 0.5)),
      sky,
    ),
  );
  expect(new Set(steady.map(({ regime }) => regime)).size).toBe(4);
  expect(broken[0]?.regime).not.toBe(steady[0]?.regime);
});
