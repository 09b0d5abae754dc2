/** Recorded shapes: a small server answers as the API of InfluxDB 2.x is documented to. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { hourMs } from '../../../../src/domain/instant.ts';
import {
  bytes,
  faultOf,
  line,
  noContent,
  opened,
  silentUrl,
  transportTo,
} from '../../../support/influx-2-ground.ts';
import { eventually } from '../../../support/running-service.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('recorded shapes of InfluxDB 2.x: writing', () => {
  test('names organisation, bucket and precision, and hands over the lines as they are', async () => {
    const { transport, server } = await opened(() => noContent);
    const many = line.repeat(50_000);
    await transport.write(bytes(line));
    await transport.write(bytes(many));
    const [small, large] = server.requests;
    expect(small).toMatchObject({
      method: 'POST',
      path: '/api/v2/write',
      query: { org: '兰考县', bucket: 'county data', precision: 'ms' },
      body: line,
    });
    expect(small?.headers).toMatchObject({
      authorization: 'Token s3cret==',
      'content-type': 'text/plain; charset=utf-8',
    });
    expect(small?.headers['content-encoding']).toBeUndefined();
    expect(large?.headers['content-encoding']).toBe('gzip');
    expect(large?.body).toBe(many);
    expect(server.requests).toHaveLength(2);
  });

  test('keeps nothing back and repeats nothing by itself while the server fails', async () => {
    let failing = true;
    const { transport, server } = await opened(() =>
      failing ? { status: 503, body: { code: 'unavailable', message: 'starting' } } : noContent,
    );
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    for (const name of ['a', 'b', 'c']) {
      const fault = await faultOf(transport.write(bytes(`${name} ${line}`)));
      expect(fault).toMatchObject({ retryable: true, status: 503, reason: 'starting' });
    }
    failing = false;
    // What the package would send again by itself would overtake some of these.
    vi.advanceTimersByTime(hourMs);
    for (let call = 0; call < 20; call += 1) await transport.write(bytes(`d ${line}`));
    expect(server.requests.map(({ body }) => body[0]).join('')).toBe(`abc${'d'.repeat(20)}`);
    expect(server.requests.at(-1)?.body).toBe(`d ${line}`);
    expect(said).not.toHaveBeenCalled();
  });

  test('calls at the same time go out as they are, one request each', async () => {
    const { transport, server } = await opened(({ body }) =>
      body.startsWith('b') ? { status: 500, body: 'broken' } : noContent,
    );
    const calls = ['a', 'b', 'c'].map((name) => transport.write(bytes(`${name} ${line}`)));
    const settled = await Promise.allSettled(calls);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(server.requests.map(({ body }) => body.slice(0, 1)).sort()).toEqual(['a', 'b', 'c']);
  });

  const conflict =
    'failure writing points to database: partial write: field type conflict: input field "powerKw" on measurement "pv" is type float, already exists as type string dropped=2';
  test.each([
    [
      'points of another type',
      { status: 422, body: { code: 'unprocessable entity', message: conflict } },
      { retryable: false, status: 422, dropped: 2, reason: conflict },
    ],
    [
      'lines that it cannot read',
      { status: 400, body: { code: 'invalid', message: "unable to parse 'x': missing fields" } },
      {
        retryable: false,
        status: 400,
        dropped: null,
        reason: "unable to parse 'x': missing fields",
      },
    ],
    [
      'a part that was left out by a server that says 201',
      { status: 201, body: { message: '1 point was rejected' } },
      { retryable: false, status: 422, reason: '1 point was rejected' },
    ],
    [
      'part of a batch in the words of 3.x',
      { status: 400, body: { error: 'partial write of line protocol occurred', data: [] } },
      { retryable: false, reason: 'partial write of line protocol occurred' },
    ],
    [
      'a batch that is too large',
      { status: 413, body: { code: 'request too large', message: 'cannot read data' } },
      { retryable: false, status: 413 },
    ],
    [
      'a token that may not',
      { status: 401, body: { code: 'unauthorized', message: 'unauthorized access' } },
      { retryable: true, status: 401, reason: 'unauthorized access' },
    ],
    [
      'a bucket that is missing',
      { status: 404, body: { code: 'not found', message: 'bucket "county data" not found' } },
      { retryable: true, status: 404, reason: 'bucket "county data" not found' },
    ],
    [
      'a rate that is too high',
      {
        status: 429,
        body: { code: 'too many requests', message: 'slow' },
        headers: { 'retry-after': '5' },
      },
      { retryable: true, status: 429 },
    ],
    [
      'a proxy in the way',
      { status: 502, body: 'Bad Gateway' },
      { retryable: true, reason: 'Bad Gateway' },
    ],
    ['a status without words', { status: 500 }, { retryable: true, reason: /status 500/ }],
    ['a page of a portal', { status: 200, body: '<html>' }, { retryable: true, status: 200 }],
  ])('tells of %s', async (_, answer, fault) => {
    const { transport } = await opened(() => answer);
    const { reason, ...rest } = fault as { reason?: string | RegExp };
    const told = await faultOf(transport.write(bytes(line)));
    expect(told).toMatchObject(rest);
    if (reason instanceof RegExp) expect(told.reason).toMatch(reason);
    else if (reason !== undefined) expect(told.reason).toBe(reason);
  });

  test('ends at its time limit, and leaves no connection behind', async () => {
    const timeoutsMs = { write: 100 };
    const { transport, server } = await opened(() => null, { timeoutsMs });
    for (let call = 0; call < 3; call += 1) {
      const fault = await faultOf(transport.write(bytes(line)));
      expect(fault).toMatchObject({ retryable: true, status: null });
      expect(fault.reason).toBe('InfluxDB did not answer within 0.1 s.');
    }
    await eventually(
      () => server.connections(),
      (open) => open === 0,
    );
  });

  test('tells of a connection that breaks, and of a server that is not there', async () => {
    const { transport } = await opened(() => 'cut');
    expect(await faultOf(transport.write(bytes(line)))).toMatchObject({
      retryable: true,
      status: null,
    });
    const away = transportTo(await silentUrl());
    const calls = [() => away.write(bytes(line)), () => away.query('X'), () => away.prepare()];
    for (const call of calls) {
      const fault = await faultOf(call());
      expect(fault).toMatchObject({ retryable: true, status: null });
      expect(fault.reason).toMatch(/cannot be reached: .*ECONNREFUSED/);
    }
  });
});
