import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { NodeNow } from '../../src/contract/http.ts';
import { fail, succeed } from '../../src/domain/outcome.ts';
import type { LiveEvent } from '../../src/service/application.ts';
import { countyNow } from '../support/fake-county.ts';
import { problemIn, startTestHttp } from '../support/http-server.ts';

const event = (id: number, changes: Partial<NodeNow> = {}): LiveEvent => ({
  id,
  event: 'node',
  data: { ...countyNow, ...changes },
});

interface Listener {
  readonly socket: Socket;
  text(): string;
  readonly closed: Promise<void>;
}

type Server = Awaited<ReturnType<typeof startTestHttp>>;

/** Follows over a bare socket, so that the test sees every byte and can stop reading. */
function follow(server: Server, path: string, headers: Record<string, string> = {}): Listener {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => {
    socket.destroy();
  });
  const all = {
    host: 'test',
    authorization: `Bearer ${server.tokenOf('viewer')}`,
    'accept-encoding': 'gzip',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.write([`GET /api/v1/live${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (data) => {
    text += data;
  });
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
    socket.on('error', () => resolve());
  });
  return { socket, closed, text: () => text };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition() && Date.now() < deadline) await pause(5);
  expect(condition()).toBe(true);
}

function push(server: Server, pushed: LiveEvent): void {
  for (const follower of server.county.followers) follower.push(pushed);
}

async function metric(server: Server, name: string): Promise<number> {
  const text = await (await server.ask('/api/v1/metrics', { as: 'viewer' })).text();
  return Number(new RegExp(`^paulownia_http_${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

test('events arrive as they are pushed, uncompressed and uncached', async () => {
  const server = await startTestHttp();
  const listener = follow(server, '?node=county&device=pv-1');
  await until(() => server.county.followers.size === 1);
  push(server, event(7));
  await until(() => listener.text().includes('id: 7\n'));
  const text = listener.text();
  expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(text).toMatch(/content-type: text\/event-stream; charset=utf-8\r\n/i);
  expect(text).toMatch(/cache-control: no-store\r\n/i);
  expect(text).toMatch(/x-accel-buffering: no\r\n/i);
  expect(text).toMatch(/x-content-type-options: nosniff\r\n/i);
  expect(text).not.toMatch(/content-encoding/i);
  expect(text).toContain(`id: 7\nevent: node\ndata: ${JSON.stringify(countyNow)}\n\n`);
  const [follower] = server.county.followers;
  expect(follower?.subscription).toEqual({ nodeId: 'county', deviceId: 'pv-1', lastEventId: null });
});

test('a stream resumes after the event that the client names, in header or query', async () => {
  const server = await startTestHttp();
  follow(server, '?node=a&lastEventId=5');
  follow(server, '?node=b', { 'last-event-id': '6' });
  follow(server, '?node=c&lastEventId=5', { 'last-event-id': '8' });
  follow(server, '?node=d', { 'last-event-id': 'nonsense' });
  await until(() => server.county.followers.size === 4);
  const resumed = [...server.county.followers].map(({ subscription }) => [
    subscription.nodeId,
    subscription.lastEventId,
  ]);
  expect(resumed.sort()).toEqual([
    ['a', 5],
    ['b', 6],
    ['c', 8],
    ['d', null],
  ]);
});

test('what is pushed while the stream is being opened comes after the head, in order', async () => {
  const server = await startTestHttp({
    county: {
      subscribe: (_scope, _subscription, send) => {
        send(event(1));
        send(event(2));
        return succeed({ stop: () => {} });
      },
    },
  });
  const listener = follow(server, '?node=county');
  await until(() => listener.text().includes('id: 2\n'));
  const text = listener.text();
  expect(text.startsWith('HTTP/1.1 200 OK')).toBe(true);
  expect(text.indexOf('id: 1\n')).toBeLessThan(text.indexOf('id: 2\n'));
});

test('what cannot be followed is a problem, not a stream', async () => {
  const server = await startTestHttp({
    county: { subscribe: () => fail({ code: 'unknown_node', detail: 'There is no node x.' }) },
  });
  const unknown = await server.ask('/api/v1/live?node=x', { as: 'viewer' });
  expect(await problemIn(unknown)).toMatchObject({ status: 404, code: 'unknown_node' });
  const nothing = await server.ask('/api/v1/live', { as: 'viewer' });
  expect(await problemIn(nothing)).toMatchObject({ status: 400, code: 'invalid_request' });
  expect(await metric(server, 'live_streams_open')).toBe(0);
});

test('a client that leaves is no longer served', async () => {
  const server = await startTestHttp();
  const listener = follow(server, '?node=county');
  await until(() => server.county.followers.size === 1);
  listener.socket.destroy();
  await until(() => server.county.followers.size === 0);
  expect(await metric(server, 'live_streams_open')).toBe(0);
});

test('a client that does not read is dropped and counted, and others are served on', async () => {
  const server = await startTestHttp({ limits: { liveBufferBytesMax: 64 * 1024 } });
  const slow = follow(server, '?node=county');
  const quick = follow(server, '?node=county');
  await until(() => server.county.followers.size === 2);
  await until(() => slow.text().includes('retry:'));
  slow.socket.pause();
  const large = 'x'.repeat(50_000);
  let id = 0;
  while (server.county.followers.size === 2 && id < 2_000) {
    id += 1;
    push(server, event(id, { node: large }));
    await until(() => quick.text().includes(`id: ${id}\n`));
  }
  expect(server.county.followers.size).toBe(1);
  push(server, event(9_999));
  await until(() => quick.text().includes('id: 9999\n'));
  expect(await metric(server, 'live_streams_dropped_slow_total')).toBe(1);
  expect(server.log.text()).toContain('dropped');
});

test('a quiet stream shows that it is alive', async () => {
  const server = await startTestHttp({ limits: { heartbeatMs: 20 } });
  const listener = follow(server, '?node=county');
  await until(() => listener.text().split(': alive\n\n').length > 3);
});

test('a stream ends when its account may no longer follow', async () => {
  const server = await startTestHttp({ limits: { heartbeatMs: 20 } });
  const listener = follow(server, '?node=county');
  await until(() => listener.text().includes(': alive'));
  for (const { id } of server.accounts.tokens()) server.accounts.revokeToken(id);
  await until(() => server.county.followers.size === 0);
  await until(() => listener.text().endsWith('0\r\n\r\n'));
});

test('past the most streams the next is refused until one is free', async () => {
  const server = await startTestHttp({ limits: { liveStreamsMax: 1 } });
  const first = follow(server, '?node=county');
  await until(() => server.county.followers.size === 1);
  const refused = await server.ask('/api/v1/live?node=county', { as: 'viewer' });
  expect(refused.headers.get('retry-after')).toBe('10');
  expect(await problemIn(refused)).toMatchObject({ status: 503, code: 'too_many_streams' });
  first.socket.destroy();
  await until(() => server.county.followers.size === 0);
  follow(server, '?node=county');
  await until(() => server.county.followers.size === 1);
});

test('closing the server ends its streams without waiting for them', async () => {
  const server = await startTestHttp({ limits: { closeGraceMs: 10_000 } });
  const listener = follow(server, '?node=county');
  await until(() => server.county.followers.size === 1);
  const start = Date.now();
  await server.close();
  await listener.closed;
  expect(Date.now() - start).toBeLessThan(2_000);
  expect(server.county.followers.size).toBe(0);
});
