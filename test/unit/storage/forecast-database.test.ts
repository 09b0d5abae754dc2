import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ForecastRun, NodeForecast } from '../../../src/domain/forecast.ts';
import { hourMs, type Instant, instant, quarterMs } from '../../../src/domain/instant.ts';
import type { SiteModel } from '../../../src/forecast/site/site-model.ts';
import { newContest } from '../../../src/forecast/watch/contest.ts';
import type { WeatherRun } from '../../../src/service/forecast-ports.ts';
import { openForecastDatabase } from '../../../src/storage/sqlite/forecast-database.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const nine = instant(Date.UTC(2026, 6, 1, 1));
const after = (hours: number): Instant => instant(nine + hours * hourMs);
const query = { nodeId: 'area-1', kind: 'pv', horizon: 'ultra_short' } as const;

function open() {
  const file = join(tempFolder(), 'forecasts.sqlite');
  return { file, ...openForecastDatabase(file) };
}

function run(issuedAt: Instant): ForecastRun {
  return {
    id: `run-${issuedAt}`,
    horizon: 'ultra_short',
    issuedAt,
    computedAt: instant(issuedAt + 800),
    inputs: [{ name: 'weather', availableAt: instant(issuedAt - 60_000) }],
  };
}

function forecast(issuedAt: Instant, changes: Partial<NodeForecast> = {}): NodeForecast {
  return {
    nodeId: 'area-1',
    kind: 'pv',
    model: 'blend',
    curves: {
      slots: { from: issuedAt, slotMs: quarterMs, count: 2 },
      levels: [0.1, 0.5, 0.9],
      values: Float64Array.of(1, 2, 3.5, 4, 5, 6.25),
    },
    ...changes,
  };
}

test('a forecast comes back as it was issued', () => {
  const { forecasts, file, close } = open();
  forecasts.add(run(nine), [forecast(nine)]);
  const kept = forecasts.newest({ ...query, knownAt: nine });
  expect(kept).toEqual({ run: run(nine), forecast: forecast(nine) });
  expect(forecasts.run(`run-${nine}`)).toEqual(run(nine));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  close();
});

test('what was known at nine does not know what was issued at ten', () => {
  const { forecasts, close } = open();
  for (const at of [nine, after(1)]) forecasts.add(run(at), [forecast(at)]);
  expect(forecasts.newest({ ...query, knownAt: instant(after(1) - 1) })?.run).toEqual(run(nine));
  expect(forecasts.newest({ ...query, knownAt: after(1) })?.run).toEqual(run(after(1)));
  expect(forecasts.newest({ ...query, knownAt: instant(nine - 1) })).toBeNull();
  expect(forecasts.newest({ ...query, kind: 'load', knownAt: after(9) })).toBeNull();
  expect(forecasts.newest({ ...query, nodeId: 'area-2', knownAt: after(9) })).toBeNull();
  close();
});

test('a stretch is covered by the forecasts that have a slot in it', () => {
  const { forecasts, close } = open();
  for (const hours of [0, 1, 2]) forecasts.add(run(after(hours)), [forecast(after(hours))]);
  const issuedIn = (from: Instant, to: Instant, knownAt = after(9)) =>
    forecasts.covering({ ...query, from, to, knownAt }).map((kept) => kept.run.issuedAt);
  expect(issuedIn(nine, after(9))).toEqual([nine, after(1), after(2)]);
  expect(issuedIn(instant(nine + 2 * quarterMs), after(2))).toEqual([after(1)]);
  expect(issuedIn(nine, after(9), after(1))).toEqual([nine, after(1)]);
  close();
});

test('a run is kept whole or not at all', () => {
  const { forecasts, close } = open();
  const twin = forecast(nine, { model: null as unknown as string });
  expect(() => forecasts.add(run(nine), [forecast(nine), twin])).toThrow(/NOT NULL/);
  expect(forecasts.run(`run-${nine}`)).toBeNull();
  expect(forecasts.newest({ ...query, knownAt: after(9) })).toBeNull();
  close();
});

