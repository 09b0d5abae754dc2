/**
 * The service beside a Node-RED flow: the same Mosquitto, set as the documentation says, the same
 * InfluxDB and the same load; one after the other at each rate.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type InfluxdbProcess, launchInfluxdb } from '../support/influxdb-process.ts';
import { loadIntervalS } from './bench-county.ts';
import { startMosquitto } from './mosquitto-server.ts';
import { startNodeRed } from './node-red.ts';
import { watchCost } from './process-cost.ts';
import { startBenchService, startLoad, withFolder } from './servers.ts';
import { type BenchTable, type Figure, told, withUnit } from './table.ts';

const ratesPerS = [1_000, 5_000, 10_000];
const seconds = 15;
const devices = 1_000;
const connections = 8;
const storedCheckMs = 250;
/** Without a further point in InfluxDB for so long, the rest counts as lost. */
const storedPatienceMs = 15_000;
const mebibyte = 2 ** 20;
const mosquittoSettings = ['max_queued_messages 500000', 'max_inflight_messages 1000'];

interface Contestant {
  readonly name: string;
  readonly pid: number;
  /** Points of one field that InfluxDB has from it. */
  stored(): Promise<number>;
  stop(): Promise<void>;
}

/** Sends for some seconds at a rate and answers how many messages the broker has acknowledged. */
type Offer = (rate: number) => Promise<number>;
type Load = Awaited<ReturnType<typeof startLoad>>;

async function measure(
  contestant: Contestant & { readonly offer: Offer },
  rate: number,
): Promise<Figure> {
  const before = await contestant.stored();
  const cost = watchCost(contestant.pid);
  const began = performance.now();
  const sent = await contestant.offer(rate);
  const stored = (await storedAfter(contestant, before + sent)) - before;
  const took = (performance.now() - began) / 1_000;
  const { cpuUs, rssBytesMax } = cost();
  const facts = [
    `${withUnit((100 * stored) / sent, '%')} stored after ${withUnit(took, 's')}`,
    withUnit(cpuUs / sent, 'µs a message'),
    withUnit(rssBytesMax / mebibyte, 'MB'),
  ];
  return told(
    `${rate.toLocaleString('en-US')} messages/s for ${seconds} s: ${contestant.name}`,
    facts.join(', '),
  );
}

async function storedAfter(contestant: Contestant, expected: number): Promise<number> {
  let last = await contestant.stored();
  let lastAt = performance.now();
  while (last < expected && performance.now() - lastAt < storedPatienceMs) {
    await sleep(storedCheckMs);
    const stored = await contestant.stored();
    if (stored > last) lastAt = performance.now();
    last = stored;
  }
  return last;
}

/** A Mosquitto of its own, so that neither takes the other's messages, and what drinks from it. */
async function behindMosquitto(
  folder: string,
  load: Load,
  start: (mqttPort: number) => Promise<Contestant>,
): Promise<Contestant & { readonly offer: Offer }> {
  const mosquitto = await startMosquitto(folder, mosquittoSettings);
  if (mosquitto === null) throw new Error('There is no mosquitto: apt-get install mosquitto');
  const { port } = mosquitto;
  const contestant = await start(port);
  const options = { port, signIn: false, connections, devices, form: 'single', seconds } as const;
  return {
    ...contestant,
    offer: async (rate) => (await load.ask('load', { ...options, rate })).acknowledged,
    stop: async () => {
      await contestant.stop();
      await mosquitto.stop();
    },
  };
}

async function startFlow(
  folder: string,
  influxdb: InfluxdbProcess,
  mqttPort: number,
): Promise<Contestant> {
  const database = 'flow';
  await influxdb.ask('', `CREATE DATABASE "${database}"`);
  const flow = await startNodeRed({ folder, mqttPort, influxPort: influxdb.port, database });
  return { name: 'Node-RED', stored: countIn(influxdb, database), ...flow };
}

async function startOwn(
  load: Load,
  { folder, influxdb }: { folder: string; influxdb: InfluxdbProcess },
  mqttPort: number,
): Promise<Contestant> {
  const database = 'county';
  const { child, stop } = await startBenchService(load, {
    ...{ kind: 'pv', devices, reportIntervalS: loadIntervalS, folder, gateways: 1 },
    mqtt: { mode: 'external', url: `mqtt://127.0.0.1:${mqttPort}` },
    store: { kind: 'influxdb1', influxdb1: { url: influxdb.url, database } },
  });
  return { name: 'Paulownia', pid: child.pid, stored: countIn(influxdb, database), stop };
}

function countIn(influxdb: InfluxdbProcess, database: string): () => Promise<number> {
  return async () => {
    const [series] = await influxdb.ask(database, 'SELECT count("powerKw") FROM "pv"');
    return Number(series?.values[0]?.[1] ?? 0);
  };
}

export async function benchSideBySide(): Promise<BenchTable> {
  return withFolder(async (folder) => {
    const influxdb = await launchInfluxdb();
    const load = await startLoad();
    const flow = await behindMosquitto(folder, load, (port) => startFlow(folder, influxdb, port));
    const own = await behindMosquitto(folder, load, (port) =>
      startOwn(load, { folder, influxdb }, port),
    );
    const contestants = [flow, own];
    const figures: Figure[] = [];
    try {
      for (const rate of ratesPerS) {
        for (const contestant of contestants) figures.push(await measure(contestant, rate));
      }
    } finally {
      for (const contestant of contestants) await contestant.stop();
      await load.stop();
      await influxdb.remove();
    }
    return { title: 'Beside a Node-RED flow, over Mosquitto into InfluxDB 1.6.7', figures };
  });
}
