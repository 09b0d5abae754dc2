import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ForecastRunView, NodeForecastView } from '../../src/contract/http-forecast.ts';
import type { ForecastHorizon, ForecastRun } from '../../src/domain/forecast.ts';
import { hourMs, type Instant, instant, quarterMs } from '../../src/domain/instant.ts';
import type { Topology } from '../../src/domain/topology.ts';
import { usualAccuracyRules } from '../../src/forecast/score/accuracy-rules.ts';
import { Directory } from '../../src/service/directory.ts';
import { ForecastDesk } from '../../src/service/forecast-desk.ts';
import type { SlotColumns } from '../../src/service/ports.ts';
import { MemoryStore, openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openForecastDatabase } from '../../src/storage/sqlite/forecast-database.ts';
import { capturedLog } from '../support/captured-log.ts';
import { fixedClock } from '../support/fixed-clock.ts';
import { forecastGround } from '../support/forecast-ground.ts';
import { problemIn, startTestHttp } from '../support/http-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const clock = fixedClock();
const nine = instant(Math.floor(clock.now() / hourMs) * hourMs - 12 * hourMs);
const hoursOn = (hours: number): Instant => instant(nine + hours * hourMs);
const iso = (at: Instant): string => new Date(at).toISOString();

const place = { nameEn: null, ratingKva: null, latitude: null, longitude: null };
const topology: Topology = {
  nodes: [{ id: 'county', name: '兰考县', kind: 'county', parentId: null, ...place }],
  cooperatives: [{ id: 'coop-1', name: '合作社', nameEn: null, shares: {} }],
};

/** A server whose forecasts are kept in a real file, none at the start. */
async function ground() {
  const database = openForecastDatabase(join(tempFolder(), 'forecasts.sqlite'));
  const { forecasts: store, models, close } = database;
  onTestFinished(close);
  const directory = new Directory(topology, []);
  const readings = openMemoryStore();
  const timeZone = 'Asia/Shanghai';
  const { cycle } = forecastGround();
  const desk = new ForecastDesk({
    ...{ store, models, readings, cycle, directory, clock, timeZone, log: capturedLog() },
    accuracyRules: usualAccuracyRules,
  });
  const { ask } = await startTestHttp({ forecasts: desk });
  const add = (issuedAt: Instant, horizon: ForecastHorizon, medianKw: number): ForecastRun => {
    const inputs = [{ name: 'weather', availableAt: instant(issuedAt - quarterMs) }];
    const run = { id: `${horizon}-${issuedAt}`, horizon, issuedAt, computedAt: issuedAt, inputs };
    const slots = { from: issuedAt, slotMs: quarterMs, count: 8 };
    const row = [medianKw - 10, medianKw, medianKw + 10];
    const values = Float64Array.from({ length: 8 * 3 }, (_, place) => row[place % 3] ?? 0);
    const curves = { slots, levels: [0.1, 0.5, 0.9], values };
    for (const nodeId of ['county', 'coop-1']) {
      const forecast = { nodeId, kind: 'pv', model: 'blend', curves } as const;
      store.add({ ...run, id: `${run.id}-${nodeId}` }, [forecast]);
    }
    return run;
  };
  const read = async (path: string, as: 'viewer' | 'cooperative' = 'viewer') => {
    const response = await ask(`/api/v1${path}`, { as });
    return response.ok
      ? { status: response.status, view: (await response.json()) as NodeForecastView }
      : { status: response.status, code: (await problemIn(response)).code };
  };
  return { ask, add, read };
}

describe('the forecast of a node', () => {
  test('is the newest one, whole, with what it was made of', async () => {
    const { add, read } = await ground();
    add(nine, 'day_ahead', 100);
    add(hoursOn(1), 'day_ahead', 200);
    const { view } = await read('/nodes/county/forecast?kind=pv');
    expect(view?.run).toMatchObject({
      issuedAt: iso(hoursOn(1)),
      inputs: [{ name: 'weather', availableAt: iso(instant(hoursOn(1) - quarterMs)) }],
    });
    expect(view?.columns).toEqual(['at', 'issuedAt', 'p10', 'p50', 'p90']);
    expect(view?.rows).toHaveLength(8);
    expect(view?.rows[0]).toEqual([iso(hoursOn(1)), iso(hoursOn(1)), 190, 200, 210]);
  });

  test('as it was known at nine, when ten was not yet', async () => {
    const { add, read } = await ground();
    add(nine, 'day_ahead', 100);
    add(hoursOn(1), 'day_ahead', 200);
    const { view } = await read(
      `/nodes/county/forecast?kind=pv&issuedAt=${iso(instant(nine + quarterMs))}`,
    );
    expect(view?.run.issuedAt).toBe(iso(nine));
    const before = iso(instant(nine - quarterMs));
    expect(await read(`/nodes/county/forecast?kind=pv&issuedAt=${before}`)).toEqual({
      status: 404,
      code: 'no_forecast',
    });
  });

  test('over a range takes every slot from the newest that covers it', async () => {
    const { add, read } = await ground();
    add(nine, 'ultra_short', 100);
    add(hoursOn(1), 'ultra_short', 200);
    add(hoursOn(1), 'day_ahead', 300);
    const range = `from=${iso(nine)}&to=${iso(hoursOn(2))}`;
    const { view } = await read(`/nodes/county/forecast?kind=pv&horizon=ultra_short&${range}`);
    expect(view?.rows.map(([, issuedAt, , median]) => [issuedAt, median])).toEqual([
      ...Array.from({ length: 4 }, () => [iso(nine), 100]),
      ...Array.from({ length: 4 }, () => [iso(hoursOn(1)), 200]),
    ]);
  });

  test('has the quantiles that were asked for, between those that are kept', async () => {
    const { add, read } = await ground();
    add(nine, 'day_ahead', 100);
    const { view } = await read('/nodes/county/forecast?kind=pv&quantiles=0.1,0.3,0.875');
    expect(view?.columns.slice(2)).toEqual(['p10', 'p30', 'p87.5']);
    const [row = []] = view?.rows ?? [];
    expect(row.slice(2)).toEqual([90, expect.closeTo(95, 9), expect.closeTo(109.375, 9)]);
    expect(await read('/nodes/county/forecast?kind=pv&quantiles=0.01')).toEqual({
      status: 400,
      code: 'level_not_kept',
    });
  });

  test.each([
    ['/nodes/nowhere/forecast?kind=pv', 404, 'unknown_node'],
    ['/nodes/county/forecast?kind=load', 404, 'no_forecast'],
    ['/nodes/county/forecast?kind=tea', 400, 'invalid_request'],
    ['/nodes/county/forecast?kind=pv&quantiles=1.5', 400, 'invalid_request'],
    [`/nodes/county/forecast?kind=pv&from=${iso(nine)}`, 400, 'invalid_request'],
    [`/nodes/county/forecast?kind=pv&from=${iso(nine)}&to=${iso(nine)}`, 400, 'range_empty'],
    [
      '/nodes/county/forecast?kind=pv&from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z',
      400,
      'range_too_long',
    ],
  ])('%s is refused', async (path, status, code) => {
    const { add, read } = await ground();
    add(nine, 'day_ahead', 100);
    expect(await read(path)).toEqual({ status, code });
  });

  test('is for a cooperative that of its own devices, and of nobody else', async () => {
    const { add, read } = await ground();
    add(nine, 'day_ahead', 100);
    expect((await read('/nodes/coop-1/forecast?kind=pv', 'cooperative')).status).toBe(200);
    expect(await read('/nodes/county/forecast?kind=pv', 'cooperative')).toEqual({
      status: 404,
      code: 'unknown_node',
    });
  });
});

