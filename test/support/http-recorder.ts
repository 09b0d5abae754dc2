/** A small HTTP server that answers as it is told and remembers what it was asked. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  /** Unpacked where it came packed. */
  readonly body: string;
}

export interface RecordedAnswer {
  readonly status: number;
  /** An object is sent as JSON. */
  readonly body?: string | object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Null never answers; `cut` breaks the connection off. */
export type Answerer = (request: RecordedRequest) => RecordedAnswer | null | 'cut' | 'cut_within';

export interface HttpRecorder {
  readonly url: string;
  readonly requests: RecordedRequest[];
  /** Connections that are open just now. */
  connections(): Promise<number>;
}

export async function startRecorder(answer: Answerer): Promise<HttpRecorder> {
  const requests: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    void recorded(request).then((one) => {
      requests.push(one);
      send(answer(one), response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      }),
  };
}

async function recorded(request: IncomingMessage): Promise<RecordedRequest> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const bytes = Buffer.concat(parts);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const isPacked = request.headers['content-encoding'] === 'gzip';
  return {
    method: request.method ?? '',
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: request.headers,
    body: (isPacked ? gunzipSync(bytes) : bytes).toString('utf8'),
  };
}

function send(answer: ReturnType<Answerer>, response: ServerResponse): void {
  if (answer === null) return;
  if (answer === 'cut') {
    response.socket?.destroy();
    return;
  }
  if (answer === 'cut_within') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"results":', () => response.socket?.destroy());
    return;
  }
  const { status, body = '', headers = {} } = answer;
  const isJson = typeof body === 'object';
  response.writeHead(status, isJson ? { 'content-type': 'application/json', ...headers } : headers);
  response.end(isJson ? JSON.stringify(body) : body);
}
