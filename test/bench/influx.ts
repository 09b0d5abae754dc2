/** InfluxDB 1.x behind the service: writing beside plain HTTP, the whole way, and questions to it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dayMs } from '../../src/domain/instant.ts';
import { type InfluxdbProcess, launchInfluxdb } from '../support/influxdb-process.ts';
import { deviceId, loadIntervalS } from './bench-county.ts';
import { Child } from './child.ts';
import type { InfluxHandlers, Writing } from './influx-child.ts';
import {
  type BenchService,
  type Run,
  type Server,
  startAedesServer,
  startBenchService,
  startLoad,
  withFolder,
} from './servers.ts';
import { atLeast, atMost, type BenchTable, type Figure, median, told, withUnit } from './table.ts';
import { days, devices, kind, startAt } from './week.ts';

const rounds = 3;
const roundS = 4;
/** Each round writes minutes that none before it has written. */
const minutesOfRound = 300;
const questions = 30;

const storedCheckMs = 20;
const fullSpeed = { connections: 8, devices: 1_000, form: 'single', rate: null } as const;

type Writer = Child<InfluxHandlers>;
type Load = Awaited<ReturnType<typeof startLoad>>;

const perS = ({ readings, seconds }: Writing): number => readings / seconds;
const usOf = ({ readings, cpuUs }: Writing): number => cpuUs / readings;

function storeAt(influxdb: InfluxdbProcess, database: string): object {
  return { kind: 'influxdb1', influxdb1: { url: influxdb.url, database } };
}

async function writing(
  influxdb: InfluxdbProcess,
  writer: Writer,
  folder: string,
): Promise<Figure[]> {
  const runs: { raw: Writing; own: Writing }[] = [];
  for (const database of ['raw', 'own']) await influxdb.ask('', `CREATE DATABASE "${database}"`);
  mkdirSync(join(folder, 'writing'));
  for (let round = 0; round < rounds; round += 1) {
    const { url } = influxdb;
    const minute = 1 + round * minutesOfRound;
    const own = { url, database: 'own', minute, folder: join(folder, 'writing') };
    runs.push({
      raw: await writer.ask('writeRaw', { url, database: 'raw', minute, isWide: false }),
      own: await writer.ask('writeThroughStore', own),
    });
  }
  const raw = median(runs.map((run) => perS(run.raw)));
  const stored = median(runs.map((run) => perS(run.own)));
  const ownUs = median(runs.map((run) => usOf(run.own)));
  return [
    told('ready lines by HTTP keep-alive', withUnit(raw, 'points/s')),
    told('of it, Node', withUnit(median(runs.map((run) => usOf(run.raw))), 'µs a point')),
    told('readings through the store', withUnit(stored, 'points/s')),
    atLeast('the store over ready lines', stored / raw, 0.9, '×'),
    atMost('of it, Node: 4 values to a line, and the request', ownUs, 3, 'µs a point'),
  ];
}

/** From MQTT into InfluxDB, in turns with a broker that does nothing with what it gets. */
async function wholeWay(load: Load, service: BenchService): Promise<Figure[]> {
  const aedes = await startAedesServer(load);
  const runs = new Map<Server, Run[]>([
    [aedes, []],
    [service, []],
  ]);
  for (let round = 0; round < rounds; round += 1) {
    for (const [server, done] of runs)
      done.push(await server.run({ ...fullSpeed, seconds: roundS }));
  }
  await aedes.stop();
  const rateOf = (server: Server) =>
    median((runs.get(server) ?? []).map(({ messagesPerS }) => messagesPerS));
  const missing = (runs.get(service) ?? []).reduce((sum, run) => sum + run.missing, 0);
  return [
    told('aedes, empty handler', withUnit(rateOf(aedes), 'messages/s')),
    told('MQTT message to stored in InfluxDB', withUnit(rateOf(service), 'messages/s')),
    atLeast('share of aedes (aim 0.5)', rateOf(service) / rateOf(aedes), 0.3, '×'),
    atMost('readings acknowledged and not stored', missing, 0, ''),
  ];
}

/** What the journal has gathered while InfluxDB was away, in turns with ready lines of such points. */
async function madeUp(
  load: Load,
  service: BenchService,
  { influxdb, writer }: { influxdb: InfluxdbProcess; writer: Writer },
): Promise<Figure[]> {
  await influxdb.ask('', 'CREATE DATABASE "wide"');
  const { url } = influxdb;
  const runs: { raw: Writing; own: Writing }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const minute = 1 + round * minutesOfRound;
    const raw = await writer.ask('writeRaw', { url, database: 'wide', minute, isWide: true });
    runs.push({ raw, own: await afterOutage(load, service, influxdb) });
  }
  const raw = median(runs.map((run) => perS(run.raw)));
  const own = median(runs.map((run) => perS(run.own)));
  const ownUs = median(runs.map((run) => usOf(run.own)));
  return [
    told(
      'waited in the journal',
      withUnit(median(runs.map((run) => run.own.readings)), 'messages'),
    ),
    told('ready lines of 7 values by HTTP keep-alive', withUnit(raw, 'points/s')),
    told('from the journal, with decoding and judging', withUnit(own, 'points/s')),
    atLeast('from the journal over ready lines', own / raw, 0.9, '×'),
    told('of it, Node', withUnit(ownUs, 'µs a message')),
  ];
}

