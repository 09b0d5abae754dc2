import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Field, startField } from '../../simulators/field.ts';
import { dayStartOf } from '../domain/calendar.ts';
import { minuteMs, secondMs } from '../domain/instant.ts';
import type { Log } from '../service/ports.ts';
import type { Config } from './config/config.ts';
import type { RunningService } from './service.ts';
import { systemClock } from './system.ts';
import { startTicks } from './ticks.ts';

/** One seed: every installation shows the same county. */
const seed = 1_952;
const intervalMs = 5 * secondMs;
const saveIntervalMs = minuteMs;

/** What the demonstration keeps beside the store, readable by its owner only. */
export interface Kept {
  /** Where it runs, for commands on the same machine. */
  readonly consoleUrl: string;
  readonly mqttUrl: string;
  /** The first sign-in; null once it was made by someone else. */
  readonly admin: { readonly name: string; readonly password: string } | null;
  /** Secrets of the simulated devices. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Where the simulated county stopped. */
  readonly county: unknown;
}

export interface Demonstration {
  readonly admin: Kept['admin'];
  stop(): Promise<void>;
}

/** Lets a simulated county report to the service, over MQTT as real devices would. */
export async function startDemonstration(
  config: Config,
  service: RunningService,
  log: Log,
): Promise<Demonstration> {
  const { consoleUrl, mqttUrl } = service;
  const file = keptFile(config);
  const earlier = readKept(file);
  const admin = (await service.accounts.ensureFirstAdmin()) ?? earlier?.admin ?? null;
  const secrets = await secretsFor(service, earlier?.secrets ?? {});
  const keep = (county: unknown): void =>
    writeKept(file, { consoleUrl, mqttUrl, admin, secrets, county });
  keep(earlier?.county);
  const field = await startCounty(config, service, { secrets, county: earlier?.county, log });
  const saving = startTicks(log);
  const save = (): void => keep(field.state());
  saving.every(saveIntervalMs, 'state of the simulated county', save);
  return {
    admin,
    async stop() {
      await saving.stop();
      await field.stop();
      save();
    },
  };
}

export function keptFile({ store }: Config): string {
  return join(store.folder, 'demonstration.json');
}

/** Null where no demonstration has run on this data. */
export function readKept(file: string): Kept | null {
  if (!existsSync(file)) return null;
  return JSON.parse(readFileSync(file, 'utf8')) as Kept;
}

function writeKept(file: string, kept: Kept): void {
  writeFileSync(file, JSON.stringify(kept), { mode: 0o600 });
}

/** Secrets of all devices in service; those that are not known from before are made anew. */
async function secretsFor(
  { registry, core }: RunningService,
  known: Kept['secrets'],
): Promise<Kept['secrets']> {
  const devices = [...core.directory.devices()].filter(({ origin }) => origin === 'configuration');
  const entries = await Promise.all(
    devices.map(async ({ id }) => {
      const secret = registry.hasCredential(id) ? known[id] : undefined;
      return [id, secret ?? (await registry.issueCredential(id))] as const;
    }),
  );
  return Object.fromEntries(entries);
}

function startCounty(
  { county }: Config,
  { core, mqttUrl }: RunningService,
  { secrets, county: state, log }: Pick<Kept, 'secrets' | 'county'> & { log: Log },
): Promise<Field> {
  const inService = [...core.directory.devices()].filter(({ id }) => secrets[id] !== undefined);
  return startField({
    url: mqttUrl,
    devices: inService,
    nodes: core.directory.topology.nodes,
    credentials: (id) => ({ username: id, password: secrets[id] ?? '' }),
    site: { latitude: county.latitude, longitude: county.longitude },
    timeZone: county.timeZone,
    seed,
    intervalMs,
    clock: systemClock,
    ticks: startTicks(log),
    log,
    state,
    past: { from: dayStartOf(systemClock.now(), county.timeZone), stepMs: minuteMs },
  });
}
