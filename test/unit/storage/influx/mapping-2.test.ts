/** Recorded shapes: a small server answers as the API of InfluxDB 2.x is documented to. */
import { describe, expect, test } from 'vitest';
import type { Answerer, RecordedRequest } from '../../../support/http-recorder.ts';
import { faultOf, opened } from '../../../support/influx-2-ground.ts';

describe('recorded shapes of InfluxDB 2.x: making ready', () => {
  const buckets = {
    status: 200,
    body: { buckets: [{ id: 'b1', orgID: 'o1', name: 'county data' }] },
  };
  const unauthorized = {
    status: 401,
    body: { code: 'unauthorized', message: 'unauthorized access' },
  };
  const unknown = {
    status: 200,
    body: { results: [{ statement_id: 0, error: 'database not found' }] },
  };
  const found = { status: 200, body: { results: [{ statement_id: 0 }] } };
  const mapping = {
    ...{ id: 'm1', orgID: 'o1', bucketID: 'b1', database: 'county data' },
    ...{ retention_policy: 'autogen', default: true },
  };

  /** Answers by the name of the call. */
  function answering(answers: Record<string, ReturnType<Answerer>>): Answerer {
    return ({ method, path }: RecordedRequest) =>
      answers[`${method} ${path}`] ?? {
        status: 404,
        body: { code: 'not found', message: 'no route' },
      };
  }

  test('makes the mapping where there is none', async () => {
    const { transport, server } = await opened(
      answering({
        'GET /api/v2/buckets': buckets,
        'GET /api/v2/dbrps': { status: 200, body: { content: [] } },
        'POST /api/v2/dbrps': { status: 201, body: mapping },
      }),
    );
    await transport.prepare();
    const [first, second, third] = server.requests;
    expect(first?.query).toEqual({ org: '兰考县', name: 'county data' });
    expect(second?.query).toEqual({ org: '兰考县', db: 'county data', rp: 'autogen' });
    expect(JSON.parse(third?.body ?? '')).toEqual({
      ...{ org: '兰考县', bucketID: 'b1', database: 'county data' },
      ...{ retention_policy: 'autogen', default: true },
    });
    expect(server.requests).toHaveLength(3);
  });

  test('leaves a mapping alone that is there, also one that the server made up', async () => {
    for (const virtual of [false, true]) {
      const { transport, server } = await opened(
        answering({
          'GET /api/v2/buckets': buckets,
          'GET /api/v2/dbrps': { status: 200, body: { content: [{ ...mapping, virtual }] } },
        }),
      );
      await transport.prepare();
      expect(server.requests).toHaveLength(2);
    }
  });

  test('is content with a query that works where the token may not look at mappings', async () => {
    const { transport, server } = await opened(
      answering({
        'GET /api/v2/buckets': buckets,
        'GET /api/v2/dbrps': unauthorized,
        'POST /query': found,
      }),
    );
    await transport.prepare();
    expect(server.requests.at(-1)?.path).toBe('/query');
  });

  test('is content with a server that knows databases only, such as 3.x', async () => {
    const { transport } = await opened(answering({ 'POST /query': found }));
    await transport.prepare();
  });

  test.each<[string, Record<string, ReturnType<Answerer>>, RegExp]>([
    [
      'names the command where the token may not make the mapping',
      {
        'GET /api/v2/buckets': buckets,
        'GET /api/v2/dbrps': { status: 200, body: { content: [] } },
        'POST /api/v2/dbrps': unauthorized,
        'POST /query': unauthorized,
      },
      /^unauthorized access\. .* run: influx v1 dbrp create --org '兰考县' --bucket-id b1 --db 'county data' --rp autogen --default$/,
    ],
    [
      'names the way to the id where the token may not see the bucket either',
      { 'GET /api/v2/buckets': unauthorized, 'POST /query': { ...unauthorized, status: 403 } },
      /BUCKET_ID is told by: influx bucket list --org '兰考县'/,
    ],
    [
      'names the command for a bucket that is missing',
      { 'GET /api/v2/buckets': { status: 200, body: { buckets: [] } } },
      /no bucket county data .* influx bucket create --org '兰考县' --name 'county data'$/,
    ],
    [
      'does not take the mapping of another bucket',
      {
        'GET /api/v2/buckets': buckets,
        'GET /api/v2/dbrps': { status: 200, body: { content: [{ ...mapping, bucketID: 'b2' }] } },
      },
      /stands for another bucket \(b2\)/,
    ],
    [
      'says what a server says that is starting',
      {
        'GET /api/v2/buckets': { status: 503, body: { code: 'unavailable', message: 'starting' } },
      },
      /^starting$/,
    ],
    [
      'names the command where InfluxQL does not find the bucket',
      {
        'GET /api/v2/buckets': buckets,
        'GET /api/v2/dbrps': unauthorized,
        'POST /query': unknown,
      },
      /^database not found\. InfluxQL needs/,
    ],
  ])('%s', async (_, answers, reason) => {
    const { transport } = await opened(answering(answers));
    const fault = await faultOf(transport.prepare());
    expect(fault.retryable).toBe(true);
    expect(fault.reason).toMatch(reason);
    expect(fault.reason).not.toContain('s3cret');
  });
});
