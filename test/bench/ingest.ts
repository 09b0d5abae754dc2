/** What the service takes in over MQTT, beside brokers that keep nothing, all in one run. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { connectionsPerGateway, loadIntervalS } from './bench-county.ts';
import type { PayloadForm } from './load-packets.ts';
import {
  type BenchService,
  type Run,
  type Server,
  startAedesServer,
  startBenchService,
  startLoad,
  startMosquittoServer,
  withFolder,
} from './servers.ts';
import { atLeast, atMost, type BenchTable, type Figure, median, told, withUnit } from './table.ts';

const devices = 1_000;
const rounds = 3;
const roundS = 4;
const offeredPerS = 10_000;
const mebibyte = 2 ** 20;
const syncs = 500;

/** Rounds in which the servers take turns, so that other work on the machine hits all alike. */
async function inTurns(
  servers: readonly Server[],
  load: { connections: number; form: PayloadForm },
): Promise<Map<string, Run[]>> {
  const runs = new Map<string, Run[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const server of servers) {
      const run = await server.run({ ...load, devices, seconds: roundS, rate: null });
      runs.set(server.name, [...(runs.get(server.name) ?? []), run]);
    }
  }
  return runs;
}

function medianOf(runs: readonly Run[] | undefined, of: (run: Run) => number): number {
  return median((runs ?? []).map(of));
}

async function throughput(
  servers: readonly Server[],
  service: BenchService,
  connections: number,
): Promise<{ figures: Figure[]; missing: number }> {
  const runs = await inTurns(servers, { connections, form: 'single' });
  const perS = (name: string) => medianOf(runs.get(name), ({ messagesPerS }) => messagesPerS);
  const own = perS(service.name);
  const [aedes, mosquitto] = servers.map(({ name }) => name);
  const cpuUs = medianOf(runs.get(service.name), ({ serverUs }) => serverUs);
  const label = `${connections} connections`;
  return {
    missing: (runs.get(service.name) ?? []).reduce((sum, run) => sum + run.missing, 0),
    figures: [
      told(`${label}: stored by the service`, `${withUnit(own, 'messages/s')}`),
      told(`${label}: processor time a message`, withUnit(cpuUs, 'µs')),
      told(`${label}: ${aedes}`, withUnit(perS(aedes ?? ''), 'messages/s')),
      ...(mosquitto === service.name
        ? []
        : [told(`${label}: ${mosquitto}`, withUnit(perS(mosquitto ?? ''), 'messages/s'))]),
      atLeast(`${label}: share of ${aedes} (aim 0.8)`, own / perS(aedes ?? ''), 0.5, '×'),
    ],
  };
}

/** Readings a second in messages of ten, over those of single ones. */
async function batches(service: BenchService): Promise<Figure[]> {
  const perS = async (form: PayloadForm) => {
    const runs = await inTurns([service], { connections: 8, form });
    return medianOf(runs.get(service.name), ({ readingsPerS }) => readingsPerS);
  };
  const single = await perS('single');
  const array = await perS('array');
  const columns = await perS('columns');
  return [
    told('single readings', withUnit(single, 'readings/s')),
    told('ten in an array', withUnit(array, 'readings/s')),
    told('ten in columns', withUnit(columns, 'readings/s')),
    atLeast('array over single', array / single, 4, '×'),
    atLeast('columns over single', columns / single, 4, '×'),
  ];
}

/** What each acknowledgement waits for at least. */
async function syncAloneP99Ms(folder: string): Promise<number> {
  const file = await open(join(folder, 'sync-alone'), 'w');
  const bytes = Buffer.alloc(4_096, 1);
  const times: number[] = [];
  // The first round allocates the blocks, as the journal has done with its segments.
  for (let write = 0; write < 2 * syncs; write += 1) {
    const began = performance.now();
    await file.write(bytes, 0, bytes.length, (write % syncs) * bytes.length);
    await file.datasync();
    if (write >= syncs) times.push(performance.now() - began);
  }
  await file.close();
  return times.sort((a, b) => a - b)[Math.floor(syncs * 0.99)] ?? Number.NaN;
}

