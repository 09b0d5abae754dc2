import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ApiClient } from '../../src/app/api-client.ts';
import type { NodeNow } from '../../src/contract/http.ts';
import { type DemoProcess, spawnDemo, startDemo } from '../support/demo-process.ts';
import { testConfig } from '../support/running-service.ts';
import { tempFolder } from '../support/temp-folder.ts';

function configFile(): string {
  const folder = tempFolder();
  const file = join(folder, 'county.yaml');
  writeFileSync(file, testConfig(folder));
  return file;
}

function signInOf(demo: DemoProcess): { name: string; password: string } {
  const [name = '', password = ''] = demo.said('Sign-in').split(' / ');
  return { name, password };
}

/** Events of the county, as the console receives them, up to the first that is as wanted. */
async function liveEvents(
  demo: DemoProcess,
  isWanted: (now: NodeNow) => boolean = () => true,
): Promise<NodeNow[]> {
  const url = demo.said('Console');
  const headers = { origin: url, 'content-type': 'application/json' };
  const body = JSON.stringify(signInOf(demo));
  const signedIn = await fetch(`${url}/api/v1/session`, { method: 'POST', headers, body });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const stream = await fetch(`${url}/api/v1/live?node=lankao`, { headers: { cookie } });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const events: NodeNow[] = [...text.matchAll(/^data: (.+)\n/gm)].map(([, data = '']) =>
      JSON.parse(data),
    );
    if (events.some(isWanted)) return events;
  }
  return [];
}

const allReport = ({ devicesFresh }: NodeNow): boolean => devicesFresh === 4;

test('a demonstration shows a moving county, stops at Ctrl-C and goes on at the next start', async () => {
  const file = configFile();
  const first = await startDemo(file);
  const events = await liveEvents(first, allReport);
  expect(new Set(events.map(({ loadPowerKw }) => loadPowerKw)).size).toBeGreaterThan(1);
  expect(await first.stop('SIGINT')).toBe(0);
  expect(first.output()).toContain('Stopped. The next start goes on');

  const second = await startDemo(file);
  expect(signInOf(second)).toEqual(signInOf(first));
  const [now] = await liveEvents(second);
  expect(now?.loadPowerKw).not.toBeNull();
  expect(await second.stop('SIGTERM')).toBe(0);
});

test('a password that was changed is not printed any more', async () => {
  const file = configFile();
  const first = await startDemo(file);
  const url = first.said('Console');
  const admin = signInOf(first);
  const api = await ApiClient.signIn(url, admin);
  const { token } = await api.post<{ token: string }>('/tokens', { label: 't', role: 'admin' });
  const changed = await fetch(`${url}/api/v1/accounts/admin/password`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ password: 'a new one of twelve' }),
  });
  expect(changed.status).toBe(204);
  await first.stop('SIGINT');

  const second = await startDemo(file);
  expect(second.said('Sign-in')).toBe('as chosen before');
  await second.stop('SIGINT');
});

test('after kill -9 the next start goes on, also with the simulated devices', async () => {
  const file = configFile();
  const first = await startDemo(file);
  await liveEvents(first, allReport);
  await first.stop('SIGKILL');

  const second = await startDemo(file);
  const [now] = await liveEvents(second);
  expect(now?.devicesFresh).toBe(4);
  await second.stop('SIGINT');
});

test('a reader that has gone does not break off the orderly stop', async () => {
  const demo = await startDemo(configFile());
  demo.process.stdout.destroy();
  expect(await demo.stop('SIGINT')).toBe(0);
  expect(demo.output()).not.toContain('EPIPE');
});

test('Ctrl-C while it starts is an orderly stop as well', async () => {
  const file = configFile();
  const demo = spawnDemo(file);
  const logFile = join(dirname(file), 'data', 'paulownia.log');
  await expect.poll(() => existsSync(logFile), { timeout: 60_000, interval: 5 }).toBe(true);
  expect(await demo.stop('SIGINT')).toBe(0);
  expect(demo.output()).toContain('Stopped. The next start goes on');
});

test('a second demonstration on the same data says what to do, and harms nothing', async () => {
  const file = configFile();
  const first = await startDemo(file);
  const second = await startDemo(file);
  expect(second.output()).toMatch(/is in use by another process.+Stop it first/);
  expect(second.process.exitCode).toBe(1);
  expect(await liveEvents(first)).not.toEqual([]);
  await first.stop('SIGINT');
});
