/**
 * InfluxDB 1.x. Databases are made and queries asked through the package `influx`; lines are built
 * by us and posted as they are, since the package would build them again from objects.
 */

import { deletion, identifier, stringLiteral, timeBefore, timeFrom } from './influxql.ts';
import { linePost } from './line-post.ts';
import { influx1Queries } from './queries-1.ts';
import type { InfluxPredicate, InfluxSeries, InfluxTransport } from './transport.ts';

export interface Influx1Options {
  /** `http://host:port` or `https://host:port`. */
  readonly url: string;
  readonly database: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Time limits of one call, in ms; those of this file unless told. */
  readonly timeoutsMs?: Partial<typeof timeoutsMsMax>;
}

const timeoutsMsMax = { write: 20_000, query: 60_000, delete: 120_000 };

/** Nothing is sent before the first call. */
export function influx1Transport(options: Influx1Options): InfluxTransport {
  const timeoutsMs = { ...timeoutsMsMax, ...options.timeoutsMs };
  const queries = influx1Queries(options);
  const writer = linePost({
    url: writeUrl(options),
    headers: authorization(options),
    timeoutMs: timeoutsMs.write,
  });
  return {
    prepare: () => queries.makeDatabase(timeoutsMs.query),
    write: (lines) => writer.post(lines),
    query: (influxQl) => queries.ask(influxQl, timeoutsMs.query),
    deleteWhere: async (measurement, predicate) => {
      await queries.ask(deletion(measurement, conditionsOf(predicate)), timeoutsMs.delete);
    },
    diskBytes: async () =>
      diskBytesOf(await queries.ask("SHOW STATS FOR 'shard'", timeoutsMs.query), options.database),
    close: async () => {
      writer.close();
      queries.close();
    },
  };
}

function writeUrl({ url, database }: Influx1Options): URL {
  const target = new URL('/write', url);
  target.search = new URLSearchParams({ db: database, precision: 'ms' }).toString();
  return target;
}

function authorization({ username, password = '' }: Influx1Options): Record<string, string> {
  if (username === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

function conditionsOf({ tags = {}, from, before }: InfluxPredicate): string[] {
  return [
    ...Object.entries(tags).map(([name, value]) => `${identifier(name)} = ${stringLiteral(value)}`),
    ...(from === undefined ? [] : [timeFrom(from)]),
    ...(before === undefined ? [] : [timeBefore(before)]),
  ];
}

/** The server keeps its data in shards, each of which says what it takes. */
function diskBytesOf(shards: readonly InfluxSeries[], database: string): number {
  return shards
    .filter(({ tags }) => tags.database === database)
    .map(({ columns, values }) => Number(values[0]?.[columns.indexOf('diskBytes')]))
    .filter(Number.isFinite)
    .reduce((sum, bytes) => sum + bytes, 0);
}
