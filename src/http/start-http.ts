import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Accounts, Backups, CountyApplication } from '../service/application.ts';
import type { Forecasts } from '../service/forecast-desk.ts';
import type { Clock, Log } from '../service/ports.ts';
import { logChanges } from './change-log.ts';
import { serveConsole } from './console-files.ts';
import { credentialsOf } from './credentials.ts';
import { describeInterface } from './description.ts';
import { demandActions, guard } from './guard.ts';
import { countAnswers, newCounters } from './http-counters.ts';
import { defaultHttpLimits, type HttpLimits } from './limits.ts';
import { liveStreams } from './live-streams.ts';
import type { Api, HttpParts } from './parts.ts';
import { answerBrokenRequest, answerWithProblems, problemFor, sendProblem } from './problems.ts';
import { accountRoutes } from './routes/accounts.ts';
import { backupRoutes } from './routes/backups.ts';
import { deviceRoutes } from './routes/devices.ts';
import { forecastRoutes } from './routes/forecasts.ts';
import { healthRoutes } from './routes/health.ts';
import { liveRoutes } from './routes/live.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { sessionRoutes } from './routes/session.ts';
import { tableRoutes } from './routes/tables.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { signInDesk } from './sign-in-desk.ts';
import { tableSender } from './table-sender.ts';

export interface HttpOptions {
  readonly app: CountyApplication;
  readonly accounts: Accounts;
  readonly backups: Backups;
  readonly forecasts: Forecasts;
  readonly clock: Clock;
  readonly log: Log;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Folder of the built console; null serves the interface alone. */
  readonly consoleFolder: string | null;
  /** Set where people come over HTTPS: here that means through a proxy. */
  readonly secureCookies: boolean;
  /** Takes the client's address and host from what the one proxy in front says. */
  readonly trustProxy?: boolean;
  readonly limits?: Partial<HttpLimits>;
}

export interface HttpServer {
  readonly url: string;
  /** Ends live streams, lets answers under way finish for a short while, then closes. */
  close(): Promise<void>;
}

export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const limits = { ...defaultHttpLimits, ...options.limits };
  const server = newServer(limits, options.trustProxy ?? false);
  const parts = partsOf(options, limits);
  await addOutworks(server, parts, options);
  await addRoutes(server, parts, options);
  const url = await server.listen({ host: options.host, port: options.port });
  return { url, close: () => close(server, limits.closeGraceMs) };
}

function newServer(limits: HttpLimits, trustProxy: boolean): Api {
  const server: Api = fastify({
    logger: false,
    bodyLimit: limits.bodyBytesMax,
    requestTimeout: limits.requestTimeoutMs,
    connectionTimeout: limits.idleConnectionMsMax,
    keepAliveTimeout: limits.idleConnectionMsMax,
    exposeHeadRoutes: false,
    trustProxy: trustProxy ? isNearestProxy : false,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, _request, reply) => {
      sendProblem(reply, problemFor(error));
    },
  }).withTypeProvider();
  server.server.maxConnections = limits.connectionsMax;
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  return server;
}

/** What proxies further away claim, or a client that pretends to be one, is not believed. */
function isNearestProxy(_address: string, hop: number): boolean {
  return hop === 0;
}

function partsOf(options: HttpOptions, limits: HttpLimits) {
  const { app, accounts, backups, forecasts, clock, log, secureCookies } = options;
  const counters = newCounters();
  return {
    app,
    accounts,
    backups,
    forecasts,
    clock,
    log,
    limits,
    counters,
    credentials: credentialsOf(accounts, secureCookies),
    signInDesk: signInDesk({ accounts, clock, log, limits, counters }),
    tables: tableSender({ atOnceMax: limits.tableAnswersAtOnceMax, log }),
    live: liveStreams({ limits, counters, log }),
  };
}

/** What stands before every route, in the order in which a request meets it. */
async function addOutworks(server: Api, parts: HttpParts, options: HttpOptions): Promise<void> {
  const { limits, log, live, counters, credentials } = parts;
  answerWithProblems(server, log);
  demandActions(server);
  countAnswers(server, counters);
  logChanges(server, log);
  server.addHook('preClose', async () => live.close());
  await addSecurityHeaders(server, options.secureCookies);
  await server.register(underPressure, { maxEventLoopDelay: limits.eventLoopDelayMsMax });
  await server.register(cookie);
  guard(server, credentials);
  await server.register(rateLimit, {
    max: limits.requestsPerMinuteMax,
    timeWindow: '1 minute',
    keyGenerator: (request) => request.user?.name ?? normalizeIP(request.ip),
  });
  await server.register(compress, { encodings: ['gzip'], globalDecompression: false });
}

async function addRoutes(server: Api, parts: HttpParts, options: HttpOptions): Promise<void> {
  await describeInterface(server);
  await server.register(
    (api: Api, _options, done) => {
      addApiRoutes(api, parts);
      done();
    },
    { prefix: '/api/v1' },
  );
  await serveConsole(server, options.consoleFolder, parts.log);
}

function addApiRoutes(api: Api, parts: HttpParts): void {
  api.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  healthRoutes(api, parts);
  sessionRoutes(api, parts);
  accountRoutes(api, parts);
  tokenRoutes(api, parts);
  backupRoutes(api, parts);
  deviceRoutes(api, parts);
  tableRoutes(api, parts);
  forecastRoutes(api, parts);
  quarantineRoutes(api, parts);
  liveRoutes(api, parts);
  metricsRoutes(api, parts);
}

async function close(server: Api, graceMs: number): Promise<void> {
  const impatience = setTimeout(() => server.server.closeAllConnections(), graceMs);
  try {
    await server.close();
  } finally {
    clearTimeout(impatience);
  }
}
