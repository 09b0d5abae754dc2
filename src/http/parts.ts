import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { User } from '../contract/http-accounts.ts';
import { invariant } from '../domain/outcome.ts';
import { type Action, scopeOf } from '../service/access.ts';
import type { Accounts, Backups, CountyApplication, Scope } from '../service/application.ts';
import type { Forecasts } from '../service/forecast-desk.ts';
import type { Clock, Log } from '../service/ports.ts';
import type { Credentials } from './credentials.ts';
import type { HttpCounters } from './http-counters.ts';
import type { HttpLimits } from './limits.ts';
import type { LiveStreams } from './live-streams.ts';
import type { SignInDesk } from './sign-in-desk.ts';
import type { TableSender } from './table-sender.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route does, by its name in the access table. */
    action?: Action;
  }
  interface FastifyRequest {
    user: User | null;
  }
}

/** A Fastify server whose routes take their types from their schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What routes are made of. */
export interface HttpParts {
  readonly app: CountyApplication;
  readonly accounts: Accounts;
  readonly backups: Backups;
  readonly forecasts: Forecasts;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: HttpLimits;
  readonly counters: HttpCounters;
  readonly credentials: Credentials;
  readonly signInDesk: SignInDesk;
  readonly tables: TableSender;
  readonly live: LiveStreams;
}

/** Options of a route: the action that decides who may call it, a summary, and its schemas. */
export function route<const Schema extends object>(
  action: Action,
  summary: string,
  schema: Schema,
): { config: { action: Action }; schema: Schema & { summary: string } } {
  return { config: { action }, schema: { ...schema, summary } };
}

/** Who asks. Only routes that need a sign-in may ask this. */
export function userOf(request: FastifyRequest): User {
  invariant(request.user !== null, 'a route with an action is reached by a known account only');
  return request.user;
}

export function scope(request: FastifyRequest): Scope {
  return scopeOf(userOf(request));
}
