import type { KnownView } from '../../../../src/forecast/frame/known-view.ts';
import type { SeriesFrame } from '../../../../src/forecast/frame/series-frame.ts';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';
import type { Recipe } from '../../../../src/forecast/site/recipe.ts';

const hourMs = 3_600_000;

/** Hourly load that follows the hour and a foreseen temperature, with even noise of ± `noise`. */
export function smallHistory(days: number, { noise = 2, seed = 1 } = {}): SeriesFrame {
  const count = days * 24;
  const random = seededRandom(seed);
  const temperature = new Float64Array(count);
  let drift = 0;
  for (let slot = 0; slot < count; slot += 1) {
    drift = 0.97 * drift + random() - 0.5;
    temperature[slot] = 12 + drift;
  }
  const target = temperature.map(
    (tempC, slot) =>
      60 + 12 * Math.sin((slot / 12) * Math.PI) - 1.5 * tempC + 2 * noise * (random() - 0.5),
  );
  return {
    id: 'small',
    kind: 'load',
    slots: { from: 0, slotMs: hourMs, count },
    localOffsetsMs: new Int32Array(count),
    capacity: 100,
    lowest: 0,
    target,
    measured: new Map(),
    foreseen: new Map([['temp', temperature]]),
    site: {},
    specialDays: new Map(),
  };
}

/** The frame up to a slot. */
export function cutAt(frame: SeriesFrame, end: number): SeriesFrame {
  const part = (columns: ReadonlyMap<string, Float64Array>): ReadonlyMap<string, Float64Array> =>
    new Map([...columns].map(([name, values]) => [name, values.slice(0, end)]));
  return {
    ...frame,
    slots: { ...frame.slots, count: end },
    localOffsetsMs: frame.localOffsetsMs.slice(0, end),
    target: frame.target.slice(0, end),
    measured: part(frame.measured),
    foreseen: part(frame.foreseen),
  };
}

/** The same hour two days before, the hour and the temperature. */
export const smallRecipe: Recipe = {
  id: 'small',
  open: (view: KnownView) => ({
    names: ['hour', 'temp', 'twoDaysBefore'],
    linear: ['temp', 'twoDaysBefore'],
    groups: 24,
    regimes: 2,
    write: (_, slot, draft) => {
      const before = view.target.at(slot - 48);
      draft.features[0] = slot % 24;
      draft.features[1] = view.foreseen.get('temp')?.at(slot) ?? Number.NaN;
      draft.features[2] = before;
      draft.base = before;
      draft.group = slot % 24;
      draft.regime = slot % 24 < 12 ? 0 : 1;
    },
  }),
};

export const dayAhead = { every: 'day', issueMin: 720, daysAhead: 1 } as const;
