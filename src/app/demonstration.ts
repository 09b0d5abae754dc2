import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dayStartOf } from '../domain/calendar.ts';
import { minuteMs, secondMs } from '../domain/instant.ts';
import type { Log } from '../service/ports.ts';
import type { Config } from './config/config.ts';
import type { FieldJob, FromField, ToField } from './field-messages.ts';
import type { RunningService } from './service.ts';
import { systemClock } from './system.ts';

/** One seed: every installation shows the same county. */
const seed = 1_952;
/** Step of the county; its devices report at intervals of their own. */
const intervalMs = secondMs;
/** A simulated county that has not ended by then after it was told to is ended. */
const stopMsMax = 5 * secondMs;

/** What the demonstration keeps beside the store, readable by its owner only. */
export interface Kept {
  /** Where it runs, for commands on the same machine. */
  readonly consoleUrl: string;
  readonly mqttUrl: string;
  /** The first sign-in; null once its password was changed. */
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
  const admin = (await service.accounts.ensureFirstAdmin()) ?? (await stillValid(earlier, service));
  const secrets = await secretsFor(service, earlier?.secrets ?? {});
  const keep = (county: unknown): void =>
    writeKept(file, { consoleUrl, mqttUrl, admin, secrets, county });
  keep(earlier?.county);
  const job = jobFor(config, service, { secrets, county: earlier?.county });
  const field = startFieldProcess(job, { log, onState: keep });
  return { admin, stop: () => stopFieldProcess(field) };
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
  // Written aside and moved, so that a crash leaves the old file or the new one, never half of one.
  writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The first sign-in of an earlier run; null where its password has been changed since. */
async function stillValid(
  earlier: Kept | null,
  { accounts }: RunningService,
): Promise<Kept['admin']> {
  if (earlier?.admin == null) return null;
  const session = await accounts.signIn(earlier.admin.name, earlier.admin.password);
  if (session !== null) accounts.signOut(session.id);
  return session === null ? null : earlier.admin;
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

function jobFor(
  { county }: Config,
  { core, mqttUrl }: RunningService,
  { secrets, county: state }: Pick<Kept, 'secrets' | 'county'>,
): FieldJob {
  return {
    url: mqttUrl,
    devices: [...core.directory.devices()].filter(({ id }) => secrets[id] !== undefined),
    nodes: core.directory.topology.nodes,
    secrets,
    site: { latitude: county.latitude, longitude: county.longitude },
    timeZone: county.timeZone,
    seed,
    intervalMs,
    ownIntervals: true,
    past: { from: dayStartOf(systemClock.now(), county.timeZone), stepMs: minuteMs },
    state,
  };
}

function startFieldProcess(
  job: FieldJob,
  { log, onState }: { log: Log; onState: (state: unknown) => void },
): ChildProcess {
  const field = fork(join(import.meta.dirname, 'field-process.ts'));
  field.on('message', (message: FromField) => {
    if (message.type === 'state') onState(message.state);
    else log[message.level](message.facts, message.message);
  });
  field.on('error', (error) => log.error({ err: error }, 'The simulated county has failed.'));
  field.on('exit', (code) => {
    if (code !== 0) log.error({ code }, 'The simulated county has ended by itself.');
  });
  field.send({ type: 'start', job } satisfies ToField);
  return field;
}

async function stopFieldProcess(field: ChildProcess): Promise<void> {
  if (field.exitCode !== null || !field.connected) return;
  const ended = once(field, 'exit');
  field.send({ type: 'stop' } satisfies ToField);
  const deadline = setTimeout(() => field.kill('SIGKILL'), stopMsMax);
  await ended;
  clearTimeout(deadline);
}
