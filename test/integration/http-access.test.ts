import { expect, test } from 'vitest';
import { type Role, roles } from '../../src/contract/http-accounts.ts';
import { type Action, access, rolesFor } from '../../src/service/access.ts';
import { pv1 } from '../support/fake-county.ts';
import { type Ask, problemIn, startTestHttp } from '../support/http-server.ts';

/** What every operation does, written down a second time: a new one must be added here. */
const operations: Readonly<Record<string, Action>> = {
  'GET /api/v1/health/live': 'health.live',
  'GET /api/v1/health': 'health.ready',
  'GET /api/v1/health/ready': 'health.ready',
  'POST /api/v1/session': 'session.begin',
  'GET /api/v1/session': 'session.own',
  'DELETE /api/v1/session': 'session.own',
  'PUT /api/v1/session/password': 'session.own',
  'GET /api/v1/accounts': 'accounts.manage',
  'POST /api/v1/accounts': 'accounts.manage',
  'DELETE /api/v1/accounts/{name}': 'accounts.manage',
  'PUT /api/v1/accounts/{name}/password': 'accounts.manage',
  'GET /api/v1/tokens': 'tokens.manage',
  'POST /api/v1/tokens': 'tokens.manage',
  'DELETE /api/v1/tokens/{id}': 'tokens.manage',
  'GET /api/v1/backups': 'backups.manage',
  'POST /api/v1/backups': 'backups.manage',
  'GET /api/v1/topology': 'topology.read',
  'GET /api/v1/devices': 'devices.read',
  'GET /api/v1/devices/{id}': 'devices.read',
  'GET /api/v1/devices/{id}/latest': 'readings.read',
  'POST /api/v1/devices': 'devices.manage',
  'POST /api/v1/devices/{id}/retire': 'devices.manage',
  'POST /api/v1/devices/{id}/credentials': 'credentials.issue',
  'GET /api/v1/devices/{id}/readings': 'readings.read',
  'GET /api/v1/nodes/{id}/curve': 'curves.read',
  'GET /api/v1/nodes/{id}/forecast': 'forecasts.read',
  'GET /api/v1/nodes/{id}/forecast-score': 'forecasts.read',
  'GET /api/v1/nodes/{id}/forecast-model': 'forecasts.read',
  'GET /api/v1/forecasts': 'forecasts.list',
  'GET /api/v1/forecasts/{id}': 'forecasts.list',
  'POST /api/v1/forecasts:run': 'forecasts.run',
  'GET /api/v1/quarantine': 'quarantine.read',
  'POST /api/v1/quarantine/{id}/replay': 'quarantine.replay',
  'GET /api/v1/live': 'live.follow',
  'GET /api/v1/metrics': 'metrics.read',
};

const range = '?from=2026-05-04T00:00:00Z&to=2026-05-04T08:00:00Z';
const queries: Readonly<Record<string, string>> = {
  'GET /api/v1/devices/{id}/readings': range,
  'GET /api/v1/nodes/{id}/curve': range,
  'GET /api/v1/nodes/{id}/forecast': '?kind=pv',
  'GET /api/v1/nodes/{id}/forecast-score': `${range}&kind=pv`,
  'GET /api/v1/nodes/{id}/forecast-model': '?kind=pv',
  'GET /api/v1/live': '?node=county',
};
const bodies: Readonly<Record<string, unknown>> = {
  'POST /api/v1/session': { name: 'nobody', password: 'wrong' },
  'PUT /api/v1/session/password': { present: 'wrong', next: 'long enough now' },
  'POST /api/v1/accounts': { name: 'new', password: 'long enough now', role: 'viewer' },
  'PUT /api/v1/accounts/{name}/password': { password: 'long enough now' },
  'POST /api/v1/forecasts:run': { horizon: 'ultra_short' },
  'POST /api/v1/tokens': { label: 'new', role: 'viewer' },
  'POST /api/v1/devices': { id: 'pv-1', name: 'x', kind: 'pv', nodeId: 'area-1', ratingKw: 5 },
};

type Server = Awaited<ReturnType<typeof startTestHttp>>;

async function call({ ask }: Server, operation: string, as: Role | null): Promise<Response> {
  const [method = '', template = ''] = operation.split(' ');
  const path = template.replace('{id}', template.includes('quarantine') ? '1' : pv1.id);
  const asking: Ask = { method, json: bodies[operation], ...(as === null ? {} : { as }) };
  const response = await ask(path.replace('{name}', 'nobody') + (queries[operation] ?? ''), asking);
  if (operation === 'GET /api/v1/live' && response.ok) await response.body?.cancel();
  return response;
}

