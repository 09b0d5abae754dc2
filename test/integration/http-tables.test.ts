import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { succeed } from '../../src/domain/outcome.ts';
import type { TableAnswer } from '../../src/service/application.ts';
import { now } from '../support/fake-county.ts';
import { problemIn, startTestHttp } from '../support/http-server.ts';

const path = '/api/v1/nodes/county/curve?from=2026-05-04T00:00:00Z&to=2026-05-04T08:00:00Z';

/** An endless or long table that counts what is taken from it. */
function longTable(pagesMax: number, rowsPerPage = 1_000) {
  const seen = { pages: 0, ended: false };
  const pages = async function* () {
    try {
      for (; seen.pages < pagesMax; seen.pages += 1) {
        yield Array.from({ length: rowsPerPage }, (_, index) => [now, [], Math.sin(index)]);
      }
    } finally {
      seen.ended = true;
    }
  };
  const table = (): TableAnswer => ({ columns: ['at', 'reasons', 'powerKw'], pages: pages() });
  return { seen, curve: async () => succeed(table()) };
}

async function startWith(curve: ReturnType<typeof longTable>['curve'], atOnce = 32) {
  const server = await startTestHttp({
    county: { curve },
    limits: { tableAnswersAtOnceMax: atOnce },
  });
  const open = (encoding = 'identity'): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${server.tokenOf('viewer')}`,
        'accept-encoding': encoding,
      };
      get(`${server.url}${path}`, { headers }, resolve).on('error', reject);
    });
  return { ...server, open };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition() && Date.now() < deadline) await pause(10);
  expect(condition()).toBe(true);
}

/** Resolves once the count has stood still for a while; it must within five seconds. */
async function pauseUntilStill(count: () => number): Promise<void> {
  let before = -1;
  await until(() => count() > 0);
  for (let attempt = 0; attempt < 20 && before !== count(); attempt += 1) {
    before = count();
    await pause(250);
  }
  expect(count()).toBe(before);
}

test('a curve is an answer in one piece for whoever reads it so', async () => {
  const { ask } = await startTestHttp();
  const answer = await ask(path, { as: 'viewer' });
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(await answer.json()).toEqual({
    node: 'county',
    resolution: '15m',
    columns: ['at', 'reasons', 'powerKw'],
    rows: [['2026-05-04T08:00:00.000Z', [], 12.3]],
  });
});

test('readings come as a file for spreadsheets where asked', async () => {
  const { ask } = await startTestHttp();
  const query = path.slice(path.indexOf('?'));
  const answer = await ask(`/api/v1/devices/pv-1/readings${query}&resolution=raw&format=csv`, {
    as: 'viewer',
  });
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="pv-1_raw.csv"');
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
});

test('the points asked for reach the application as a list', async () => {
  const points: unknown[] = [];
  const { ask } = await startTestHttp({
    county: {
      readings: (_scope, _id, query) => {
        points.push(query.points, new Date(query.from).toISOString());
        return succeed({ columns: [], pages: (async function* () {})() });
      },
    },
  });
  const range = 'from=2026-05-04T08:00:00%2B08:00&to=2026-05-05T00:00:00Z';
  await ask(`/api/v1/devices/pv-1/readings?${range}&points=powerKw,voltageV`, { as: 'viewer' });
  await ask(`/api/v1/devices/pv-1/readings?${range}`, { as: 'viewer' });
  expect(points).toEqual([
    ['powerKw', 'voltageV'],
    '2026-05-04T00:00:00.000Z',
    null,
    '2026-05-04T00:00:00.000Z',
  ]);
});

test.each(['identity', 'gzip'])(
  'a table (%s) is not made faster than it is read',
  async (encoding) => {
    const table = longTable(Number.POSITIVE_INFINITY);
    const { open } = await startWith(table.curve);
    const answer = await open(encoding);
    expect(answer.headers['content-encoding'] ?? 'identity').toBe(encoding);
    await pauseUntilStill(() => table.seen.pages);
    expect(table.seen.pages).toBeLessThan(5_000);
    answer.destroy();
    await until(() => table.seen.ended);
  },
);

test('a table that is long arrives whole', async () => {
  const { ask } = await startWith(longTable(200).curve);
  const answer = await ask(path, { as: 'viewer' });
  const table = await answer.json();
  expect(table.rows).toHaveLength(200_000);
});

test('a reader that leaves ends the making of its table', async () => {
  const table = longTable(Number.POSITIVE_INFINITY);
  const { open } = await startWith(table.curve);
  const answer = await open();
  answer.once('data', () => answer.destroy());
  await until(() => table.seen.ended);
});

test('a store that fails before the first row is a problem, later a broken answer', async () => {
  const failing = (pagesBefore: number) => async () => {
    const pages = async function* () {
      for (let page = 0; page < pagesBefore; page += 1) yield [['x', [], 1]];
      throw new Error('the store is gone');
    };
    return succeed({ columns: ['at', 'reasons', 'powerKw'], pages: pages() });
  };
  const early = await startWith(failing(0));
  expect(await problemIn(await early.ask(path, { as: 'viewer' }))).toMatchObject({
    code: 'internal_error',
  });
  const late = await startWith(failing(3));
  await expect(late.ask(path, { as: 'viewer' }).then((answer) => answer.text())).rejects.toThrow();
  expect(late.log.text()).toContain('the store is gone');
});

test('more tables at once than allowed are refused until one is done', async () => {
  const table = longTable(Number.POSITIVE_INFINITY);
  const { open, ask } = await startWith(table.curve, 1);
  const first = await open();
  const refused = await ask(path, { as: 'viewer' });
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await problemIn(refused)).toMatchObject({ status: 503, code: 'overloaded' });
  first.destroy();
  await until(() => table.seen.ended);
  table.seen.ended = false;
  const second = await open();
  expect(second.statusCode).toBe(200);
  second.destroy();
  await until(() => table.seen.ended);
});
