/** A VictoriaMetrics of the system: it takes what is written to InfluxDB 2.x, and tells it again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from './local-ports.ts';
import { eventually } from './running-service.ts';

export interface VictoriaServer {
  readonly url: string;
  /** What is stored of a measurement's field: tags, times in epoch ms and values of each series. */
  series(
    measurement: string,
    field: string,
  ): Promise<{ tags: Record<string, string>; timestamps: number[]; values: number[] }[]>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, once it was killed. */
  restart(): Promise<void>;
}

interface Place {
  readonly url: string;
  readonly folder: string;
}

async function launch({ url, folder }: Place): Promise<ChildProcess> {
  const args = [
    `-httpListenAddr=${url.slice('http://'.length)}`,
    `-storageDataPath=${folder}`,
    '-retentionPeriod=100y',
    '-memory.allowedBytes=64MB',
  ];
  const child = spawn('victoria-metrics', args, { stdio: 'ignore' });
  let fault: string | null = null;
  child.on('error', () => {
    fault = 'There is no victoria-metrics: apt-get install victoria-metrics';
  });
  await eventually(
    () => {
      if (fault !== null) throw new Error(fault);
      return fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    },
    (ok) => ok,
    30_000,
  );
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Starts a server with throw-away data for the running test. */
export async function startVictoria(): Promise<VictoriaServer> {
  const folder = mkdtempSync(join(tmpdir(), 'paulownia-victoria-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const url = `http://127.0.0.1:${await freePort()}`;
  let child = await launch({ url, folder });
  onTestFinished(() => killed(child));
  return {
    url,
    series: (measurement, field) => series(url, `${measurement}_${field}`),
    kill: () => killed(child),
    restart: async () => {
      child = await launch({ url, folder });
    },
  };
}

/** Lines of JSON, a series each; the call before makes what was just written visible. */
async function series(url: string, name: string) {
  await fetch(`${url}/internal/force_flush`);
  const query = new URLSearchParams({
    'match[]': `{__name__="${name}"}`,
    start: '2000-01-01T00:00:00Z',
  });
  const text = await (await fetch(`${url}/api/v1/export?${query}`)).text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { metric, timestamps, values } = JSON.parse(line);
      const { __name__: _, ...tags } = metric;
      return { tags, timestamps, values };
    });
}
