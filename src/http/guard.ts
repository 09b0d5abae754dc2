/** Decides for every request whether it may go on. What is not allowed in the access table stays out. */
import type { FastifyRequest, RouteOptions } from 'fastify';
import { invariant } from '../domain/outcome.ts';
import { type Action, isAction, isOpenToAnyone, mayDo, rolesFor } from '../service/access.ts';
import type { Credentials } from './credentials.ts';
import type { Api } from './parts.ts';
import { refuse } from './problem-error.ts';

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD']);

export function guard(server: Api, credentials: Credentials): void {
  server.decorateRequest('user', null);
  server.addHook('onRequest', async (request) => {
    if (request.is404) return;
    const { action } = request.routeOptions.config;
    if (!isAction(action)) refuse('not_allowed', 'Nobody is allowed to do this.');
    if (isOpenToAnyone(action)) refuseOtherSites(request, { unknownIsFine: true });
    else admit(request, action, credentials);
  });
}

function admit(request: FastifyRequest, action: Action, credentials: Credentials): void {
  const user = credentials.userOf(request);
  if (user === null) {
    refuse('not_signed_in', 'Sign in, or send a valid token as `Authorization: Bearer …`.');
  }
  if (request.headers.authorization === undefined) {
    refuseOtherSites(request, { unknownIsFine: false });
  }
  if (!mayDo(user, action)) {
    const roles = rolesFor(action).join(' or ');
    refuse('not_allowed', `${action} needs the role ${roles}; this account is ${user.role}.`);
  }
  request.user = user;
}

/**
 * A browser sends the cookie along whoever wrote the page, so a change by cookie must come from our
 * own page. Browsers say so in `Sec-Fetch-Site`, or over plain HTTP in `Origin`.
 */
function refuseOtherSites(request: FastifyRequest, options: { unknownIsFine: boolean }): void {
  if (safeMethods.has(request.method)) return;
  const site = siteOf(request);
  if (site === 'own' || (site === 'unknown' && options.unknownIsFine)) return;
  refuse(
    'cross_site',
    'Changes by cookie are taken from our own pages only; programs use a token.',
  );
}

function siteOf({ headers, host }: FastifyRequest): 'own' | 'other' | 'unknown' {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' ? 'own' : 'other';
  if (headers.origin === undefined) return 'unknown';
  return URL.canParse(headers.origin) && new URL(headers.origin).host === host ? 'own' : 'other';
}

/** Makes the server refuse to start while a route does not say what it does. */
export function demandActions(server: Api): void {
  const routes: RouteOptions[] = [];
  server.addHook('onRoute', (options) => {
    routes.push(options);
  });
  server.addHook('onReady', async () => {
    const missing = routes.filter((options) => !isAction(options.config?.action));
    const names = missing.map((options) => `${options.method} ${options.url}`).join(', ');
    invariant(missing.length === 0, `every route has an action of the access table, not: ${names}`);
  });
}

/** Gives all routes of a plugin that knows nothing of actions the same one. */
export function coverWith(action: Action, scope: Api): void {
  scope.addHook('onRoute', (options) => {
    options.config = { ...options.config, action };
  });
}
