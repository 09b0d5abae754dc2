// Outages and faults of a real InfluxDB under the running service. What counts is what the publishers
// were told against what the server says that it holds, asked past the service.
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { LatestView, QuarantineView } from '../../src/contract/http.ts';
import { type FaultyHttp, faultyHttp, type HttpFault } from '../support/faulty-http.ts';
import { countOf, type Fleet, lostOf, publishersOf } from '../support/fleet-ground.ts';
import {
  answerOf,
  healthOf,
  influxDatabase,
  influxFleet,
  storedInInflux,
  storeIsAway,
  storeIsLevel,
} from '../support/fleet-influx.ts';
import { type FleetLoad, startLoad } from '../support/fleet-load.ts';
import { patiently } from '../support/health.ts';
import type { InfluxdbProcess } from '../support/influxdb-process.ts';
import { startInfluxdb } from '../support/influxdb-server.ts';
import { type Api, apiClient } from '../support/running-service.ts';
import { following, range, records, type Table } from '../support/service-ground.ts';
import { type ServiceProcess, serve } from '../support/service-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

vi.setConfig({ testTimeout: 120_000 });

const reportMs = 5_000;
const minuteMs = 60_000;

interface Ground {
  readonly fleet: Fleet;
  readonly service: ServiceProcess;
  readonly api: Api;
  readonly load: FleetLoad;
  /** Instant of a reading of any device, by its number. */
  readonly instantOf: (number: number) => number;
}

/** The service on an InfluxDB, with so many devices, of which none has said anything yet. */
async function ground(url: string, devices: number): Promise<Ground> {
  const fleet = await influxFleet(url, devices);
  const service = await serve(fleet.file);
  const from = Date.now() - 15 * minuteMs;
  const load = startLoad({
    port: fleet.port,
    publishers: publishersOf(fleet, from, reportMs),
    windowMax: 500,
    acknowledgedFile: join(tempFolder(), 'acknowledged'),
  });
  const api = apiClient(service.consoleUrl, fleet.token);
  return { fleet, service, api, load, instantOf: (number) => from + number * reportMs };
}

/** So many more readings of each device, until all are acknowledged. */
async function tell({ load }: Ground, more: number): Promise<void> {
  load.order({ more });
  await load.finish();
}

/** Everything that was acknowledged is in InfluxDB, once and as it was sent. */
async function expectWhole(
  { fleet, service, api, load }: Ground,
  influxdb: InfluxdbProcess,
): Promise<void> {
  const { due } = await load.finish();
  await storeIsLevel(api);
  expect((await service.end('SIGTERM')).code).toBe(0);
  const acknowledged = load.acknowledged();
  const stored = await storedInInflux(influxdb, fleet);
  expect(countOf(acknowledged)).toBe(due);
  expect(lostOf(acknowledged, stored)).toEqual([]);
  expect(stored.wrong).toEqual([]);
  expect(countOf(stored.instants)).toBe(due);
}

/** A live view that came after `at`, whatever the store does. */
function sawAfter(events: readonly { event: string; data: unknown }[], at: number) {
  return patiently(
    () => events.findLast(({ event }) => event === 'device')?.data as LatestView | undefined,
    (latest) => Date.parse(latest?.measuredAt ?? '') >= at,
  );
}

test('InfluxDB is killed under the load of ten minutes of the example county, and comes back', async () => {
  const influxdb = await startInfluxdb();
  const county = await ground(influxdb.url, 400);
  const { api, load, instantOf } = county;
  await tell(county, 2);
  await storeIsLevel(api);
  const { events } = await following(api, 'node=lankao&device=roof-1');
  await influxdb.kill();
  const perS = 80;
  load.order({ rate: perS, more: 120 });
  await sawAfter(events, instantOf(121));
  const curveOf = () => events.filter(({ event }) => event === 'node').length;
  const shown = curveOf();
  await patiently(curveOf, (count) => count > shown + 1);
  const away = await patiently(
    () => healthOf(api),
    ({ store }) => store.backlogMessages >= 48_000,
  );
  expect(away).toMatchObject({ ready: false, store: { awaySince: expect.any(String) } });
  expect(away.parts.find(({ name }) => name === 'store')).toMatchObject({
    condition: 'store_fault',
    detail: expect.stringMatching(/^away since .*: InfluxDB cannot be reached.*messages wait/),
  });
  expect(await answerOf(api, '/metrics')).toMatch(/^paulownia_store_away_seconds [1-9]/m);

  await influxdb.restart();
  const { store } = await healthOf(api);
  const backAt = performance.now();
  await patiently(
    () => healthOf(api),
    (now) => now.store.backlogMessages < 1_000,
  );
  const drainedPerS = store.backlogMessages / ((performance.now() - backAt) / 1_000);
  expect(drainedPerS).toBeGreaterThanOrEqual(3 * perS);
  await expectWhole(county, influxdb);
});

test('InfluxDB freezes: live values go on, and nothing is lost when it thaws', async () => {
  const influxdb = await startInfluxdb();
  const county = await ground(influxdb.url, 40);
  const { api, instantOf } = county;
  await tell(county, 2);
  await storeIsLevel(api);
  const { events } = await following(api, 'device=roof-1');
  process.kill(influxdb.pid(), 'SIGSTOP');
  await tell(county, 100);
  await sawAfter(events, instantOf(101));
  const { parts } = await storeIsAway(api);
  expect(parts.find(({ name }) => name === 'store')?.detail).toContain('the store does not answer');
  process.kill(influxdb.pid(), 'SIGCONT');
  await expectWhole(county, influxdb);
});