async function operationsIn({ ask }: Server): Promise<string[]> {
  const document = await (await ask('/api/openapi.json', { as: 'viewer' })).json();
  return Object.entries(document.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

function mayCall(operation: string, role: Role | null): boolean {
  const action = operations[operation] as Action;
  return access[action] === 'anyone' || (role !== null && rolesFor(action).includes(role));
}

/** A wrong password is 401 or 403 as well, but its code tells that the door was open. */
async function isLetIn(server: Server, operation: string, role: Role | null): Promise<boolean> {
  const response = await call(server, operation, role);
  if (response.status !== 401 && response.status !== 403) return true;
  const { code } = await problemIn(response);
  return code === 'wrong_credentials' || code === 'wrong_password';
}

test('every operation of the description is open to the roles of the table and nobody else', async () => {
  const server = await startTestHttp({ limits: { signInsPerMinuteOfName: 100 } });
  const described = await operationsIn(server);
  expect(described.sort()).toEqual(Object.keys(operations).sort());

  const expected: string[] = [];
  const actual: string[] = [];
  for (const operation of described) {
    for (const role of [...roles, null]) {
      expected.push(`${operation} as ${role}: ${mayCall(operation, role) ? 'let in' : 'refused'}`);
      const letIn = await isLetIn(server, operation, role);
      actual.push(`${operation} as ${role}: ${letIn ? 'let in' : 'refused'}`);
    }
  }
  expect(actual).toEqual(expected);
});

test('what is denied says who can', async () => {
  const { ask } = await startTestHttp();
  const response = await ask('/api/v1/devices/pv-1/retire', { method: 'POST', as: 'viewer' });
  expect(await problemIn(response)).toMatchObject({
    status: 403,
    code: 'not_allowed',
    detail: 'devices.manage needs the role admin or operator; this account is viewer.',
  });
});

test('a cooperative asks within its own scope, everyone else for the whole county', async () => {
  const server = await startTestHttp();
  const questions = Object.keys(operations).filter((operation) => {
    const action = operations[operation] as Action;
    return rolesFor(action).includes('cooperative') && operation.startsWith('GET');
  });
  for (const operation of questions) await call(server, operation, 'cooperative');
  const asked = [
    'topology',
    'devices',
    'device',
    'latest',
    'readings',
    'curve',
    'forecast',
    'forecast model',
    'forecast score',
    'subscribe',
  ];
  expect(server.county.asked.map(({ question }) => question).sort()).toEqual(asked.sort());
  for (const { scope } of server.county.asked) expect(scope).toEqual({ cooperativeId: 'coop-1' });

  server.county.asked.length = 0;
  for (const operation of questions) await call(server, operation, 'viewer');
  expect(server.county.asked).toHaveLength(asked.length);
  for (const { scope } of server.county.asked) expect(scope).toEqual({ cooperativeId: null });
});

test('the description and its page are for those who signed in', async () => {
  const { ask } = await startTestHttp();
  for (const path of [
    '/api/openapi.json',
    '/api/docs/',
    '/api/docs/json',
    '/api/docs/static/swagger-ui.css',
  ]) {
    expect((await ask(path)).status, path).toBe(401);
    expect((await ask(path, { as: 'cooperative' })).status, path).toBe(200);
  }
});

test('a token that is broken, unknown or revoked is as good as none', async () => {
  const { ask, accounts, tokenOf } = await startTestHttp();
  const token = tokenOf('admin');
  const statusWith = async (authorization: string): Promise<number> =>
    (await ask('/api/v1/session', { headers: { authorization } })).status;
  expect(await statusWith(`Bearer ${token}`)).toBe(200);
  expect(await statusWith(`bearer ${token}`)).toBe(200);
  for (const bad of [
    'Bearer',
    'Bearer ',
    `Bearer ${token}x`,
    `Basic ${token}`,
    token,
    `Bearer ${'x'.repeat(300)}`,
  ]) {
    expect(await statusWith(bad), bad).toBe(401);
  }
  accounts.revokeToken(accounts.tokens()[0]?.id ?? '');
  expect(await statusWith(`Bearer ${token}`)).toBe(401);
});
