import { connect } from 'node:net';
import { expect, test } from 'vitest';
import type { Readiness } from '../../src/contract/http-health.ts';
import { pv1 } from '../support/fake-county.ts';
import { problemIn, startTestHttp } from '../support/http-server.ts';

test('an address that does not exist is a problem, signed in or not', async () => {
  const { ask } = await startTestHttp();
  for (const path of ['/api', '/api/v1', '/api/v1/nothing', '/nothing']) {
    expect(await problemIn(await ask(path))).toEqual({
      type: 'urn:paulownia:problem:not_found',
      title: 'Not found',
      status: 404,
      code: 'not_found',
      detail: 'There is nothing at this address.',
    });
  }
  expect((await ask('/api/v1/devices', { method: 'PATCH', as: 'admin' })).status).toBe(404);
});

test('all faults of an input are listed with their places', async () => {
  const { ask } = await startTestHttp();
  const body = { id: 'a b', name: '', kind: 'turbine', nodeId: 'area-1', colour: 'red' };
  const register = await ask('/api/v1/devices', { method: 'POST', as: 'operator', json: body });
  const problem = await problemIn(register);
  expect(problem).toMatchObject({ status: 400, code: 'invalid_request' });
  expect(problem.faults?.map(({ path }) => path).sort()).toEqual([
    'body',
    'body.id',
    'body.kind',
    'body.name',
  ]);
  const query = await problemIn(await ask('/api/v1/devices?limit=5000&kind=x', { as: 'viewer' }));
  expect(query.faults?.map(({ path }) => path).sort()).toEqual(['query.kind', 'query.limit']);
  const path = await problemIn(await ask('/api/v1/devices/a%20b', { as: 'viewer' }));
  expect(path.faults?.map(({ path }) => path)).toEqual(['params.id']);
});

test('what is missing, mistyped or no instant in a query is told in words', async () => {
  const { ask } = await startTestHttp();
  const at = '2026-05-01T08:00:00+08:00';
  const faultsOf = async (query: string) =>
    (await problemIn(await ask(`/api/v1/nodes/county/curve?${query}`, { as: 'viewer' }))).faults;
  expect(await faultsOf(`from=${encodeURIComponent(at)}`)).toEqual([
    { path: 'query.to', message: 'is missing' },
  ]);
  // The + of the offset is a space here.
  expect(await faultsOf(`from=${at}&to=2026-05-01T02:00:00Z`)).toEqual([
    { path: 'query.from', message: expect.stringContaining('in an address %2B for +') },
  ]);
  expect(await faultsOf('from=2026-05-01T00:00:00Z&to=2026-05-01T02:00:00Z&resolutoin=1h')).toEqual(
    [{ path: 'query', message: 'Unrecognized key: "resolutoin"' }],
  );
});

test('the log tells changes from refusals, and what was made', async () => {
  const { ask, log } = await startTestHttp();
  const json = { label: 'metering', role: 'viewer' };
  const made = await ask('/api/v1/tokens', { method: 'POST', as: 'admin', json });
  await ask('/api/v1/tokens', { method: 'POST', as: 'admin', json: { label: '' } });
  await ask('/api/v1/tokens/nothing', { method: 'DELETE', as: 'admin' });
  expect(log.lines.map(({ message, facts }) => [message, facts])).toEqual([
    ['An account made a change', expect.objectContaining({ made: made.headers.get('location') })],
    ['An account was refused a change', expect.objectContaining({ status: 400 })],
    ['An account was refused a change', expect.objectContaining({ on: { id: 'nothing' } })],
  ]);
});

test('a fault of the application keeps its code, with the status that goes with it', async () => {
  const { ask } = await startTestHttp();
  const get = async (path: string) => problemIn(await ask(`/api/v1${path}`, { as: 'viewer' }));
  expect(await get('/devices/nobody')).toMatchObject({ status: 404, code: 'unknown_device' });
  expect(
    await get(
      '/devices/pv-1/readings?resolution=raw&from=2026-05-01T00:00:00Z&to=2026-05-09T00:00:00Z',
    ),
  ).toMatchObject({
    status: 400,
    code: 'range_too_long',
    detail: expect.stringContaining('at most 7 days'),
  });
  expect(
    await get('/nodes/county/curve?from=2026-05-02T00:00:00Z&to=2026-05-01T00:00:00Z'),
  ).toMatchObject({ status: 400, code: 'range_empty' });
});

