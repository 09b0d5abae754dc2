/**
 * The HTTP interface of InfluxDB 2.x, as it is documented, before a real InfluxDB 1.x: what is
 * written and asked through it is kept and answered by a real server.
 */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { stringLiteral } from '../../src/storage/influx/influxql.ts';
import type { InfluxdbProcess } from './influxdb-process.ts';

const token = 'Token gateway';
export const gatewayToken = 'gateway';

interface Answer {
  readonly status: number;
  readonly body?: object;
  /** JSON as it came, since reading it would lose the sign of zeros. */
  readonly text?: string;
}

interface Asked {
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

type Handler = (asked: Asked) => Promise<Answer>;

export interface Gateway {
  readonly url: string;
  close(): void;
}

export async function startGateway(server: InfluxdbProcess): Promise<Gateway> {
  const handlers = handlersBefore(server);
  const gateway = createServer((request, response) => {
    void answerTo(request, handlers).then((answer) => send(answer, response));
  }).listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  return {
    url: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`,
    close: () => {
      gateway.closeAllConnections();
      gateway.close();
    },
  };
}

function handlersBefore(server: InfluxdbProcess): Readonly<Record<string, Handler>> {
  return {
    'POST /api/v2/write': (asked) => write(server, asked),
    'POST /query': (asked) => query(server, asked),
    'POST /api/v2/delete': (asked) => remove(server, asked),
    'GET /api/v2/buckets': async ({ query: of }) => {
      const name = of.get('name') ?? '';
      return { status: 200, body: { buckets: [{ id: `id of ${name}`, name }] } };
    },
    'GET /api/v2/dbrps': async () => ({ status: 200, body: { content: [] } }),
    'POST /api/v2/dbrps': async ({ body }) => {
      const mapping = JSON.parse(body.toString('utf8'));
      await server.ask('', `CREATE DATABASE "${mapping.database}"`);
      return { status: 201, body: mapping };
    },
  };
}

async function answerTo(
  request: IncomingMessage,
  handlers: Readonly<Record<string, Handler>>,
): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const bytes = Buffer.concat(parts);
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
  if (request.headers.authorization !== token) {
    return { status: 401, body: { code: 'unauthorized', message: 'unauthorized access' } };
  }
  const handler = handlers[`${request.method} ${pathname}`];
  return handler === undefined ? { status: 404 } : handler({ query: searchParams, body });
}

function send({ status, body, text = '' }: Answer, response: ServerResponse): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? text : JSON.stringify(body));
}

async function write({ url }: InfluxdbProcess, { query: of, body }: Asked): Promise<Answer> {
  const where = new URLSearchParams({
    db: of.get('bucket') ?? '',
    precision: of.get('precision') ?? '',
  });
  const answer = await fetch(`${url}/write?${where}`, {
    method: 'POST',
    body: new Uint8Array(body),
  });
  if (answer.ok) return { status: 204 };
  const { error } = (await answer.json()) as { error: string };
  return error.startsWith('partial write')
    ? { status: 422, body: { code: 'unprocessable entity', message: `failure writing: ${error}` } }
    : { status: answer.status, body: { code: 'invalid', message: error } };
}

async function query({ url }: InfluxdbProcess, { query: of, body }: Asked): Promise<Answer> {
  // The retention policy is 'autogen' on both sides.
  const answer = await fetch(`${url}/query?${of}`, {
    method: 'POST',
    body: new URLSearchParams(body.toString('utf8')),
  });
  return { status: answer.status, text: await answer.text() };
}

async function remove(server: InfluxdbProcess, { query: of, body }: Asked): Promise<Answer> {
  const { start, stop, predicate } = JSON.parse(body.toString('utf8'));
  const quoted = '"(?:[^"\\\\]|\\\\.)*"';
  const conditions = [...predicate.matchAll(new RegExp(`(${quoted})=(${quoted})`, 'g'))];
  const measurement = conditions.find(([, name]) => name === '"_measurement"')?.[2];
  const where = conditions
    .filter(([, name]) => name !== '"_measurement"')
    .map(([, name, value]) => `${name} = ${stringLiteral(unquoted(value))}`);
  const times = [`time >= '${start}'`, `time <= '${stop}'`];
  await server.ask(
    of.get('bucket') ?? '',
    `DELETE FROM ${measurement} WHERE ${[...where, ...times].join(' AND ')}`,
  );
  return { status: 204 };
}

function unquoted(identifier: string): string {
  return identifier.slice(1, -1).replace(/\\(.)/g, (_, char) => (char === 'n' ? '\n' : char));
}
