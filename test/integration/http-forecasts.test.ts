import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { NodeForecastView } from '../../src/contract/http-forecast.ts';
import type { ForecastHorizon, ForecastRun } from '../../src/domain/forecast.ts';
import { hourMs, type Instant, instant, quarterMs } from '../../src/domain/instant.ts';
import type { Topology } from '../../src/domain/topology.ts';
import { Directory } from '../../src/service/directory.ts';
import { ForecastDesk } from '../../src/service/forecast-desk.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openForecastDatabase } from '../../src/storage/sqlite/forecast-database.ts';
import { fixedClock } from '../support/fixed-clock.ts';
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
  const { forecasts: store, close } = openForecastDatabase(join(tempFolder(), 'forecasts.sqlite'));
  onTestFinished(close);
  const directory = new Directory(topology, []);
  const readings = openMemoryStore();
  const timeZone = 'Asia/Shanghai';
  const desk = new ForecastDesk({ store, readings, directory, clock, timeZone });
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
