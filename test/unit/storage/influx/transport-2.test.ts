/** Recorded shapes: a small server answers as the API of InfluxDB 2.x is documented to. */
import { describe, expect, test } from 'vitest';
import { type Answerer, startRecorder } from '../../../support/http-recorder.ts';
import {
  bytes,
  faultOf,
  line,
  noContent,
  opened,
  transportTo,
} from '../../../support/influx-2-ground.ts';
import { at } from '../../../support/store-columns.ts';

describe('recorded shapes of InfluxDB 2.x: asking', () => {
  const answer = {
    results: [
      {
        statement_id: 0,
        series: [
          {
            name: 'pv',
            tags: { device: 'roof' },
            columns: ['time', 'powerKw'],
            values: [
              [1748736000000, 1.5],
              [1748736060000, null],
            ],
          },
        ],
      },
    ],
  };

  test('goes to the database that stands for the bucket', async () => {
    const { transport, server } = await opened(() => ({ status: 200, body: answer }));
    const statement = `SELECT "powerKw" FROM "pv" WHERE "device" = '兰 &考'`;
    expect(await transport.query(statement)).toEqual(answer.results[0]?.series);
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/query',
      query: { db: 'county data', rp: 'autogen', epoch: 'ms' },
    });
    expect(request?.headers).toMatchObject({
      authorization: 'Token s3cret==',
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
    });
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({ q: statement });
  });

  test('keeps the path of a proxy', async () => {
    const server = await startRecorder(() => ({ status: 200, body: answer }));
    const transport = transportTo(`${server.url}/influx/`);
    await transport.query('SHOW MEASUREMENTS');
    await transport.write(bytes(line)).catch(() => undefined);
    expect(server.requests.map(({ path }) => path)).toEqual([
      ...['/influx/query', '/influx/api/v2/write'],
    ]);
  });

  test.each<[string, ReturnType<Answerer>, object]>([
    [
      'a statement that it does not like',
      { status: 400, body: { code: 'invalid', message: 'error parsing query' } },
      { retryable: false, status: 400, reason: 'error parsing query' },
    ],
    [
      'a database that stands for nothing',
      { status: 200, body: { results: [{ statement_id: 0, error: 'database not found: x' }] } },
      { retryable: true, reason: 'database not found: x' },
    ],
    ['something that is no answer', { status: 200, body: '<html>' }, { retryable: true }],
    ['an answer that breaks off', 'cut_within', { retryable: true, status: null }],
    ['a limit of time', null, { retryable: true, status: null }],
  ])('tells of %s', async (_, given, fault) => {
    const { transport } = await opened(
      () => given,
      given === null ? { timeoutsMs: { query: 100 } } : {},
    );
    expect(await faultOf(transport.query('SELECT 1'))).toMatchObject(fault);
  });

  test('nothing found is no fault', async () => {
    const { transport } = await opened(() => ({
      status: 200,
      body: { results: [{ statement_id: 0 }] },
    }));
    expect(await transport.query('SELECT * FROM "none"')).toEqual([]);
    expect(await transport.diskBytes()).toBeNull();
  });
});

describe('recorded shapes of InfluxDB 2.x: deleting', () => {
  test('names measurement, tags and both ends, the last of them just before what is kept', async () => {
    const { transport, server } = await opened(() => noContent);
    await transport.deleteWhere('pv_15m', { tags: { device: 'ro"of\\1' } });
    await transport.deleteWhere('pv', { from: at(0), before: at(1) });
    const [first, second] = server.requests;
    expect(first).toMatchObject({
      method: 'POST',
      path: '/api/v2/delete',
      query: { org: '兰考县', bucket: 'county data' },
    });
    expect(first?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(first?.body ?? '')).toEqual({
      start: '1677-09-21T00:12:44Z',
      stop: '2262-04-11T23:47:16Z',
      predicate: String.raw`"_measurement"="pv_15m" AND "device"="ro\"of\\1"`,
    });
    expect(JSON.parse(second?.body ?? '')).toEqual({
      start: '2025-06-01T00:00:00.000Z',
      stop: '2025-06-01T00:00:00.000999999Z',
      predicate: '"_measurement"="pv"',
    });
  });

  test('says of a server that has no such call what may be done', async () => {
    const { transport } = await opened(() => ({ status: 404, body: { error: 'not found' } }));
    const fault = await faultOf(transport.deleteWhere('pv', {}));
    expect(fault).toMatchObject({ retryable: false, status: 404 });
    expect(fault.reason).toMatch(/^not found .*InfluxDB 3: it cannot delete/);
  });
});
