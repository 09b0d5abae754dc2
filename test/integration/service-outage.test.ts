import { expect, test } from 'vitest';
import { StoreTrouble } from '../support/faulty-store.ts';
import { problemIn, startTestHttp } from '../support/http-server.ts';

const curve = '/api/v1/nodes/county/curve?from=2026-05-04T00:00:00Z&to=2026-05-04T02:00:00Z';
const readings = '/api/v1/devices/pv-1/readings?from=2026-05-04T00:00:00Z&to=2026-05-04T02:00:00Z';

/** HTTP over a store that rejects every question with this error. */
function without(store: Error) {
  return startTestHttp({
    county: {
      curve: () => Promise.reject(store),
      readings: () => ({
        ok: true,
        value: {
          columns: ['at'],
          pages: (async function* () {
            yield await Promise.reject(store);
          })(),
        },
      }),
    },
  });
}

test.each([curve, readings])('a store that is away is told as such: %s', async (path) => {
  const { ask } = await without(new StoreTrouble('the thread of the store ended'));
  const problem = await problemIn(await ask(path, { as: 'viewer' }));
  expect(problem).toMatchObject({ status: 503, code: 'store_unavailable' });
  expect(problem.detail).not.toContain('thread');
});

test('a fault that asking again does not mend is none of the store being away', async () => {
  const { ask } = await without(new StoreTrouble('a bug', false));
  const problem = await problemIn(await ask(curve, { as: 'viewer' }));
  expect(problem).toMatchObject({ status: 500, code: 'internal_error' });
});
