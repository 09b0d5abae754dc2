/**
 * InfluxDB 2.x and later. Lines are written through the package `@influxdata/influxdb-client`;
 * questions go to `/query` in InfluxQL, as with 1.x, so that one builder of queries serves all.
 */
import type { Instant } from '../../domain/instant.ts';
import { type Calls, callsTo } from './http-2.ts';
import { identifier } from './influxql.ts';
import { makeMapping, retentionPolicy } from './mapping-2.ts';
import { type InfluxAnswer, seriesOf } from './queries-1.ts';
import {
  InfluxFault,
  type InfluxPredicate,
  type InfluxSeries,
  type InfluxTransport,
} from './transport.ts';
import { influx2Writer } from './writer-2.ts';

export interface Influx2Options {
  /** `http://host:port` or `https://host:port`, with the path of a proxy where there is one. */
  readonly url: string;
  readonly organisation: string;
  readonly bucket: string;
  readonly token: string;
  /** Time limits of one call, in ms; those of this file unless told. */
  readonly timeoutsMs?: Partial<typeof timeoutsMsMax>;
}

const timeoutsMsMax = { write: 20_000, query: 60_000, delete: 120_000 };

/** First and last times that InfluxDB can hold. */
const beginning = '1677-09-21T00:12:44Z';
const end = '2262-04-11T23:47:16Z';

/** Nothing is sent before the first call. */
export function influx2Transport(options: Influx2Options): InfluxTransport {
  const { organisation, bucket } = options;
  const timeoutsMs = { ...timeoutsMsMax, ...options.timeoutsMs };
  const calls = callsTo(options);
  const writer = influx2Writer({ ...options, timeoutMs: timeoutsMs.write });
  const query = (influxQl: string) => ask(calls, bucket, influxQl, timeoutsMs.query);
  return {
    prepare: () =>
      makeMapping({
        ...{ calls, organisation, bucket, timeoutMs: timeoutsMs.query },
        tryQuery: () => query('SHOW MEASUREMENTS LIMIT 1'),
      }),
    write: (lines) => writer.write(lines),
    query,
    deleteWhere: (measurement, predicate) =>
      remove(calls, options, { measurement, predicate, timeoutMs: timeoutsMs.delete }),
    diskBytes: async () => null,
    close: async () => writer.close(),
  };
}

async function ask(
  calls: Calls,
  bucket: string,
  influxQl: string,
  timeoutMs: number,
): Promise<readonly InfluxSeries[]> {
  const answer = await calls({
    method: 'POST',
    path: '/query',
    query: { db: bucket, rp: retentionPolicy, epoch: 'ms' },
    body: new URLSearchParams({ q: influxQl }),
    timeoutMs,
  });
  return seriesOf((answer ?? {}) as InfluxAnswer);
}

async function remove(
  calls: Calls,
  { organisation, bucket }: Influx2Options,
  what: { measurement: string; predicate: InfluxPredicate; timeoutMs: number },
): Promise<void> {
  const { measurement, predicate, timeoutMs } = what;
  try {
    await calls({
      method: 'POST',
      path: '/api/v2/delete',
      query: { org: organisation, bucket },
      body: deletionOf(measurement, predicate),
      timeoutMs,
    });
  } catch (error) {
    throw cannotDelete(error) ?? error;
  }
}

/** Both ends are part of what is deleted, so the last one lies before the first time that is kept. */
function deletionOf(measurement: string, { tags = {}, from, before }: InfluxPredicate): object {
  const conditions = Object.entries({ _measurement: measurement, ...tags });
  return {
    start: from === undefined ? beginning : timeText(from),
    stop: before === undefined ? end : justBefore(before),
    predicate: conditions
      .map(([name, value]) => `${identifier(name)}=${identifier(value)}`)
      .join(' AND '),
  };
}

function timeText(at: Instant): string {
  return new Date(at).toISOString();
}

/** One nanosecond before. */
function justBefore(at: Instant): string {
  return new Date(at - 1).toISOString().replace('Z', '999999Z');
}

/** InfluxDB 3 has no such call. */
function cannotDelete(error: unknown): InfluxFault | null {
  if (!(error instanceof InfluxFault) || ![404, 405, 501].includes(error.status ?? 0)) return null;
  return new InfluxFault(
    `${error.reason} Where this is InfluxDB 3: it cannot delete; give the database a retention period there.`,
    { retryable: false, status: error.status, cause: error },
  );
}