test('bodies that cannot be read are told apart', async () => {
  const { ask } = await startTestHttp();
  const post = async (body: string, type = 'application/json') =>
    problemIn(
      await ask('/api/v1/devices', {
        method: 'POST',
        as: 'operator',
        body,
        headers: { 'content-type': type },
      }),
    );
  expect(await post('{"id":')).toMatchObject({ status: 400, code: 'malformed_body' });
  expect(await post('')).toMatchObject({ status: 400, code: 'malformed_body' });
  expect(await post('<a/>', 'text/xml')).toMatchObject({
    status: 415,
    code: 'unsupported_media_type',
  });
  expect(await post('{"__proto__":{"role":"admin"}}')).toMatchObject({ status: 400 });
  const large = JSON.stringify({ id: 'x'.repeat(1024 * 1024) });
  expect(await post(large)).toMatchObject({ status: 413, code: 'body_too_large' });
});

test('what we did wrong is in the log and not in the answer', async () => {
  const { ask, log } = await startTestHttp({
    county: {
      devices: () => {
        throw new Error('no such table: secret_things');
      },
      device: () => ({ ok: true, value: { ...pv1, state: 'unheard of' as 'online' } }),
    },
  });
  for (const path of ['/api/v1/devices', '/api/v1/devices/pv-1']) {
    const problem = await problemIn(await ask(path, { as: 'viewer' }));
    expect(problem).toMatchObject({ status: 500, code: 'internal_error' });
    expect(JSON.stringify(problem)).not.toMatch(/secret|unheard|stack/);
  }
  expect(log.lines.map(({ level }) => level)).toEqual(['error', 'error']);
  expect(log.text()).toContain('no such table: secret_things');
});

test('an account that asks too often waits, and others do not', async () => {
  const { ask } = await startTestHttp({ limits: { requestsPerMinuteMax: 3 } });
  const get = (as: 'viewer' | 'operator') => ask('/api/v1/topology', { as });
  for (let request = 0; request < 3; request += 1) expect((await get('viewer')).status).toBe(200);
  const refused = await get('viewer');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await problemIn(refused)).toMatchObject({ status: 429, code: 'too_many_requests' });
  expect((await get('operator')).status).toBe(200);
});

test('a service that is not ready says which part, with 503', async () => {
  const condition = 'store_disk_full';
  const readiness: Readiness = {
    ready: false,
    parts: [{ name: 'store', ok: false, condition, detail: 'full', remedy: 'make room' }],
    store: { awaySince: '2026-05-04T08:00:00.000Z', backlogMessages: 12, drainS: null },
  };
  const { ask } = await startTestHttp({ county: { readiness: async () => readiness } });
  const answer = await ask('/api/v1/health/ready', { as: 'viewer' });
  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual(readiness);
  const page = await ask('/api/v1/health', { as: 'viewer' });
  expect(page.status).toBe(200);
  expect(await page.json()).toEqual(readiness);
});

test('an overloaded service refuses work but says that it is alive', async () => {
  const { ask } = await startTestHttp({ limits: { eventLoopDelayMsMax: 1 } });
  const until = Date.now() + 2_500;
  let answer = await ask('/api/v1/topology', { as: 'viewer' });
  while (answer.status === 200 && Date.now() < until) {
    const busyUntil = performance.now() + 60;
    while (performance.now() < busyUntil);
    answer = await ask('/api/v1/topology', { as: 'viewer' });
  }
  expect(answer.headers.get('retry-after')).toBe('10');
  expect(await problemIn(answer)).toMatchObject({ status: 503, code: 'overloaded' });
  expect((await ask('/api/v1/health/live')).status).toBe(200);
});

function exchange(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

test('what is hardly HTTP gets a problem too, and the server goes on', async () => {
  const { url, ask } = await startTestHttp();
  expect(await exchange(url, 'NONSENSE\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 400 .*"code":"invalid_request"/s,
  );
  const header = `GET / HTTP/1.1\r\nX-Large: ${'x'.repeat(40_000)}\r\n\r\n`;
  expect(await exchange(url, header)).toMatch(/^HTTP\/1\.1 431 .*"code":"headers_too_large"/s);
  const badPath = 'GET /api/v1/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
  expect(await exchange(url, badPath)).toMatch(/^HTTP\/1\.1 400 .*"code":"invalid_request"/s);
  expect((await ask('/api/v1/health/live')).status).toBe(200);
});

test('metrics are those of the service and of the server', async () => {
  const { ask } = await startTestHttp();
  await ask('/api/v1/topology');
  const answer = await ask('/api/v1/metrics', { as: 'viewer' });
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await answer.text();
  expect(text).toContain('paulownia_up 1\n');
  expect(text).toContain('paulownia_http_answers_total{class="4xx"} 1\n');
  expect(text).toContain('paulownia_http_live_streams_open 0\n');
});