test('runs are listed, the newest first, and told one by one', async () => {
  const { ask, add } = await ground();
  add(nine, 'day_ahead', 100);
  add(hoursOn(1), 'ultra_short', 100);
  const list = await (await ask('/api/v1/forecasts', { as: 'viewer' })).json();
  const issued = (list as { items: { issuedAt: string; id: string }[] }).items;
  expect(issued.map(({ issuedAt }) => issuedAt)).toEqual([
    ...[iso(hoursOn(1)), iso(hoursOn(1)), iso(nine), iso(nine)],
  ]);
  const one = await ask(`/api/v1/forecasts/${issued[0]?.id}`, { as: 'viewer' });
  expect(await one.json()).toEqual(issued[0]);
  const none = await ask('/api/v1/forecasts/none', { as: 'viewer' });
  expect((await problemIn(none)).code).toBe('no_forecast');
});

describe('a forecast that is asked for', () => {
  const askFor = async (readings?: MemoryStore) => {
    const {
      cycle,
      models,
      forecasts: store,
      directory,
      readings: past,
    } = forecastGround(undefined, readings);
    const [timeZone, log] = ['Asia/Shanghai', capturedLog()];
    const desk = new ForecastDesk({
      ...{ store, models, readings: past, cycle, directory, clock, timeZone, log },
      accuracyRules: usualAccuracyRules,
    });
    const { ask } = await startTestHttp({ forecasts: desk });
    const run = (horizon: string) =>
      ask('/api/v1/forecasts:run', { method: 'POST', as: 'operator', json: { horizon } });
    return { ask, run, log, cycle };
  };

  test('is made with what is known now, and kept', async () => {
    const { ask, run } = await askFor();
    const response = await run('ultra_short');
    expect(response.status).toBe(201);
    const issued = (await response.json()) as ForecastRunView;
    expect(issued).toMatchObject({ horizon: 'ultra_short', issuedAt: iso(clock.now()) });
    const kept = await ask(response.headers.get('location') ?? '', { as: 'operator' });
    expect(await kept.json()).toEqual(issued);
  });

  test('is one run for all who ask at once', async () => {
    const bothAsked = Promise.withResolvers<void>();
    class PatientStore extends MemoryStore {
      override async readSlots(...asked: Parameters<MemoryStore['readSlots']>) {
        await bothAsked.promise;
        return super.readSlots(...asked);
      }
    }
    const { run, cycle } = await askFor(new PatientStore());
    const asked = vi.spyOn(cycle, 'run');
    const runs = Promise.all([run('day_ahead'), run('day_ahead')]);
    await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(2));
    bothAsked.resolve();
    const answers = await runs;
    const [first, second] = await Promise.all(answers.map((answer) => answer.json()));
    expect(first).toEqual(second);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  });

  test('says that it failed where the store does not answer, and what to do', async () => {
    class StoreAway extends MemoryStore {
      override readSlots(): Promise<SlotColumns> {
        return Promise.reject(new Error('the store is away'));
      }
    }
    const { run, log } = await askFor(new StoreAway());
    const response = await run('day_ahead');
    expect(response.status).toBe(503);
    expect(await problemIn(response)).toMatchObject({
      code: 'forecast_failed',
      detail: expect.stringContaining('health/ready'),
    });
    expect(log.text()).toContain('A forecast that was asked for failed');
  });

  test('of a horizon that there is not is refused', async () => {
    const { run } = await askFor();
    expect((await problemIn(await run('next_year'))).code).toBe('invalid_request');
  });
});