test('old runs go with their forecasts, each horizon by itself', () => {
  const { forecasts, close } = open();
  for (const hours of [0, 1]) forecasts.add(run(after(hours)), [forecast(after(hours))]);
  forecasts.deleteBefore(after(1), 'day_ahead');
  const all = { horizon: null, from: nine, to: after(9), limit: 9 };
  expect(forecasts.runs(all).map(({ issuedAt }) => issuedAt)).toEqual([after(1), nine]);
  forecasts.deleteBefore(after(1), 'ultra_short');
  expect(forecasts.runs(all)).toEqual([run(after(1))]);
  expect(forecasts.newest({ ...query, knownAt: nine })).toBeNull();
  close();
});

const weather = (issuedAt: Instant, changes: Partial<WeatherRun> = {}): WeatherRun => ({
  sourceId: 'own',
  place: { latitude: 34.82, longitude: 114.82 },
  issuedAt,
  receivedAt: instant(issuedAt + hourMs),
  slots: { from: issuedAt, slotMs: hourMs, count: 3 },
  columns: { tempC: Float64Array.of(20.5, Number.NaN, 22), ghiWm2: Float64Array.of(0, 100, 250) },
  ...changes,
});

test('the newest run of weather is the newest that was in hand', () => {
  const { weather: runs, close } = open();
  runs.add(weather(nine));
  runs.add(weather(after(6)));
  expect(runs.newest(after(6))).toEqual(weather(nine));
  expect(runs.newest(after(7))).toEqual(weather(after(6)));
  expect(runs.newest(nine)).toBeNull();
  // A run that comes late is not newer than the one that is in hand.
  runs.add(weather(after(3), { receivedAt: after(8) }));
  expect(runs.newest(after(9))).toEqual(weather(after(6)));
  expect(runs.receivedIn({ from: after(7), to: after(9) })).toHaveLength(2);
  close();
});

test('a run that is told again stays as it was known first', () => {
  const { weather: runs, close } = open();
  runs.add(weather(nine));
  runs.add(weather(nine, { receivedAt: after(5), columns: {} }));
  expect(runs.receivedIn({ from: nine, to: after(9) })).toEqual([weather(nine)]);
  runs.deleteBefore(after(2));
  expect(runs.newest(after(9))).toBeNull();
  close();
});

test('a model comes back with its numbers, and its horizon has one of its own', () => {
  const { models, close } = open();
  const model = { version: 1, weights: Float64Array.of(0.25, Number.NaN, 0.75) };
  const roofs = { groupId: 'zhao/pv/', horizon: 'day_ahead' } as const;
  models.add(roofs, nine, model as unknown as SiteModel);
  expect(models.unpacked(roofs, nine)).toEqual(model);
  expect(models.packed(roofs, after(24))).toBeNull();
  expect(models.packed({ ...roofs, horizon: 'ultra_short' }, nine)).toBeNull();
  models.deleteBefore(after(1));
  expect(models.packed(roofs, nine)).toBeNull();
  close();
});

test('who serves is told as it was decided by then', () => {
  const { models, close } = open();
  const roofs = { groupId: 'zhao/pv/', horizon: 'day_ahead' } as const;
  const cold = newContest(nine);
  const drift = { drift: Float64Array.of(0.1, 0), spread: Float64Array.of(-0.2) };
  const learned = { ...cold, serving: { trainedAt: nine, drift, losses: [1, Number.NaN] } };
  models.addContest(roofs, nine, cold);
  models.addContest(roofs, after(24), learned);
  expect(models.contest(roofs, instant(nine - 1))).toBeNull();
  expect(models.contest(roofs, after(23))).toEqual({ decidedAt: nine, contest: cold });
  expect(models.contest(roofs, after(99))).toEqual({ decidedAt: after(24), contest: learned });
  models.deleteBefore(after(1));
  expect(models.contest(roofs, after(23))).toBeNull();
  close();
});