async function latency(
  service: BenchService,
  folder: string,
): Promise<{ figures: Figure[]; missing: number }> {
  const load = { connections: 8, devices, form: 'single', rate: offeredPerS } as const;
  const hot = await service.run({ ...load, seconds: 3, rate: null });
  const warm = await service.run({ ...load, seconds: 5 });
  const { p50Ms, p99Ms, sendP99Ms, missing } = await service.run({ ...load, seconds: 15 });
  const syncP99Ms = await syncAloneP99Ms(folder);
  const at = `at ${offeredPerS.toLocaleString('en-US')} messages/s offered`;
  return {
    missing: hot.missing + warm.missing + missing,
    figures: [
      atMost(`acknowledgement p50 ${at}`, p50Ms, 10, 'ms'),
      atMost(`acknowledgement p99 ${at}`, p99Ms, 100, 'ms'),
      told('of it, the load itself sends late by, p99', withUnit(sendP99Ms, 'ms')),
      told('a write with fdatasync on this disk alone, p99', withUnit(syncP99Ms, 'ms')),
    ],
  };
}

/** Many connections that must simply be served, each message acknowledged and stored. */
async function manyConnections(
  service: BenchService,
): Promise<{ figures: Figure[]; missing: number }> {
  const load = { devices, form: 'single', seconds: 8 } as const;
  const two = await service.run({ ...load, connections: 2_000, rate: null });
  const five = await service.run({ ...load, connections: 5_000, rate: 5_000 });
  return {
    missing: two.missing + five.missing,
    figures: [
      told('2,000 connections: stored', withUnit(two.messagesPerS, 'messages/s')),
      told(
        '5,000 connections, one message a second each: stored',
        withUnit(five.messagesPerS, 'messages/s'),
      ),
      told('5,000 connections: acknowledgement p99', withUnit(five.p99Ms, 'ms')),
    ],
  };
}

async function listOfAll(service: BenchService): Promise<Figure> {
  const times = await service.child.ask('listMs', 21);
  return atMost(`newest values of all ${devices} devices`, median(times), 10, 'ms');
}

export async function benchIngest(): Promise<BenchTable[]> {
  return withFolder(async (folder) => {
    const load = await startLoad();
    const aedes = await startAedesServer(load);
    const mosquitto = await startMosquittoServer(load, folder);
    const facts = { kind: 'pv', devices, reportIntervalS: loadIntervalS } as const;
    const county = { ...facts, folder, gateways: 5_000 / connectionsPerGateway };
    const service = await startBenchService(load, county);
    const servers = [aedes, ...(mosquitto === null ? [] : [mosquitto]), service];
    try {
      const rssMb = async () => (await service.child.ask('cost')).rssBytes / mebibyte;
      // First, so that no roll-ups are left over from more readings than any county sends.
      const quick = await latency(service, folder);
      const eight = await throughput(servers, service, 8);
      const early = await rssMb();
      const many = await throughput(servers, service, 200);
      const ten = await batches(service);
      const late = await rssMb();
      const crowd = await manyConnections(service);
      const missing = eight.missing + many.missing + quick.missing + crowd.missing;
      return [
        {
          title: 'Ingest: QoS 1, one reading of 7 values a message',
          figures: [...eight.figures, ...many.figures, ...quick.figures, ...crowd.figures],
        },
        { title: 'Messages of ten readings, 8 connections', figures: ten },
        {
          title: 'What must not happen meanwhile',
          figures: [
            atMost('readings acknowledged and not stored', missing, 0, ''),
            told('RSS after the first load', withUnit(early, 'MB')),
            atMost('RSS at the end, over that after the first load', late / early, 1.25, '×'),
            await listOfAll(service),
          ],
        },
      ];
    } finally {
      for (const server of servers) await server.stop();
      await load.stop();
    }
  });
}
