import { expect, test } from 'vitest';
import { openView } from '../../../../src/forecast/frame/known-view.ts';
import { recipeFor } from '../../../../src/forecast/recipes/choose-recipe.ts';
import { openDraft } from '../../../../src/forecast/site/row-table.ts';
import { smallFrame } from './small-frame.ts';

const origin = { knownThrough: 239, start: 240, end: 244 };
const recipe = recipeFor({ kind: 'wind', rule: { every: 'slots', slots: 1, steps: 4 } });

function rowOf(
  target: (slot: number) => number,
  slot: number,
  foreseen: Readonly<Record<string, (slot: number) => number>> = { windspeed_100m: () => 8 },
) {
  const frame = smallFrame({ kind: 'wind', days: 12, target, foreseen });
  const view = openView(frame);
  const source = recipe.open(view);
  view.moveTo(origin);
  const draft = openDraft(source, frame)(origin, slot);
  const at = (name: string): number => draft.features[source.names.indexOf(name)] ?? Number.NaN;
  return { at, draft, source };
}

test('the next hours start from the newest reading, which fades', () => {
  const { at, draft } = rowOf(() => 90, 240);
  const plain = at('plain');
  expect(plain).toBeLessThan(50);
  expect(draft.base).toBeCloseTo(plain + (90 - plain) * Math.exp(-1 / 4), 3);
  expect(rowOf(() => 90, 243).draft.base).toBeLessThan(draft.base);
  expect(at('powerNow')).toBe(90);
});

test('readings past the issue change nothing', () => {
  const rows = [30, 99].map((later) => rowOf((slot) => (slot > 239 ? later : 30), 241).draft);
  expect(rows[0]).toEqual(rows[1]);
});

test('ramps and means of the newest readings are told', () => {
  const { at } = rowOf((slot) => slot / 4, 241);
  expect(at('powerRise')).toBeCloseTo(0.25, 5);
  expect(at('powerFourHours')).toBeCloseTo((239 - 1.5) / 4, 4);
  expect(at('lead')).toBe(2);
});

test('without a newest reading the plain forecast is left as it is', () => {
  const { at, draft } = rowOf((slot) => (slot > 230 ? Number.NaN : 90), 240);
  expect(at('powerNow')).toBeNaN();
  expect(draft.base).toBeCloseTo(at('plain'), 4);
});

test('without weather the newest reading falls back to the mean of a week', () => {
  const { draft } = rowOf((slot) => (slot > 238 ? 60 : 20), 240, {});
  expect(draft.base).toBeGreaterThan(45);
  expect(draft.base).toBeLessThan(60);
  expect(draft.group).toBe(0);
});
