import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from './local-ports.ts';

/** Reading back what was kept takes as long as there is data. */
const startMsMax = 60_000;

/** A real InfluxDB 1.x with throw-away data, listening on this machine only. */
export interface InfluxdbProcess {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** Of the process that runs just now. */
  readonly pid: () => number;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Stops it in order. */
  stop(): Promise<void>;
  /** Starts it again on the same port and data, having stopped it where it runs. */
  restart(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
  /** Answers a statement as its HTTP interface gives it; throws what the server says against it. */
  ask(database: string, influxQl: string): Promise<InfluxdbSeries[]>;
}

export interface InfluxdbSeries {
  readonly name: string;
  readonly tags?: Record<string, string>;
  readonly columns: string[];
  readonly values: (string | number | boolean | null)[][];
}

interface Answer {
  readonly error?: string;
  readonly results?: { readonly error?: string; readonly series?: InfluxdbSeries[] }[];
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly innerPort: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** Settings of the server by the names of its configuration file, as environment variables. */
function environmentOf({ folder, port, innerPort, settings }: Place): Record<string, string> {
  return {
    INFLUXDB_REPORTING_DISABLED: 'true',
    INFLUXDB_BIND_ADDRESS: `127.0.0.1:${innerPort}`,
    INFLUXDB_META_DIR: join(folder, 'meta'),
    INFLUXDB_DATA_DIR: join(folder, 'data'),
    INFLUXDB_DATA_WAL_DIR: join(folder, 'wal'),
    INFLUXDB_DATA_QUERY_LOG_ENABLED: 'false',
    INFLUXDB_HTTP_BIND_ADDRESS: `127.0.0.1:${port}`,
    INFLUXDB_HTTP_LOG_ENABLED: 'false',
    INFLUXDB_MONITOR_STORE_ENABLED: 'false',
    INFLUXDB_CONTINUOUS_QUERIES_ENABLED: 'false',
    INFLUXDB_SUBSCRIBER_ENABLED: 'false',
    INFLUXDB_LOGGING_LEVEL: 'error',
    INFLUXDB_LOGGING_SUPPRESS_LOGO: 'true',
    ...settings,
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/ping`)).ok;
  } catch {
    return false;
  }
}

async function launch(place: Place): Promise<ChildProcess> {
  const child = spawn('influxd', ['-config', '/dev/null'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...env, ...environmentOf(place) },
  });
  let said = '';
  child.stderr?.on('data', (text) => {
    said = `${said}${text}`.slice(-2_000);
  });
  child.on('error', () => {
    said = 'There is no influxd: apt-get install influxdb';
  });
  const deadline = Date.now() + startMsMax;
  while (!(await answers(`http://127.0.0.1:${place.port}`))) {
    if (child.exitCode !== null || child.pid === undefined || Date.now() > deadline) {
      throw new Error(`influxd did not start. ${said}`);
    }
    await sleep(20);
  }
  return child;
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

async function ask(url: string, database: string, influxQl: string): Promise<InfluxdbSeries[]> {
  const response = await fetch(
    `${url}/query?${new URLSearchParams({ db: database, epoch: 'ms' })}`,
    {
      method: 'POST',
      body: new URLSearchParams({ q: influxQl }),
    },
  );
  const answer = (await response.json()) as Answer;
  const fault = answer.error ?? answer.results?.[0]?.error;
  if (fault !== undefined) throw new Error(`${fault} in ${influxQl}`);
  return answer.results?.[0]?.series ?? [];
}

/**
 * Starts a server for whoever removes it afterwards. `settings` are variables of its environment,
 * such as `INFLUXDB_HTTP_AUTH_ENABLED`. It ends with this process at the latest.
 */
export async function launchInfluxdb(
  settings: Readonly<Record<string, string>> = {},
): Promise<InfluxdbProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'paulownia-influxdb-'));
  const [port = 0, innerPort = 0] = await freePorts(2);
  const place: Place = { folder, port, innerPort, settings };
  const url = `http://127.0.0.1:${port}`;
  let child = await launch(place);
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  return {
    url,
    port,
    folder,
    pid: () => child.pid ?? 0,
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
    restart: async () => {
      await end(child, 'SIGTERM');
      child = await launch(place);
    },
    remove: async () => {
      process.off('exit', endWithUs);
      await end(child, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
    ask: (database, influxQl) => ask(url, database, influxQl),
  };
}
