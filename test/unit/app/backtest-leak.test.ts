import { expect, test } from 'vitest';
import type { Train } from '../../../src/app/backtest/forecaster.ts';
import { runCase } from '../../../src/app/backtest/run-case.ts';
import { trainSite } from '../../../src/app/backtest/site-forecaster.ts';
import type { KnownColumn } from '../../../src/forecast/frame/known-view.ts';
import type { Origin } from '../../../src/forecast/frame/origins.ts';
import { scoredLevels } from '../../../src/forecast/score/slot-score.ts';
import { caseIn } from '../../support/forecast-sets.ts';
import { daysOfTraining, type PoisonFrom, poisonedSet } from '../../support/poisoned-set.ts';

interface Forecast {
  readonly origin: Origin;
  readonly quantiles: Float64Array;
}

interface Subject {
  readonly track: string;
  readonly series: string;
  readonly train: Train;
}

function forecastsOf({ track, series, train }: Subject, from: PoisonFrom): Forecast[] {
  const forecasts: Forecast[] = [];
  runCase(caseIn(poisonedSet(from), track, series), {
    train,
    nowMs: () => 0,
    onForecast: (origin, quantiles) => forecasts.push({ origin, quantiles: quantiles.slice() }),
  });
  return forecasts;
}

/** Forecasts the sum of every value that it can lay its hands on, in training and at the origin. */
const greedy: Train = ({ training, view }) => {
  const columns = (of: typeof training | typeof view) => [
    of.target,
    ...of.measured.values(),
    ...of.foreseen.values(),
  ];
  const slots = Array.from({ length: view.facts.slots.count + 100 }, (_, slot) => slot);
  const total = (at: (slot: number) => number | undefined): number =>
    slots.reduce((sum, slot) => sum + (at(slot) || 0), 0);
  const learnt = columns(training).map((column) =>
    total((slot) => (column instanceof Float64Array ? column[slot] : Number.NaN)),
  );
  return {
    card: null,
    learnFrom: () => {},
    predict: ({ start, end }) => {
      const seen = columns(view).map((column) => total((slot) => (column as KnownColumn).at(slot)));
      const all = [...learnt, ...seen].reduce((sum, value) => sum + value, 0);
      return new Float64Array((end - start) * scoredLevels).fill(all);
    },
  };
};

const never: PoisonFrom = {
  measured: Number.POSITIVE_INFINITY,
  foreseen: Number.POSITIVE_INFINITY,
};

test.each([
  ['whatever reads all it can', { track: 'DA', series: 'load', train: greedy }],
  ['whatever reads all it can', { track: 'US', series: 'load', train: greedy }],
  ['the model of the site', { track: 'DA', series: 'wind', train: trainSite }],
])('%s: poison after the issue time changes no forecast', (_, subject) => {
  const clean = forecastsOf(subject, never);
  const place = Math.floor(clean.length / 2);
  const { knownThrough = 0, end = 0 } = clean[place]?.origin ?? {};
  expect(knownThrough).toBeGreaterThan(24 * daysOfTraining);
  const poisoned = forecastsOf(subject, { measured: knownThrough + 1, foreseen: end });
  expect(poisoned.slice(0, place + 1)).toEqual(clean.slice(0, place + 1));
  expect(poisoned.at(-1)?.quantiles).not.toEqual(clean.at(-1)?.quantiles);
});
