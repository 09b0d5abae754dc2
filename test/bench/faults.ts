/** Outages of the store under load: what the screen shows meanwhile, and how fast the rest is made up. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readiness } from '../../src/contract/http-health.ts';
import { type InfluxdbProcess, launchInfluxdb } from '../support/influxdb-process.ts';
import { deviceId, loadIntervalS } from './bench-county.ts';
import type { LoadResult } from './load-child.ts';
import { type BenchService, startBenchService, startLoad, withFolder } from './servers.ts';
import { atLeast, atMost, type BenchTable, type Figure, told, withUnit } from './table.ts';

/** Ten minutes of the example county; and two of a county five times as large. */
const outages = [
  { devices: 400, outageS: 600 },
  { devices: 2_000, outageS: 120 },
] as const;
type Outage = (typeof outages)[number];

const kind = 'pv';
const database = 'county';
/** Load before the outage, and after it until all is made up. */
const beforeS = 5;
const afterS = 60;
const checkMs = 50;
const mebibyte = 2 ** 20;

interface Asker {
  health(): Promise<Readiness>;
  /** Whether history has a reading of the device that was measured after `at`. */
  hasAfter(at: number): Promise<boolean>;
}

async function askerOf({ child, httpUrl }: BenchService): Promise<Asker & { token: string }> {
  const token = await child.ask('token');
  const get = async <Body>(path: string): Promise<Body> => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${httpUrl}/api/v1${path}`, { headers });
    return (await response.json()) as Body;
  };
  return {
    token,
    health: () => get('/health'),
    hasAfter: async (at) => {
      const range = `from=${new Date(at).toISOString()}&to=${new Date(at + 600_000).toISOString()}`;
      const path = `/devices/${deviceId(kind, 0)}/readings?resolution=raw&${range}`;
      const { rows = [] } = await get<{ rows?: unknown[] }>(path);
      return rows.length > 0;
    },
  };
}

/** Follows the county as a console does, and answers the longest pause between two events in ms. */
async function follow(
  { httpUrl }: BenchService,
  token: string,
): Promise<{ stop(): number; events(): number }> {
  const ending = new AbortController();
  const response = await fetch(`${httpUrl}/api/v1/live?node=lankao`, {
    headers: { authorization: `Bearer ${token}` },
    signal: ending.signal,
  });
  let lastAt = performance.now();
  let pauseMs = 0;
  let events = 0;
  const note = (): void => {
    const now = performance.now();
    pauseMs = Math.max(pauseMs, now - lastAt);
    lastAt = now;
  };
  const read = async (): Promise<void> => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      if (!chunk.includes('event: node')) continue;
      note();
      events += 1;
    }
  };
  void read().catch(() => undefined);
  return {
    events: () => events,
    stop: () => {
      note();
      ending.abort();
      return pauseMs;
    },
  };
}

interface Return {
  readonly backlog: number;
  readonly drainS: number;
  readonly newestS: number;
}

/** From the moment at which the store answers again until no more than a second's messages wait. */
async function comeBack(influxdb: InfluxdbProcess, asker: Asker, perS: number): Promise<Return> {
  await influxdb.restart();
  const began = performance.now();
  const newestAt = Date.now() - 3 * loadIntervalS * 1_000;
  const sinceS = (): number => (performance.now() - began) / 1_000;
  const { store } = await asker.health();
  let newestS: number | null = null;
  for (;;) {
    if (newestS === null && (await asker.hasAfter(newestAt))) newestS = sinceS();
    const { store: now } = await asker.health();
    if (now.awaySince === null && now.backlogMessages <= perS) break;
    await sleep(checkMs);
  }
  const drainS = sinceS();
  return { backlog: store.backlogMessages, drainS, newestS: newestS ?? drainS };
}

async function storedIn(influxdb: InfluxdbProcess): Promise<number> {
  const [series] = await influxdb.ask(database, `SELECT count("quality") FROM "${kind}"`);
  return Number(series?.values[0]?.[1] ?? 0);
}

/** What the server has once it has no more to come. */
async function storedInTheEnd(influxdb: InfluxdbProcess, asker: Asker): Promise<number> {
  for (let waitedMs = 0; waitedMs < afterS * 1_000; waitedMs += checkMs) {
    if ((await asker.health()).store.backlogMessages === 0) break;
    await sleep(checkMs);
  }
  return storedIn(influxdb);
}

async function figuresOf(outage: Outage, folder: string): Promise<Figure[]> {
  const { devices, outageS } = outage;
  const perS = devices / loadIntervalS;
  const influxdb = await launchInfluxdb();
  const load = await startLoad();
  const service = await startBenchService(load, {
    ...{ folder, kind, devices, reportIntervalS: loadIntervalS, gateways: 1 },
    store: { kind: 'influxdb1', influxdb1: { url: influxdb.url, database } },
  });
  try {
    const asker = await askerOf(service);
    const loading: Promise<LoadResult> = load.ask('load', {
      ...{ port: service.mqttPort, signIn: true, connections: 8, devices, form: 'single' },
      ...{ rate: perS, seconds: beforeS + outageS + afterS, isLive: true },
    });
    await sleep(beforeS * 1_000);
    const screen = await follow(service, asker.token);
    await influxdb.kill();
    await sleep(outageS * 1_000);
    const eventsMeanwhile = screen.events();
    const back = await comeBack(influxdb, asker, perS);
    const pauseMs = screen.stop();
    const { acknowledged, p99Ms } = await loading;
    const missing = acknowledged - (await storedInTheEnd(influxdb, asker));
    const { rssBytesMax } = await service.child.ask('cost');
    const drainedPerS = (back.backlog + back.drainS * perS) / back.drainS;
    return [
      told('offered and acknowledged', withUnit(perS, 'messages/s')),
      told('acknowledgement p99', withUnit(p99Ms, 'ms')),
      told('events on the screen meanwhile, one a second', withUnit(eventsMeanwhile, '')),
      atMost('longest pause between two of them', pauseMs / 1_000, 5, 's'),
      told('messages that waited in the end', withUnit(back.backlog, '')),
      told('InfluxDB answers, until the newest can be read', withUnit(back.newestS, 's')),
      told('until no more than a second waits', withUnit(back.drainS, 's')),
      atLeast('made up, over the rate of arrival', drainedPerS / perS, 3, '×'),
      atMost('readings acknowledged and not stored', missing, 0, ''),
      told('RSS of the service, at most', withUnit(rssBytesMax / mebibyte, 'MB')),
    ];
  } finally {
    await service.stop();
    await load.stop();
    await influxdb.remove();
  }
}

export async function benchFaults(): Promise<BenchTable[]> {
  const tables: BenchTable[] = [];
  for (const outage of outages) {
    const { devices, outageS } = outage;
    tables.push({
      title: `InfluxDB is killed for ${outageS} s: ${devices} devices, each every ${loadIntervalS} s`,
      figures: await withFolder((folder) => figuresOf(outage, folder)),
    });
  }
  return tables;
}
