import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a server, or the proxy before it, does to a request. */
export type HttpFault =
  | { readonly type: 'answers'; readonly status: number; readonly body: string }
  /** Takes the request and never answers. */
  | { readonly type: 'hangs' }
  /** Lets the server do it, and breaks the connection in the middle of the answer. */
  | { readonly type: 'breaks' };

export interface FaultyHttp {
  readonly url: string;
  /** What happens to a request; null lets it through. Told its address and its body. */
  fault: (address: string, body: string) => HttpFault | null;
  /** Requests that a fault has met so far. */
  readonly met: () => number;
  /** Ends all that hangs, by breaking the connection. */
  mend(): void;
}

/** A proxy before a server of HTTP on this machine, in which a test can make things go wrong. */
export async function faultyHttp(targetPort: number): Promise<FaultyHttp> {
  const hanging = new Set<ServerResponse>();
  let met = 0;
  const server = createServer((asked, answer) => void serve(asked, answer));
  const proxy: FaultyHttp = {
    url: '',
    fault: () => null,
    met: () => met,
    mend: () => {
      proxy.fault = () => null;
      for (const answer of hanging) answer.destroy();
      hanging.clear();
    },
  };

  async function serve(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of asked) parts.push(part);
    const body = Buffer.concat(parts);
    const fault = proxy.fault(asked.url ?? '', body.toString());
    if (fault !== null) met += 1;
    switch (fault?.type) {
      case 'answers':
        answer.writeHead(fault.status, { 'content-type': 'application/json' }).end(fault.body);
        return;
      case 'hangs':
        hanging.add(answer);
        return;
      default:
        forward(asked, body, answer, fault !== null);
    }
  }

  function forward(
    { method, url, headers }: IncomingMessage,
    body: Buffer,
    answer: ServerResponse,
    breaks: boolean,
  ): void {
    const target = { host: '127.0.0.1', port: targetPort, method, path: url, headers };
    const call = request(target, async (response) => {
      if (breaks) {
        for await (const _ of response);
        answer.writeHead(200, { 'content-length': 1_000 }).write('{"half', () => answer.destroy());
        return;
      }
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    call.on('error', () => answer.destroy());
    call.end(body);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
}
