import { expect, test } from 'vitest';
import { hourMs } from '../../src/domain/instant.ts';
import { cookieIn, problemIn, startTestHttp } from '../support/http-server.ts';

const wang = { name: '王芳', password: 'correct horse battery' };
const own = { 'sec-fetch-site': 'same-origin' };

async function startWithWang(options: Parameters<typeof startTestHttp>[0] = {}) {
  const server = await startTestHttp(options);
  await server.accounts.create({ ...wang, role: 'operator', cooperativeId: null });
  const signIn = (password = wang.password, headers: Record<string, string> = own) =>
    server.ask('/api/v1/session', { method: 'POST', json: { ...wang, password }, headers });
  return { ...server, signIn };
}

test('a person signs in, is known by the cookie, and signs out', async () => {
  const { ask, signIn } = await startWithWang();
  const answer = await signIn();
  const user = { name: '王芳', role: 'operator', cooperativeId: null };
  expect(await answer.json()).toEqual(user);
  expect(answer.headers.getSetCookie()[0]).toMatch(
    /^paulownia=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
  );

  const cookie = cookieIn(answer);
  const session = await ask('/api/v1/session', { headers: { cookie } });
  expect(await session.json()).toEqual(user);
  expect(session.headers.get('cache-control')).toBe('no-store');

  const out = await ask('/api/v1/session', { method: 'DELETE', headers: { cookie, ...own } });
  expect(out.status).toBe(204);
  expect((await ask('/api/v1/session', { headers: { cookie } })).status).toBe(401);
});

