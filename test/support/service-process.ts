// The service as its users start it: the command `serve` in a process of its own.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { loadConfig } from '../../src/app/config/load.ts';
import { systemSources } from '../../src/app/config/system-sources.ts';
import { toDevices } from '../../src/app/config/topology.ts';
import { systemClock } from '../../src/app/system.ts';
import { openStateDatabase } from '../../src/storage/sqlite/state-database.ts';
import { quietLog, testConfig } from './running-service.ts';

const main = join(import.meta.dirname, '../../src/app/main.ts');

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the program to its end. */
export function paulownia(...args: readonly string[]): Promise<Finished> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { timeout: 60_000 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode, stdout, stderr });
    });
  });
}

/** Writes the configuration of the test county into the folder; answers the file. */
export function writeConfig(folder: string, more = ''): string {
  const file = join(folder, 'paulownia.yaml');
  writeFileSync(file, testConfig(folder, more));
  return file;
}

/** Issues credentials on the data of a service that does not run. */
export async function secretsOf(
  file: string,
  deviceIds: readonly string[],
): Promise<Map<string, string>> {
  const loaded = loadConfig(file, systemSources());
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault));
  const { folder } = loaded.value.store;
  mkdirSync(folder, { recursive: true });
  const state = openStateDatabase(join(folder, 'state.sqlite'), {
    clock: systemClock,
    log: quietLog,
  });
  try {
    state.registry.reconcile(toDevices(loaded.value));
    const issued = deviceIds.map(
      async (id) => [id, await state.registry.issueCredential(id)] as const,
    );
    return new Map(await Promise.all(issued));
  } finally {
    state.close();
  }
}

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [fact: string]: unknown;
}

/** Levels of pino. */
export const logLevels = { info: 30, warn: 40, error: 50 } as const;

export interface ServiceProcess {
  readonly child: ChildProcess;
  readonly mqttPort: number;
  readonly consoleUrl: string;
  /** Every line of the log so far. */
  readonly log: readonly LogLine[];
  /** Sends the signal and answers exit code and signal of the end, and how long it took. */
  end(
    signal: 'SIGTERM' | 'SIGKILL',
  ): Promise<{ code: number | null; signal: string | null; tookMs: number }>;
}

export interface ServeOptions {
  /** Runs the service through another program, such as `nsenter` with its arguments. */
  readonly through?: readonly string[];
  /** Arguments of Node itself. */
  readonly node?: readonly string[];
}

/** Starts `paulownia serve` and waits until it says that it is running. */
export async function serve(file: string, options: ServeOptions = {}): Promise<ServiceProcess> {
  const { through = [], node = [] } = options;
  const [program = '', ...args] = [...through, process.execPath, ...node, main, 'serve', file];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exit = once(child, 'exit');
  const log: LogLine[] = [];
  const running = await new Promise<LogLine>((resolve, reject) => {
    exit.then(() => reject(new Error('the service ended while it started')), reject);
    if (child.stdout === null) throw new Error('the service has an output');
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line: LogLine = JSON.parse(text);
      log.push(line);
      if (line.msg === 'Paulownia is running.') resolve(line);
    });
  });
  return {
    child,
    mqttPort: Number(new URL(String(running.mqtt)).port),
    consoleUrl: String(running.console),
    log,
    end: async (wanted) => {
      const began = performance.now();
      child.kill(wanted);
      const [code, signal] = await exit;
      return { code, signal, tookMs: performance.now() - began };
    },
  };
}
