/** Questions to InfluxDB 1.x through the package `influx`. */
import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { InfluxDB, type IPoolOptions, type IQueryOptions } from 'influx';
import { identifier } from './influxql.ts';
import { connectionFault, reasonIn } from './line-post.ts';
import { InfluxFault, type InfluxSeries } from './transport.ts';

/** Queries on their way at the same time; more wait, within their time limit. */
const queriesMax = 4;
/** How often it is looked whether calls are left over from a connection that was cut, in ms. */
const cutCheckMs = 1_000;

/** Who calls decides when to try again; the package must not shut the server out meanwhile. */
const atOnce: NonNullable<IPoolOptions['backoff']> = {
  getDelay: () => 0,
  next: () => atOnce,
  reset: () => atOnce,
};

export interface InfluxAnswer {
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly (Omit<InfluxSeries, 'tags'> & {
      readonly tags?: InfluxSeries['tags'];
      /** More rows followed the first of them: in a later part of the answer, or not at all. */
      readonly partial?: boolean;
    })[];
  }[];
}

export interface Influx1Queries {
  /** One statement. Rejects with an `InfluxFault`. */
  ask(influxQl: string, timeoutMs: number): Promise<readonly InfluxSeries[]>;
  makeDatabase(timeoutMs: number): Promise<void>;
  close(): void;
}

export function influx1Queries(options: {
  readonly url: string;
  readonly database: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}): Influx1Queries {
  const { database, username, password } = options;
  const { protocol, hostname, port } = new URL(options.url);
  const isTls = protocol === 'https:';
  const agent = new (isTls ? TlsAgent : Agent)({ keepAlive: true, maxSockets: queriesMax });
  const client = new InfluxDB({
    host: hostname,
    port: port === '' ? (isTls ? 443 : 80) : Number(port),
    protocol: isTls ? 'https' : 'http',
    options: { agent },
    ...(username === undefined ? {} : { username, password: password ?? '' }),
    pool: { maxRetries: 0, backoff: atOnce },
  });

  async function ask(influxQl: string, timeoutMs: number): Promise<readonly InfluxSeries[]> {
    const how: IQueryOptions = { database, method: 'POST', precision: 'ms' };
    const answer = await within({ timeoutMs, agent }, (signal) =>
      client.queryRaw(influxQl, { ...how, signal }),
    );
    return seriesOf(answer as InfluxAnswer);
  }

  /** A user that may not make databases may still use one that is there. */
  async function makeDatabase(timeoutMs: number): Promise<void> {
    try {
      await within({ timeoutMs, agent }, () => client.createDatabase(database));
    } catch (error) {
      if (!(error instanceof InfluxFault) || error.status !== 403) throw error;
      await explained(ask('SHOW MEASUREMENTS LIMIT 1', timeoutMs), database);
    }
  }

  return { ask, makeDatabase, close: () => agent.destroy() };
}

/**
 * Ends a call at its time limit by itself, and earlier where no connection is left that could bring
 * its answer: the package never settles a call whose connection is cut in the middle of the answer.
 */
async function within<Result>(
  { timeoutMs, agent }: { readonly timeoutMs: number; readonly agent: Agent },
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const signal = AbortSignal.timeout(timeoutMs);
  const { promise: given, reject } = Promise.withResolvers<never>();
  const onLate = () => reject(signal.reason);
  signal.addEventListener('abort', onLate, { once: true });
  const watch = setInterval(() => {
    if (isIdle(agent)) reject(new Error('the connection was cut in the middle of the answer'));
  }, cutCheckMs);
  try {
    return await Promise.race([call(signal), given]);
  } catch (error) {
    throw faultOf(error, timeoutMs);
  } finally {
    clearInterval(watch);
    signal.removeEventListener('abort', onLate);
  }
}

/** Whether nothing is asked, and nothing waits to be asked. */
function isIdle({ sockets, requests }: Agent): boolean {
  return [sockets, requests].every((lists) => Object.keys(lists).length === 0);
}

/** The package tells status and answer in one sentence. */
function faultOf(error: unknown, timeoutMs: number): InfluxFault {
  const message = error instanceof Error ? error.message : String(error);
  const [, code, answer = ''] = /^A (\d{3}) .*? error occurred: ([\s\S]*)$/.exec(message) ?? [];
  if (code === undefined) return connectionFault(error, timeoutMs);
  const status = Number(code);
  return new InfluxFault(reasonIn(answer, status), { retryable: status !== 400, status });
}

/** Faults of a statement come with status 200. A server that is busy or starting tells them so too. */
export function seriesOf({ results = [] }: InfluxAnswer): readonly InfluxSeries[] {
  const [result] = results;
  if (result?.error !== undefined) throw new InfluxFault(result.error, { retryable: true });
  if (result?.series?.some(isCutShort)) {
    const reason =
      'InfluxDB gave a part of the answer only: set max-row-limit in the [http] section of its configuration to 0.';
    throw new InfluxFault(reason, { retryable: true });
  }
  return (result?.series ?? []).map(({ name, columns, values, tags = {} }) => {
    return { name, tags, columns, values };
  });
}

/** Rows in one part of an answer; a server puts the parts together and leaves their mark on it. */
const partRows = 10_000;

function isCutShort({
  partial,
  values,
}: {
  partial?: boolean;
  values: readonly unknown[];
}): boolean {
  return partial === true && values.length <= partRows;
}

async function explained(asked: Promise<unknown>, database: string): Promise<void> {
  try {
    await asked;
  } catch (error) {
    if (!(error instanceof InfluxFault)) throw error;
    throw new InfluxFault(
      `${error.reason}. This user may not make the database: let an administrator say CREATE DATABASE ${identifier(database)} and grant the user all on it.`,
      { retryable: true, status: error.status, cause: error },
    );
  }
}