test('over HTTPS the cookie is bound to host and transport', async () => {
  const { ask, signIn } = await startWithWang({ secureCookies: true });
  const answer = await signIn();
  expect(answer.headers.getSetCookie()[0]).toMatch(
    /^__Host-paulownia=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  expect(answer.headers.get('strict-transport-security')).toContain('max-age=');
  const cookie = cookieIn(answer);
  expect((await ask('/api/v1/session', { headers: { cookie } })).status).toBe(200);
  const bare = cookie.replace('__Host-', '');
  expect((await ask('/api/v1/session', { headers: { cookie: bare } })).status).toBe(401);
});

test('a wrong password and an unknown name get the same answer', async () => {
  const { ask, signIn } = await startWithWang();
  const wrong = await problemIn(await signIn('wrong'));
  const unknown = await problemIn(
    await ask('/api/v1/session', { method: 'POST', json: { ...wang, name: 'nobody' } }),
  );
  expect(wrong).toMatchObject({ status: 401, code: 'wrong_credentials' });
  expect(unknown).toEqual(wrong);
});

test('a session that was not used for twelve hours is over', async () => {
  const { ask, signIn, clock } = await startWithWang();
  const cookie = cookieIn(await signIn());
  clock.advance(12 * hourMs);
  const answer = await ask('/api/v1/session', { headers: { cookie } });
  expect(await problemIn(answer)).toMatchObject({ status: 401, code: 'not_signed_in' });
});

test('a change by cookie is taken from our own pages only', async () => {
  const { ask, signIn, url } = await startWithWang();
  const cookie = cookieIn(await signIn());
  const retire = (headers: Record<string, string>) =>
    ask('/api/v1/devices/pv-1/retire', { method: 'POST', headers: { cookie, ...headers } });
  for (const headers of [
    {},
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://elsewhere.example' },
    { origin: 'null' },
    { origin: url, 'sec-fetch-site': 'cross-site' },
  ]) {
    expect(await problemIn(await retire(headers))).toMatchObject({
      status: 403,
      code: 'cross_site',
    });
  }
  expect((await retire({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  expect((await retire({ origin: url })).status).toBe(200);
  expect((await ask('/api/v1/devices', { headers: { cookie } })).status).toBe(200);
});

test('another site cannot sign a browser in, a program without a browser can', async () => {
  const { signIn } = await startWithWang();
  const foreign = await signIn(wang.password, { origin: 'https://elsewhere.example' });
  expect((await problemIn(foreign)).code).toBe('cross_site');
  expect((await signIn(wang.password, {})).status).toBe(200);
});

test('past the attempts of a minute one name is refused from anywhere, and told for how long', async () => {
  const { signIn, clock } = await startWithWang({
    limits: { signInsPerMinuteOfName: 3, signInsPerMinuteOfAddress: 100 },
  });
  for (let attempt = 0; attempt < 3; attempt += 1) expect((await signIn('wrong')).status).toBe(401);
  const refused = await signIn();
  expect(refused.headers.get('retry-after')).toBe('20');
  expect(await problemIn(refused)).toMatchObject({ status: 429, code: 'too_many_sign_ins' });
  clock.advance(20_000);
  expect((await signIn()).status).toBe(200);
});

test('past the attempts of a minute one address is refused whatever the name', async () => {
  const { ask } = await startWithWang({ limits: { signInsPerMinuteOfAddress: 3 } });
  const statuses: number[] = [];
  for (const name of ['a', 'b', 'c', 'd']) {
    const json = { name, password: 'wrong' };
    statuses.push((await ask('/api/v1/session', { method: 'POST', json })).status);
  }
  expect(statuses).toEqual([401, 401, 401, 429]);
});

test('the address behind the one proxy is what counts, not what a client makes up', async () => {
  const limits = { signInsPerMinuteOfAddress: 1 };
  const from = (ask: Awaited<ReturnType<typeof startTestHttp>>['ask'], chain: string) =>
    ask('/api/v1/session', {
      method: 'POST',
      json: { name: chain, password: 'wrong' },
      headers: { 'x-forwarded-for': chain },
    }).then(({ status }) => status);
  const direct = await startTestHttp({ limits });
  expect(await from(direct.ask, '10.0.0.1')).toBe(401);
  expect(await from(direct.ask, '10.0.0.2')).toBe(429);
  const proxied = await startTestHttp({ limits, trustProxy: true });
  expect(await from(proxied.ask, '10.0.0.1')).toBe(401);
  expect(await from(proxied.ask, '10.0.0.2')).toBe(401);
  expect(await from(proxied.ask, '6.6.6.6, 10.0.0.2')).toBe(429);
});

test('a person changes the own password, which ends the other sessions', async () => {
  const { ask, signIn } = await startWithWang();
  const here = cookieIn(await signIn());
  const elsewhere = cookieIn(await signIn());
  const change = (present: string) =>
    ask('/api/v1/session/password', {
      method: 'PUT',
      headers: { cookie: here, ...own },
      json: { present, next: 'another long one' },
    });
  expect((await problemIn(await change('wrong'))).code).toBe('wrong_password');
  const changed = await change(wang.password);
  expect(changed.status).toBe(204);
  const asks = (cookie: string) => ask('/api/v1/session', { headers: { cookie } });
  expect((await asks(elsewhere)).status).toBe(401);
  expect((await asks(here)).status).toBe(401);
  expect((await asks(cookieIn(changed))).status).toBe(200);
  expect((await signIn('another long one')).status).toBe(200);
});

test('an administrator creates accounts, sets their passwords and removes them', async () => {
  const { ask } = await startWithWang();
  const li = {
    name: 'li',
    password: 'long enough now',
    role: 'cooperative',
    cooperativeId: 'coop-1',
  };
  const create = (json: object) => ask('/api/v1/accounts', { method: 'POST', as: 'admin', json });
  const created = await create(li);
  expect(created.status).toBe(201);
  expect(await created.json()).toEqual({
    name: 'li',
    role: 'cooperative',
    cooperativeId: 'coop-1',
  });
  expect((await problemIn(await create(li))).code).toBe('name_taken');
  expect((await problemIn(await create({ ...li, name: 'x', cooperativeId: 'coop-9' }))).code).toBe(
    'unknown_cooperative',
  );
  expect((await problemIn(await create({ ...li, name: 'x y', role: 'admin' }))).faults).toEqual([
    { path: 'body.name', message: 'letters, digits, . _ @ - and no spaces' },
    { path: 'body.cooperativeId', message: 'goes with the role cooperative, and only with it' },
  ]);

  const path = '/api/v1/accounts/li';
  const password = { method: 'PUT', as: 'admin', json: { password: 'even longer now' } } as const;
  expect((await ask(`${path}/password`, password)).status).toBe(204);
  expect((await ask(path, { method: 'DELETE', as: 'admin' })).status).toBe(204);
  const again = await ask(path, { method: 'DELETE', as: 'admin' });
  expect((await problemIn(again)).code).toBe('unknown_account');
  expect((await problemIn(await ask(`${path}/password`, password))).code).toBe('unknown_account');
});

test('the last administrator stays', async () => {
  const { ask, accounts } = await startWithWang();
  await accounts.ensureFirstAdmin();
  await accounts.create({ ...wang, name: 'root', role: 'admin', cooperativeId: null });
  const answer = await ask('/api/v1/accounts/root', { method: 'DELETE', as: 'admin' });
  expect(await problemIn(answer)).toMatchObject({ status: 409, code: 'last_admin' });
});

test('a token is issued, works at once, is listed without its secret, and is revoked', async () => {
  const { ask } = await startWithWang();
  const json = { label: 'scada', role: 'viewer', expiresInDays: 30 };
  const issued = await (await ask('/api/v1/tokens', { method: 'POST', as: 'admin', json })).json();
  expect(issued).toMatchObject({ label: 'scada', expiresAt: '2026-06-03T08:00:00.000Z' });
  const headers = { authorization: `Bearer ${issued.token}` };
  expect((await ask('/api/v1/topology', { headers })).status).toBe(200);
  const list = await (await ask('/api/v1/tokens', { as: 'admin' })).text();
  expect(list).toContain('scada');
  expect(list).not.toContain(issued.token);
  const revoke = () => ask(`/api/v1/tokens/${issued.id}`, { method: 'DELETE', as: 'admin' });
  expect((await revoke()).status).toBe(204);
  expect((await problemIn(await revoke())).code).toBe('unknown_token');
  expect((await ask('/api/v1/topology', { headers })).status).toBe(401);
});

test('the log says who changed what, and never a secret', async () => {
  const { ask, signIn, log, tokenOf } = await startWithWang({
    county: {
      topology: () => {
        throw new Error('a bug of ours');
      },
    },
  });
  const secret = 'hunter2-hunter2';
  const cookie = cookieIn(await signIn());
  await signIn(secret);
  await ask('/api/v1/session', { method: 'POST', json: { name: secret, password: secret } });
  await ask(`/api/v1/topology?token=${secret}`, { headers: { cookie } });
  await ask('/api/v1/accounts', { method: 'POST', as: 'admin', json: { password: secret } });
  const headers = { cookie, ...own };
  const issued = await (
    await ask('/api/v1/devices/pv-1/credentials', { method: 'POST', headers })
  ).json();
  await ask('/api/v1/session', { method: 'DELETE', headers });

  const text = log.text();
  expect(log.lines).toContainEqual({
    level: 'info',
    facts: { account: '王芳', action: 'credentials.issue', on: { id: 'pv-1' }, status: 201 },
    message: 'An account made a change',
  });
  expect(text).toContain('a bug of ours');
  const secrets = [secret, wang.password, issued.password, tokenOf('admin'), cookie.split('=')[1]];
  for (const each of secrets) expect(text).not.toContain(each);
});