/** Stops InfluxDB under full load, starts it again and waits until it has everything. */
async function afterOutage(
  load: Load,
  service: BenchService,
  influxdb: InfluxdbProcess,
): Promise<Writing> {
  const before = (await service.child.ask('stored')).inserted;
  await influxdb.stop();
  const options = { ...fullSpeed, port: service.mqttPort, signIn: true, seconds: roundS };
  const { readings } = await load.ask('load', options);
  await influxdb.restart();
  const first = await storedFrom(service, before + 1);
  const last = await storedFrom(service, before + readings);
  return {
    readings: last.inserted - first.inserted,
    seconds: (last.at - first.at) / 1_000,
    cpuUs: last.cpuUs - first.cpuUs,
  };
}

/** When so many readings were stored, and what the service had spent by then. */
async function storedFrom(
  { child }: BenchService,
  count: number,
): Promise<{ inserted: number; at: number; cpuUs: number }> {
  for (;;) {
    const { inserted } = await child.ask('stored');
    const { cpuUs } = await child.ask('cost');
    if (inserted >= count) return { inserted, at: performance.now(), cpuUs };
    await sleep(storedCheckMs);
  }
}

async function overMqtt(
  influxdb: InfluxdbProcess,
  writer: Writer,
  folder: string,
): Promise<BenchTable[]> {
  const load = await startLoad();
  mkdirSync(join(folder, 'whole-way'));
  const service = await startBenchService(load, {
    ...{ kind: 'pv', devices: fullSpeed.devices, reportIntervalS: loadIntervalS, gateways: 1 },
    ...{ folder: join(folder, 'whole-way'), store: storeAt(influxdb, 'whole_way') },
  });
  try {
    return [
      {
        title: 'MQTT to InfluxDB 1.6.7, 8 connections, one reading of 7 values a message',
        figures: await wholeWay(load, service),
      },
      {
        title: 'InfluxDB 1.6.7 was away: the journal is made up',
        figures: await madeUp(load, service, { influxdb, writer }),
      },
    ];
  } finally {
    await service.stop();
    await load.stop();
  }
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

async function answersOf({ child, httpUrl }: BenchService): Promise<Figure[]> {
  const authorization = `Bearer ${await child.ask('token')}`;
  const iso = (at: number) => new Date(at).toISOString();
  const range = (from: number, spanDays: number) =>
    `from=${iso(from)}&to=${iso(from + spanDays * dayMs)}`;
  const timesOf = async (rowsMin: number, path: (run: number) => string): Promise<number[]> => {
    const times: number[] = [];
    for (let run = 0; run < questions; run += 1) {
      const began = performance.now();
      const response = await fetch(`${httpUrl}/api/v1${path(run)}`, { headers: { authorization } });
      const { rows = [] } = (await response.json()) as { rows?: unknown[] };
      times.push(performance.now() - began);
      if (rows.length < rowsMin) throw new Error(`${path(run)}: ${rows.length} rows`);
    }
    return times;
  };
  const dayOf = (run: number) => range(startAt + (run % days) * dayMs, 1);
  const deviceDay = await timesOf(
    1_440,
    (run) =>
      `/devices/${deviceId(kind, (run * 61) % devices)}/readings?resolution=raw&${dayOf(run)}`,
  );
  const curve = await timesOf(
    days * 96,
    () => `/nodes/lankao/curve?resolution=15m&${range(startAt, days)}`,
  );
  return [
    told('one device-day raw, over HTTP: p50', withUnit(percentile(deviceDay, 0.5), 'ms')),
    told('one device-day raw, over HTTP: p99', withUnit(percentile(deviceDay, 0.99), 'ms')),
    told('county 15-min curve of 7 days: p50', withUnit(percentile(curve, 0.5), 'ms')),
    told('county 15-min curve of 7 days: p99', withUnit(percentile(curve, 0.99), 'ms')),
  ];
}

async function questionsTo(
  influxdb: InfluxdbProcess,
  writer: Writer,
  folder: string,
): Promise<Figure[]> {
  const home = join(folder, 'week');
  mkdirSync(join(home, 'data'), { recursive: true });
  await influxdb.ask('', 'CREATE DATABASE "week"');
  const { url } = influxdb;
  await writer.ask('fillWeek', { url, database: 'week', folder: join(home, 'data') });
  const load = await startLoad();
  const service = await startBenchService(load, {
    ...{ kind, devices, reportIntervalS: 60, gateways: 1 },
    ...{ folder: home, store: storeAt(influxdb, 'week') },
  });
  try {
    return await answersOf(service);
  } finally {
    await service.stop();
    await load.stop();
  }
}

export async function benchInflux(): Promise<BenchTable[]> {
  return withFolder(async (folder) => {
    const influxdb = await launchInfluxdb();
    const writer = await Child.start<InfluxHandlers>('influx-child.ts');
    try {
      return [
        {
          title: 'InfluxDB 1.6.7: requests of 5,000 points with 4 values each',
          figures: await writing(influxdb, writer, folder),
        },
        ...(await overMqtt(influxdb, writer, folder)),
        {
          title: `Answers from InfluxDB 1.6.7: ${devices} devices, ${days} days, one reading a minute`,
          figures: await questionsTo(influxdb, writer, folder),
        },
      ];
    } finally {
      await writer.stop();
      await influxdb.remove();
    }
  });
}
