import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { freePort, listens } from './local-ports.ts';

const startMs = 10_000;

export interface Mosquitto {
  readonly port: number;
  readonly url: string;
  /** Stops it and starts it again on the same port; what it kept in memory is gone. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** Ends it as a power cut would; `restart` brings it back. */
  kill(): Promise<void>;
  /** Makes it save sessions and queues now, as it else does at its interval. */
  save(): Promise<void>;
}

async function launch(configFile: string, port: number): Promise<ChildProcess> {
  const child = spawn('mosquitto', ['-c', configFile], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (text) => {
    said += text;
  });
  child.on('error', () => {
    said = 'There is no mosquitto: apt-get install mosquitto mosquitto-clients';
  });
  const deadline = Date.now() + startMs;
  while (!(await listens(port))) {
    if (child.exitCode !== null || child.pid === undefined || Date.now() > deadline) {
      throw new Error(`mosquitto did not start. ${said}`);
    }
    await sleep(20);
  }
  return child;
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** Asks it to save, and waits until the file of its sessions is another one. */
async function save(child: ChildProcess, settings: readonly string[]): Promise<void> {
  const [, location] =
    settings.map((line) => /^persistence_location (.*)$/.exec(line)).find(Boolean) ?? [];
  if (location === undefined) throw new Error('this mosquitto keeps nothing on disk');
  const inode = (): number | undefined =>
    statSync(join(location, 'mosquitto.db'), { throwIfNoEntry: false })?.ino;
  const before = inode();
  child.kill('SIGUSR1');
  for (const deadline = Date.now() + startMs; inode() === before; ) {
    if (Date.now() > deadline) throw new Error('mosquitto did not save');
    await sleep(20);
  }
}

/**
 * A real Mosquitto on a free port with throw-away data, ended with the test. `settings` are lines of
 * its configuration; anybody may sign in unless they say otherwise.
 */
export async function startMosquitto(settings: readonly string[] = []): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), 'paulownia-mosquitto-'));
  const port = await freePort();
  const configFile = join(folder, 'mosquitto.conf');
  const anonymous = settings.some((line) => line.startsWith('password_file'));
  writeFileSync(
    configFile,
    [
      `user ${userInfo().username}`,
      ...(settings.some((line) => line.startsWith('persistence')) ? [] : ['persistence false']),
      'log_dest stderr',
      'log_type error',
      `listener ${port} 127.0.0.1`,
      `allow_anonymous ${!anonymous}`,
      ...settings,
      '',
    ].join('\n'),
  );
  let child = await launch(configFile, port);
  onTestFinished(async () => {
    await stop(child);
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    restart: async () => {
      await stop(child);
      child = await launch(configFile, port);
    },
    stop: () => stop(child),
    kill: () => stop(child, 'SIGKILL'),
    save: () => save(child, settings),
  };
}

/** A certificate for 127.0.0.1 that is its own authority, as files and as PEM texts. */
export function selfSignedCertificate(folder: string): { certFile: string; keyFile: string } {
  const certFile = join(folder, 'cert.pem');
  const keyFile = join(folder, 'key.pem');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', keyFile, '-out', certFile, '-days', '2', '-subj', '/CN=127.0.0.1'],
      ...['-addext', 'subjectAltName=IP:127.0.0.1'],
    ],
    { stdio: 'ignore' },
  );
  return { certFile, keyFile };
}
