/** The servers that are compared, each in a process of its own, and the load that they bear. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AedesHandlers } from './aedes-child.ts';
import { type BenchCounty, writeCounty } from './bench-county.ts';
import { Child } from './child.ts';
import type { LoadHandlers, LoadOptions, LoadResult } from './load-child.ts';
import { startMosquitto } from './mosquitto-server.ts';
import type { ServiceHandlers } from './service-child.ts';

/** A load's outcome at one server. */
export interface Run extends LoadResult {
  /** Until the last reading was stored, where the server stores; else until it was acknowledged. */
  readonly wholeSeconds: number;
  readonly messagesPerS: number;
  readonly readingsPerS: number;
  /** Processor time of the server for each message. */
  readonly serverUs: number;
  /** Of it, that of the thread that speaks MQTT; null where it is not known. */
  readonly mainUs: number | null;
  /** Readings that were sent and are not in the store. */
  readonly missing: number;
}

export interface Server {
  readonly name: string;
  run(load: Omit<LoadOptions, 'port' | 'signIn'>): Promise<Run>;
  stop(): Promise<void>;
}

const storedCheckMs = 10;
/** Without a further reading in the store for so long, the rest counts as missing. */
const storedPatienceMs = 30_000;

export function startLoad(): Promise<Child<LoadHandlers>> {
  return Child.start<LoadHandlers>('load-child.ts');
}

function runOf(
  result: LoadResult,
  whole: { seconds: number; cpuUs: number; mainUs: number | null; missing: number },
): Run {
  const { messages, readings } = result;
  return {
    ...result,
    wholeSeconds: whole.seconds,
    messagesPerS: messages / whole.seconds,
    readingsPerS: readings / whole.seconds,
    serverUs: whole.cpuUs / messages,
    mainUs: whole.mainUs === null ? null : whole.mainUs / messages,
    missing: whole.missing,
  };
}

function brokerServer(
  name: string,
  load: Child<LoadHandlers>,
  broker: { port: number; cpuUs: () => number | Promise<number>; stop: () => Promise<void> },
): Server {
  return {
    name,
    async run(options) {
      const before = await broker.cpuUs();
      const result = await load.ask('load', { ...options, port: broker.port, signIn: false });
      const missing = result.readings * (1 - result.acknowledged / result.messages);
      const cpuUs = (await broker.cpuUs()) - before;
      return runOf(result, { seconds: result.seconds, cpuUs, mainUs: null, missing });
    },
    stop: broker.stop,
  };
}

export async function startAedesServer(load: Child<LoadHandlers>): Promise<Server> {
  const child = await Child.start<AedesHandlers>('aedes-child.ts');
  const port = await child.ask('port');
  const broker = { port, cpuUs: () => child.ask('cpuUs'), stop: () => child.stop() };
  return brokerServer('aedes, empty handler', load, broker);
}

/** Null where there is no mosquitto. */
export async function startMosquittoServer(
  load: Child<LoadHandlers>,
  folder: string,
): Promise<Server | null> {
  const mosquitto = await startMosquitto(folder);
  return mosquitto === null ? null : brokerServer('mosquitto, no subscriber', load, mosquitto);
}

export type ServiceChild = Child<ServiceHandlers>;

export interface BenchService extends Server {
  readonly child: ServiceChild;
  readonly mqttPort: number;
  readonly httpUrl: string;
}

/** Starts the whole service on a county in a folder; the same folder again is a restart. */
export async function startBenchService(
  load: Child<LoadHandlers>,
  county: BenchCounty,
  execArgv: readonly string[] = [],
): Promise<BenchService> {
  const child = await Child.start<ServiceHandlers>(
    'service-child.ts',
    [writeCounty(county)],
    execArgv,
  );
  const { mqttPort, httpUrl } = await child.ask('addresses');
  return {
    ...{ name: 'paulownia', child, mqttPort, httpUrl },
    async run(options) {
      const { inserted } = await child.ask('stored');
      const before = await child.ask('cost');
      const began = performance.now();
      const result = await load.ask('load', { ...options, port: mqttPort, signIn: true });
      const connectMs = performance.now() - began - result.seconds * 1_000;
      const missing = await missingAfter(child, inserted + result.readings);
      const seconds = (performance.now() - began - connectMs) / 1_000;
      const after = await child.ask('cost');
      const cpuUs = after.cpuUs - before.cpuUs;
      return runOf(result, { seconds, cpuUs, mainUs: after.mainUs - before.mainUs, missing });
    },
    async stop() {
      await child.ask('close').catch(() => undefined);
      await child.stop();
    },
  };
}

/** Waits until so many readings are stored; answers how many are not. */
async function missingAfter(child: ServiceChild, expected: number): Promise<number> {
  let last = 0;
  let lastAt = performance.now();
  for (;;) {
    const { inserted } = await child.ask('stored');
    const now = performance.now();
    if (inserted >= expected || now - lastAt > storedPatienceMs) return expected - inserted;
    if (inserted > last) lastAt = now;
    last = inserted;
    await sleep(storedCheckMs);
  }
}

/** A folder for the throw-away data of the task. */
export async function withFolder<Result>(
  task: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'paulownia-bench-'));
  try {
    return await task(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
