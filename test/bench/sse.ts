/** What open consoles cost, and what the service takes at an ordinary rate. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connectionsPerGateway, loadIntervalS } from './bench-county.ts';
import { Child } from './child.ts';
import type { ConsoleHandlers } from './console-child.ts';
import { type BenchService, startBenchService, startLoad, withFolder } from './servers.ts';
import { atLeast, atMost, type BenchTable, median, told } from './table.ts';

const devices = 400;
const consoles = 200;
const warmUpS = 20;
const stretchS = 10;
const mebibyte = 2 ** 20;

/** Cores that the service's process takes over a stretch of time. */
async function coresTaken({ child }: BenchService): Promise<number> {
  const before = await child.ask('cost');
  const began = performance.now();
  await sleep(stretchS * 1_000);
  const after = await child.ask('cost');
  return (after.cpuUs - before.cpuUs) / 1_000 / (performance.now() - began);
}

/** With and without consoles in turn, so that other work on the machine hits both alike. */
async function costOfConsoles(service: BenchService) {
  const url = service.httpUrl;
  const token = await service.child.ask('token');
  const without: number[] = [];
  const beside: number[] = [];
  let events = 0;
  for (let round = 0; round < 2; round += 1) {
    without.push(await coresTaken(service));
    const screens = await Child.start<ConsoleHandlers>('console-child.ts');
    try {
      await screens.ask('open', { url, token, consoles });
      const before = await screens.ask('received');
      beside.push(await coresTaken(service));
      events += (await screens.ask('received')).events - before.events;
    } finally {
      await screens.stop();
    }
  }
  return { without: median(without), beside: median(beside), events };
}

export async function benchConsoles(): Promise<BenchTable> {
  return withFolder(async (folder) => {
    const load = await startLoad();
    const facts = { kind: 'pv', devices, reportIntervalS: loadIntervalS } as const;
    const county = { ...facts, folder, gateways: devices / connectionsPerGateway };
    const service = await startBenchService(load, county);
    try {
      const seconds = warmUpS + 4 * stretchS + 10;
      const rate = devices / loadIntervalS;
      const reporting = load.ask('load', {
        ...{ port: service.mqttPort, signIn: true, connections: devices, devices },
        ...{ form: 'single', seconds, rate, isLive: true },
      });
      await sleep(warmUpS * 1_000);
      const { without, beside, events } = await costOfConsoles(service);
      const { rssBytes } = await service.child.ask('cost');
      const { p99Ms } = await reporting;
      const eventsDue = consoles * 2 * (stretchS - 1);
      return {
        title: `Consoles: ${devices} devices every ${loadIntervalS} s, ${consoles} live streams`,
        figures: [
          atMost(`cost of ${consoles} consoles`, beside - without, 0.5, 'cores'),
          told('the service without consoles', `${without.toFixed(3)} cores`),
          told('the service with them', `${beside.toFixed(3)} cores`),
          atLeast('events received, one a second each', events, eventsDue, ''),
          atMost('RSS of the service at this rate', rssBytes / mebibyte, 500, 'MB'),
          told('acknowledgement p99 at this rate', `${p99Ms.toFixed(1)} ms`),
        ],
      };
    } finally {
      await service.stop();
      await load.stop();
    }
  });
}
