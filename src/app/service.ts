import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Instant, secondMs } from '../domain/instant.ts';
import { invariant } from '../domain/outcome.ts';
import { type HttpServer, startHttp } from '../http/start-http.ts';
import type { LocalAccounts } from '../identity/accounts.ts';
import type { Forecasts } from '../service/forecast-desk.ts';
import { tellLastRun } from '../service/last-run.ts';
import type { Clock, DeviceRegistry, Log, ReadingStore } from '../service/ports.ts';
import { RollUpTurn } from '../service/roll-up-turn.ts';
import { serviceBackups } from './backups.ts';
import { type Broker, startBroker } from './broker.ts';
import { Closers } from './closers.ts';
import type { Config } from './config/config.ts';
import { buildCore, type Core } from './core.ts';
import { type Forecasting, openForecasting } from './forecasting.ts';
import { toldInWords } from './listen-fault.ts';
import { scheduleMaintenance } from './maintenance.ts';
import { openStores, type Stores } from './stores.ts';
import { startTicks, type Ticks } from './ticks.ts';

const consoleFolder = join(import.meta.dirname, '../../dashboards/console/dist');
/** How often dirty slots are looked for. */
const rollUpIntervalMs = 5 * secondMs;
/** How often a store that did not answer at the start is asked for live values. */
const restoreIntervalMs = 5 * secondMs;
/** How often it is looked whether the weather is to be asked for. */
const weatherIntervalMs = 10 * secondMs;
/** How often it is looked whether a forecast is to be issued. */
const forecastIntervalMs = 5 * secondMs;
const drainMsMax = 3 * secondMs;
const drainCheckMs = 20;
/** How long calls of the store may take that are under way at the stop. */
const stopMsMax = 3 * secondMs;

/** A running service, for the command line and for tests. */
export interface RunningService {
  readonly consoleUrl: string;
  readonly mqttUrl: string;
  readonly accounts: LocalAccounts;
  readonly registry: DeviceRegistry;
  readonly core: Core;
  readonly forecasting: Forecasting;
  readonly readings: ReadingStore;
  /** Stops in the order of the data's way: the devices first, the disk last. */
  close(): Promise<void>;
}

export interface ServiceParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
}

/** Starts everything on one configuration; rejects, with nothing left running, where a part cannot start. */
export async function startService(parts: ServiceParts): Promise<RunningService> {
  const started = new Closers();
  try {
    return await start(parts, started);
  } catch (error) {
    await started.closeAll();
    throw error;
  }
}

async function start(parts: ServiceParts, started: Closers): Promise<RunningService> {
  const { config, clock, log } = parts;
  const stores = await openStores(config, { clock, log });
  started.add(() => stores.close());
  const ticks = startTicks(log);
  started.add(() => ticks.stop());
  const link: { broker?: Broker } = {};
  const broker = (): Broker => {
    invariant(link.broker !== undefined, 'the broker was started');
    return link.broker;
  };
  const core = await buildCore({
    ...{ config, stores, clock, log },
    delay: (ms) => ticks.delay(ms),
    messenger: () => broker().messenger,
    broker: () => broker().status(),
    onCredentialsChanged: (deviceId) => broker().forgetUser(deviceId),
  });
  const { registry } = stores.state;
  link.broker = await startBroker({ config, core, registry, clock, log });
  tellLastRun({ journal: stores.journal, ingest: core.ingest }, log);
  const ingesting = core.ingest.run();
  started.add(() => stopIngest(core, { stores, ticks, ingesting }));
  started.add(() => broker().close());
  const { directory } = core;
  const forecasting = openForecasting({ config, stores, directory, clock, log });
  started.add(() => forecasting.close());
  const http = await serveHttp(parts, { core, stores, forecasts: forecasting.desk });
  started.add(() => http.close());
  ticks.every(secondMs, 'live feed', () => core.feed.tick(clock.now()));
  ticks.every(secondMs, 'clock', () => core.clockWatch.look());
  ticks.every(restoreIntervalMs, 'stored live values', () => core.restoration.goOn());
  const { weather } = core;
  if (weather !== null) {
    ticks.every(weatherIntervalMs, 'weather', () => weather.look(clock.now()));
  }
  ticks.every(forecastIntervalMs, 'forecasts', () => forecasting.schedule.look(clock.now()));
  const turn = new RollUpTurn();
  ticks.every(rollUpIntervalMs, 'roll-ups', () => rollUp(core, turn, clock.now()));
  const maintenance = scheduleMaintenance(config, stores.readings, { clock, log });
  started.add(() => maintenance.stop());
  return {
    consoleUrl: http.url,
    mqttUrl: broker().url,
    accounts: stores.accounts,
    registry,
    core,
    forecasting,
    readings: stores.readings,
    close: () => started.closeAll(),
  };
}

async function rollUp({ ingest, writer, rollUps }: Core, turn: RollUpTurn, now: Instant) {
  const { awaySince } = writer.stats();
  const { storeBacklogMessages: backlogMessages } = ingest.stats();
  if (turn.hasCome(now, { awaySince, backlogMessages })) await rollUps.run(now);
}

function serveHttp(
  { config, clock, log }: ServiceParts,
  { core, stores, forecasts }: { core: Core; stores: Stores; forecasts: Forecasts },
): Promise<HttpServer> {
  const { accounts, readings, journal } = stores;
  const { host, port, secureCookies, trustProxy } = config.http;
  const backups = serviceBackups({
    ...{ folder: config.store.folder, readings, clock, log },
    leaveBytes: () => journal.stats().maxBytes - journal.stats().usedBytes,
  });
  const server = { backups, forecasts, host, port, secureCookies, trustProxy, consoleFolder };
  return toldInWords(
    'http',
    host,
    startHttp({ app: core.county, accounts, clock, log, ...server }),
  );
}

/** Nothing comes in any more: what did is stored now, or read from the journal at the next start. */
async function stopIngest(
  core: Core,
  { stores, ticks, ingesting }: { stores: Stores; ticks: Ticks; ingesting: Promise<void> },
): Promise<void> {
  await drain(core, ticks);
  core.ingest.stop();
  const ended = Promise.all([core.writer.stop(), ticks.stop()]);
  if (!(await isOverWithin(stopMsMax, ended))) await stores.readings.close();
  await ended;
  await stores.journal.close();
  await ingesting;
}

/** A store that is asked and does not answer is closed over it. */
async function isOverWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const patience = new AbortController();
  const late = delay(ms, false, { signal: patience.signal }).catch(() => false);
  const isOver = await Promise.race([work.then(() => true), late]);
  patience.abort();
  return isOver;
}

/**
 * Gives what was acknowledged last a short while to reach the store, if the store takes anything
 * just now; the journal keeps the rest.
 */
async function drain({ ingest, writer }: Core, ticks: Ticks): Promise<void> {
  for (let waitedMs = 0; waitedMs < drainMsMax; waitedMs += drainCheckMs) {
    if (ingest.stats().storeBacklogBytes === 0 || writer.stats().fault !== null) return;
    await ticks.delay(drainCheckMs);
  }
}