const isWrite = (address: string): boolean => address.startsWith('/write');

/** Every write meets this fault, and one has. */
async function meet(proxy: FaultyHttp, fault: HttpFault, told: Promise<void>): Promise<void> {
  const before = proxy.met();
  proxy.fault = (address) => (isWrite(address) ? fault : null);
  await told;
  await patiently(proxy.met, (met) => met > before);
}

test('InfluxDB answers with faults and breaks off in its answers, and the newest comes first', async () => {
  const influxdb = await startInfluxdb();
  const proxy = await faultyHttp(influxdb.port);
  const county = await ground(proxy.url, 40);
  const { api, instantOf } = county;
  const faults: readonly HttpFault[] = [
    { type: 'answers', status: 500, body: '{"error":"engine: cache-max-memory-size exceeded"}' },
    { type: 'answers', status: 429, body: '' },
    { type: 'breaks' },
  ];
  for (const fault of faults) {
    await meet(proxy, fault, tell(county, 10));
    proxy.mend();
    await storeIsLevel(api);
  }
  const away: HttpFault = { type: 'answers', status: 503, body: 'upstream is away' };
  await meet(proxy, away, tell(county, 10));
  expect((await storeIsAway(api)).ready).toBe(false);
  await tell(county, 300);
  await tell(county, 1);

  // The first write that brings the newest is let through, and from then on nothing is answered.
  const newestAt = instantOf(340);
  let letThrough = 0;
  proxy.fault = (address, body) => {
    if (!isWrite(address)) return null;
    if (letThrough > 0) return { type: 'hangs' };
    if (!body.includes(` ${newestAt}\n`)) return away;
    letThrough += 1;
    return null;
  };
  const path = `/devices/roof-7/readings?resolution=raw&${range(newestAt, newestAt + 1)}`;
  const { body } = await patiently(
    () => api.get<Table>(path),
    (answer) => answer.status === 200 && answer.body.rows.length === 1,
  );
  expect(records(body)).toMatchObject([{ at: new Date(newestAt).toISOString() }]);
  expect((await healthOf(api)).store.backlogMessages).toBeGreaterThan(12_000);
  proxy.mend();
  await expectWhole(county, influxdb);
});

test('a value of another type keeps nothing else back, and is told with the reason of the server', async () => {
  const influxdb = await startInfluxdb();
  await influxdb.ask('', `CREATE DATABASE ${influxDatabase}`);
  const old = await fetch(`${influxdb.url}/write?db=${influxDatabase}`, {
    method: 'POST',
    body: 'pv,device=older voltageV=230i',
  });
  expect(old.status).toBe(204);
  const { fleet, api } = await ground(influxdb.url, 3);
  const measuredAt = Date.now() - minuteMs;
  const say = async (deviceId: string, values: object): Promise<void> => {
    const password = fleet.secrets.get(deviceId) ?? '';
    const client = await connectAsync(`mqtt://127.0.0.1:${fleet.port}`, {
      ...{ username: deviceId, password, clientId: `${deviceId}-again`, reconnectPeriod: 0 },
    });
    onTestFinished(() => void client.end(true));
    const payload = JSON.stringify({ measuredAt, values });
    await client.publishAsync(`paulownia/v1/${deviceId}/telemetry`, payload, { qos: 1 });
  };
  const storedPower = async (): Promise<unknown[]> => {
    const asked = 'SELECT "powerKw", "voltageV" FROM "pv" WHERE "powerKw" > 0 GROUP BY "device"';
    const series = await influxdb.ask(influxDatabase, asked);
    return series.flatMap(({ tags, values }) => values.map((row) => [tags?.device, ...row]));
  };
  await say('roof-1', { powerKw: 10, voltageV: 230.5 });
  await say('roof-2', { powerKw: 20 });
  const [entry] = await patiently(
    async () => (await answerOf<{ items: QuarantineView[] }>(api, '/quarantine')).items,
    (entries) => entries.length === 1,
  );
  expect(entry).toMatchObject({
    ...{ code: 'rejected_by_store', deviceId: 'roof-1' },
    detail: expect.stringContaining('field type conflict: input field "voltageV"'),
    payloadText: `{"measuredAt":[${measuredAt}],"values":{"powerKw":[10],"voltageV":[230.5]}}`,
  });
  await say('roof-3', { powerKw: 30 });
  await patiently(storedPower, (rows) => rows.length === 2);
  expect(await storedPower()).toEqual([
    ['roof-2', measuredAt, 20, null],
    ['roof-3', measuredAt, 30, null],
  ]);
  expect(await answerOf(api, '/metrics')).toMatch(/^paulownia_store_rejected_total 1$/m);

  await influxdb.ask(influxDatabase, 'DROP MEASUREMENT "pv"');
  const replayed = await api.post(`/quarantine/${entry?.id}/replay`);
  expect(replayed).toMatchObject({ status: 200, body: { accepted: true } });
  await patiently(storedPower, (rows) => rows.length === 1);
  expect(await storedPower()).toEqual([['roof-1', measuredAt, 10, 230.5]]);
});
