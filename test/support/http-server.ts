import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Problem } from '../../src/contract/http.ts';
import type { Role } from '../../src/contract/http-accounts.ts';
import { dayMs, instant } from '../../src/domain/instant.ts';
import { succeed } from '../../src/domain/outcome.ts';
import type { HttpOptions } from '../../src/http/start-http.ts';
import { startHttp } from '../../src/http/start-http.ts';
import { accountMigrations } from '../../src/identity/account-migrations.ts';
import { localAccounts } from '../../src/identity/accounts.ts';
import { scryptHashing } from '../../src/identity/password-hash.ts';
import type { CountyApplication } from '../../src/service/application.ts';
import { openSqlite } from '../../src/storage/sqlite/open-sqlite.ts';
import { capturedLog } from './captured-log.ts';
import { fakeCounty } from './fake-county.ts';
import { fixedClock } from './fixed-clock.ts';
import { tempFolder } from './temp-folder.ts';

/** Tests sign in often; what a password costs to check is tested where it is hashed. */
const weakCost = { N: 2 ** 10, r: 8, p: 1 };

const backup1 = {
  name: 'today',
  folder: '/backups/today',
  state: 'running',
  detail: null,
} as const;

export interface Ask extends RequestInit {
  /** Sends a token of this role. */
  readonly as?: Role;
  /** Sends this as the JSON body. */
  readonly json?: unknown;
}

/** The real HTTP server with real accounts over a made-up county, on a free port. */
export async function startTestHttp(
  options: Partial<HttpOptions> & { readonly county?: Partial<CountyApplication> } = {},
) {
  const { county: changes, ...http } = options;
  const clock = fixedClock();
  const log = capturedLog();
  const county = fakeCounty(changes);
  const database = openSqlite(join(tempFolder(), 'accounts.db'), accountMigrations, 'crash');
  const accounts = localAccounts(database, clock, scryptHashing(weakCost));
  const server = await startHttp({
    app: county,
    accounts,
    backups: { begin: async () => succeed(backup1), list: async () => [backup1] },
    forecasts: county.forecasts,
    clock,
    log,
    host: '127.0.0.1',
    port: 0,
    consoleFolder: null,
    secureCookies: false,
    ...http,
    limits: { closeGraceMs: 200, ...http.limits },
  });
  onTestFinished(async () => {
    await server.close();
    database.close();
  });

  const tokens = new Map<Role, string>();
  const tokenOf = (role: Role): string => {
    const known = tokens.get(role);
    if (known !== undefined) return known;
    const { token } = accounts.issueToken({
      label: `test-${role}`,
      role,
      cooperativeId: role === 'cooperative' ? 'coop-1' : null,
      expiresAt: instant(clock.now() + 30 * dayMs),
    });
    tokens.set(role, token);
    return token;
  };
  const ask = (path: string, { as, json, ...init }: Ask = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (as !== undefined) headers.set('authorization', `Bearer ${tokenOf(as)}`);
    if (json !== undefined) headers.set('content-type', 'application/json');
    return fetch(`${server.url}${path}`, {
      ...init,
      headers,
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
  };
  return { ...server, clock, log, county, accounts, tokenOf, ask };
}

export async function problemIn(response: Response): Promise<Problem> {
  const type = response.headers.get('content-type');
  if (type?.startsWith('application/problem+json') !== true)
    throw new Error(`Not a problem: ${type}`);
  return (await response.json()) as Problem;
}

/** The cookie that an answer sets, as a client sends it back. */
export function cookieIn(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}
