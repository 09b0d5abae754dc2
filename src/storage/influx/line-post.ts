/** Requests on connections that are kept open: the cheapest way to hand over lines. */
import { Agent, type IncomingMessage, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { InfluxFault, writeFaultOf } from './transport.ts';

/** What is read of an answer; the reason of a fault stands at its beginning. */
const answerCharsMax = 10_000;

/** Requests beyond it wait for a connection, within their time limit. */
const connectionsMax = 2;

export interface LinePost {
  /** Resolves at any status of success; rejects with an `InfluxFault`. */
  post(lines: Uint8Array): Promise<void>;
  close(): void;
}

export function linePost(options: {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** From the first byte sent to the last one received. */
  readonly timeoutMs: number;
}): LinePost {
  const { url, headers, timeoutMs } = options;
  const isTls = url.protocol === 'https:';
  const agent = new (isTls ? TlsAgent : Agent)({ keepAlive: true, maxSockets: connectionsMax });
  const send = isTls ? tlsRequest : request;

  function post(lines: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const lost = (cause: unknown) => reject(connectionFault(cause, timeoutMs));
      const call = send(url, {
        method: 'POST',
        agent,
        signal: AbortSignal.timeout(timeoutMs),
        headers: { ...headers, 'content-length': lines.byteLength },
      });
      call.on('error', lost);
      call.on('response', (response) => {
        textOf(response).then((text) => {
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve();
          else reject(writeFaultOf(status, reasonIn(text, status)));
        }, lost);
      });
      call.end(lines);
    });
  }

  return { post, close: () => agent.destroy() };
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const part of response) {
    if (text.length < answerCharsMax) text += part;
  }
  return text;
}

/** The server's own words, which come as `{"error": …}` or, from a proxy, as any text. */
export function reasonIn(text: string, status: number): string {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    if (typeof error === 'string') return error;
  } catch {
    // Not JSON: the text itself is the reason.
  }
  const words = text.trim();
  return words === '' ? `InfluxDB answered with status ${status}.` : words;
}

/** A call that got no whole answer. */
export function connectionFault(cause: unknown, timeoutMs: number): InfluxFault {
  const isLate = cause instanceof Error && ['AbortError', 'TimeoutError'].includes(cause.name);
  const reason = isLate
    ? `InfluxDB did not answer within ${timeoutMs / 1_000} s.`
    : `InfluxDB cannot be reached: ${wordsOf(cause)}`;
  return new InfluxFault(reason, { retryable: true, cause });
}

/** Where several addresses were tried, the outer error says nothing. */
function wordsOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(wordsOf).join(', ');
  return cause instanceof Error ? cause.message : String(cause);
}
