import { expect, test } from 'vitest';
import { isInPart, stepsPerLeadRange } from '../../../src/forecast/score/parts.ts';
import { addedSums, figuresOf, ScoreTally } from '../../../src/forecast/score/score-sums.ts';
import { emptySlotScore, scoreSlot } from '../../../src/forecast/score/slot-score.ts';

const rules = { mape: true, rates: true };

/** Quantiles of a uniform distribution from `low` to `high`. */
function uniform(low: number, high: number): Float64Array {
  return Float64Array.from({ length: 99 }, (_, place) => low + ((place + 1) / 100) * (high - low));
}

function scored(actual: number, quantiles: Float64Array, capacity = 1) {
  const score = emptySlotScore();
  scoreSlot(actual, quantiles, 0, capacity, score);
  return score;
}

test('a single value as every quantile costs half its error', () => {
  const score = scored(30, new Float64Array(99).fill(20), 100);
  expect(score.pl99).toBeCloseTo(0.05, 12);
  expect(score.pl9).toBeCloseTo(0.05, 12);
  expect(score.error).toBeCloseTo(-0.1, 12);
});

test('the pinball loss of a uniform forecast is what the sum by hand says', () => {
  // Levels below 0.5 cost a (0.5 - a), those above (1 - a) (a - 0.5): twice the sum of a (0.5 - a)
  // over 0.01 … 0.49 is 2 (0.5 * 12.25 - 4.0425) = 4.165, and over 0.1 … 0.4 it is 0.4.
  const score = scored(0.5, uniform(0, 1));
  expect(score.pl99).toBeCloseTo(4.165 / 99, 10);
  expect(score.pl9).toBeCloseTo(0.4 / 9, 10);
});

test('an interval holds its bounds, and no more', () => {
  expect(scored(0.1, uniform(0, 1))).toMatchObject({ in80: 1, in90: 1 });
  expect(scored(0.07, uniform(0, 1))).toMatchObject({ in80: 0, in90: 1 });
  expect(scored(0.96, uniform(0, 1))).toMatchObject({ in80: 0, in90: 0 });
});

test('certain slots are left out of the coverage of open ones', () => {
  const tally = new ScoreTally(rules);
  for (const actual of [0.5, 0.07, 0.96]) tally.add(scored(actual, uniform(0, 1)), 0);
  for (const actual of [0, 0, 0.3]) tally.add(scored(actual, uniform(0, 0)), 0);
  expect(figuresOf(tally.sums())).toMatchObject({
    cov80: 3 / 6,
    cov90: 4 / 6,
    openCov80: 1 / 3,
    openCov90: 2 / 3,
  });
});

test('an actual that equals many quantiles counts as spread over them', () => {
  // Dark with a chance of 30 %: 30 levels at 0, of which the tenth and twentieth part are inside.
  const dusk = Float64Array.from({ length: 99 }, (_, place) =>
    Math.max(0, (place + 1) / 100 - 0.3),
  );
  expect(scored(0, dusk).pit80).toBeCloseTo(0.21 / 0.31, 10);
  expect(scored(0, dusk).pit90).toBeCloseTo(0.26 / 0.31, 10);
  expect(scored(0, dusk)).toMatchObject({ isOpen: 1, in80: 1 });
});

test('true quantiles that begin with a lump of zeros have the coverage that they claim', () => {
  const dusk = Float64Array.from({ length: 99 }, (_, place) =>
    Math.max(0, (place + 1) / 100 - 0.3),
  );
  const tally = new ScoreTally(rules);
  for (let rank = 0; rank < 1_000; rank += 1) {
    tally.add(scored(Math.max(0, (rank + 0.5) / 1_000 - 0.3), dusk), 0);
  }
  const { cov80, openCov80, openCov90 } = figuresOf(tally.sums());
  expect(cov80).toBeCloseTo(0.9, 2);
  expect(openCov80).toBeCloseTo(0.8, 2);
  expect(openCov90).toBeCloseTo(0.9, 2);
});

test('figures of two days follow their formulas', () => {
  const tally = new ScoreTally(rules);
  const slots: [actual: number, point: number, day: number][] = [
    [100, 70, 0],
    [50, 90, 0],
    [10, 20, 1],
  ];
  for (const [actual, point, day] of slots) {
    tally.add(scored(actual, new Float64Array(99).fill(point), 100), day);
  }
  const figures = figuresOf(tally.sums());
  expect(figures.nMae).toBeCloseTo((0.3 + 0.4 + 0.1) / 3, 12);
  expect(figures.nRmse).toBeCloseTo(Math.sqrt((0.09 + 0.16 + 0.01) / 3), 12);
  expect(figures.mapePct).toBeCloseTo((30 + 80 + 100) / 3, 10);
  expect(figures.crPct).toBeCloseTo(50 * (1 - Math.sqrt(0.125) + 1 - 0.1), 10);
  const firstDay = 1 - Math.sqrt((0.3 ** 2 + 0.8 ** 2) / 2);
  expect(figures.cr2Pct).toBeCloseTo(50 * (firstDay + 1 - 0.1 / 0.2), 10);
});

test('sums of parts give the figures of the whole', () => {
  const [first, second, whole] = [1, 2, 3].map(() => new ScoreTally(rules));
  for (let day = 0; day < 6; day += 1) {
    const score = scored(day * 0.1, uniform(0.1, 0.6));
    (day < 3 ? first : second)?.add(score, day);
    whole?.add(score, day);
  }
  const added = figuresOf(addedSums([first, second].flatMap((tally) => tally?.sums() ?? [])));
  const expected = figuresOf(whole?.sums() ?? addedSums([]));
  for (const name of Object.keys(expected) as (keyof typeof expected)[]) {
    expect(added[name]).toBeCloseTo(expected[name] ?? Number.NaN, 12);
  }
});

test('nothing scored has no figures', () => {
  expect(figuresOf(addedSums([]))).toMatchObject({
    slots: 0,
    pl99: null,
    nRmse: null,
    crPct: null,
  });
});

test('parts hold their first hour and step and not their last hour', () => {
  const day = { fromHour: 7, toHour: 19 };
  const hours = [6.75, 7, 18.75, 19].map((hour) => isInPart(day, { hour, step: 1 }));
  expect(hours).toEqual([false, true, true, false]);
  const steps = [12, 13, 16, 17].map((step) => isInPart({ steps: [13, 16] }, { hour: 0, step }));
  expect(steps).toEqual([false, true, true, false]);
});

test('lead times are told by step, by hour or by day', () => {
  const quarter = 15 * 60_000;
  expect(stepsPerLeadRange(16, quarter)).toBe(1);
  expect(stepsPerLeadRange(96, quarter)).toBe(4);
  expect(stepsPerLeadRange(744, 4 * quarter)).toBe(24);
});
