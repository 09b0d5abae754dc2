import { expect, test } from 'vitest';
import { runCase } from '../../../src/app/backtest/run-case.ts';
import { trainSite } from '../../../src/app/backtest/site-forecaster.ts';
import type { Origin } from '../../../src/forecast/frame/origins.ts';
import { caseIn } from '../../support/forecast-sets.ts';
import { daysOfTraining, type PoisonFrom, poisonedSet } from '../../support/poisoned-set.ts';

interface Forecast {
  readonly origin: Origin;
  readonly quantiles: Float64Array;
}

function forecastsOf(track: string, from: PoisonFrom): Forecast[] {
  const forecasts: Forecast[] = [];
  runCase(caseIn(poisonedSet(from), track, 'north'), {
    train: trainSite,
    nowMs: () => 0,
    onForecast: (origin, quantiles) => forecasts.push({ origin, quantiles: quantiles.slice() }),
  });
  return forecasts;
}

const never: PoisonFrom = {
  measured: Number.POSITIVE_INFINITY,
  foreseen: Number.POSITIVE_INFINITY,
};

test.each(['DA', 'US'])('%s: poison after the issue time changes no forecast', (track) => {
  const clean = forecastsOf(track, never);
  const place = Math.floor(clean.length / 2);
  const { knownThrough = 0, end = 0 } = clean[place]?.origin ?? {};
  expect(knownThrough).toBeGreaterThan(24 * daysOfTraining);
  const poisoned = forecastsOf(track, { measured: knownThrough + 1, foreseen: end });
  expect(poisoned.slice(0, place + 1)).toEqual(clean.slice(0, place + 1));
  const isSpread = clean[place]?.quantiles.some((value, at, all) => value !== all[at - 1]);
  expect(isSpread).toBe(true);
  expect(poisoned.at(-1)?.quantiles).not.toEqual(clean.at(-1)?.quantiles);
});
