import { join } from 'node:path';
import { secondMs } from '../domain/instant.ts';
import { invariant } from '../domain/outcome.ts';
import { startHttp } from '../http/start-http.ts';
import type { LocalAccounts } from '../identity/accounts.ts';
import type { Clock, DeviceRegistry, Log, ReadingStore } from '../service/ports.ts';
import { type Broker, startBroker } from './broker.ts';
import type { Config } from './config/config.ts';
import { buildCore, type Core } from './core.ts';
import { scheduleMaintenance } from './maintenance.ts';
import { openStores, type Stores } from './stores.ts';
import { startTicks, type Ticks } from './ticks.ts';

const consoleFolder = join(import.meta.dirname, '../../dashboards/console/dist');
/** How often dirty slots are looked for. */
const rollUpIntervalMs = 5 * secondMs;
const drainMsMax = 3 * secondMs;
const drainCheckMs = 20;

/** A running service, for the command line and for tests. */
export interface RunningService {
  readonly consoleUrl: string;
  readonly mqttUrl: string;
  readonly accounts: LocalAccounts;
  readonly registry: DeviceRegistry;
  readonly core: Core;
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
  const { config, clock, log } = parts;
  const ticks = startTicks(log);
  const stores = await openStores(config, { clock, log });
  try {
    return await startOnStores(parts, stores, ticks);
  } catch (error) {
    await ticks.stop();
    await stores.close();
    throw error;
  }
}

async function startOnStores(
  { config, clock, log }: ServiceParts,
  stores: Stores,
  ticks: Ticks,
): Promise<RunningService> {
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
  const ingesting = core.ingest.run();
  const http = await startHttp({
    app: core.county,
    accounts: stores.accounts,
    host: config.http.host,
    port: config.http.port,
    secureCookies: config.http.secureCookies,
    trustProxy: config.http.trustProxy,
    consoleFolder,
    clock,
    log,
  });
  ticks.every(secondMs, 'live feed', () => core.feed.tick(clock.now()));
  ticks.every(rollUpIntervalMs, 'roll-ups', () => core.rollUps.run(clock.now()));
  const maintenance = scheduleMaintenance(config, stores.readings, { clock, log });
  return {
    consoleUrl: http.url,
    mqttUrl: broker().url,
    accounts: stores.accounts,
    registry,
    core,
    readings: stores.readings,
    async close() {
      maintenance.stop();
      await http.close();
      await broker().close();
      await drain(core, ticks);
      core.ingest.stop();
      const written = core.writer.stop();
      await ticks.stop();
      await stores.journal.close();
      await Promise.all([ingesting, written]);
      await stores.close();
    },
  };
}

/** Gives what was acknowledged last a short while to reach the store; the journal keeps the rest. */
async function drain({ ingest }: Core, ticks: Ticks): Promise<void> {
  for (let waitedMs = 0; waitedMs < drainMsMax; waitedMs += drainCheckMs) {
    if (ingest.stats().storeBacklogBytes === 0) return;
    await ticks.delay(drainCheckMs);
  }
}
