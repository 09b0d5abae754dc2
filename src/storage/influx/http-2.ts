/** Calls of the HTTP interface of InfluxDB 2.x and later, other than writing. */
import { connectionFault, reasonIn } from './line-post.ts';
import { type InfluxFault, writeFaultOf } from './transport.ts';

export interface Call {
  readonly method: 'GET' | 'POST';
  /** Without the address of the server. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: URLSearchParams | object;
  readonly timeoutMs: number;
}

export type Calls = (call: Call) => Promise<unknown>;

/** Answers what the server says, as JSON; undefined where it says nothing. Rejects with an `InfluxFault`. */
export function callsTo({ url, token }: { url: string; token: string }): Calls {
  return async ({ method, path, query = {}, body, timeoutMs }) => {
    const target = addressOf(url, path, query);
    let status: number;
    let text: string;
    try {
      const response = await fetch(target, {
        method,
        headers: { authorization: `Token ${token}`, accept: 'application/json', ...typeOf(body) },
        ...bodyOf(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      status = response.status;
      text = await response.text();
    } catch (error) {
      throw connectionFault(causeOf(error), timeoutMs);
    }
    if (status < 200 || status >= 300) throw faultOfAnswer(status, text);
    return text === '' ? undefined : parsed(text, status);
  };
}

/** A server may stand below a path of its proxy. */
export function addressOf(url: string, path: string, query: Readonly<Record<string, string>>): URL {
  const address = new URL(url.replace(/\/+$/, '') + path);
  address.search = new URLSearchParams(query).toString();
  return address;
}

export function faultOfAnswer(status: number, text: string): InfluxFault {
  return writeFaultOf(status, messageIn(text) ?? reasonIn(text, status));
}

function bodyOf(body: Call['body']): Pick<RequestInit, 'body'> {
  if (body === undefined) return {};
  return { body: body instanceof URLSearchParams ? body : JSON.stringify(body) };
}

function typeOf(body: Call['body']): Record<string, string> {
  return body === undefined || body instanceof URLSearchParams
    ? {}
    : { 'content-type': 'application/json' };
}

/** Since 2.0 faults come as `{"code": …, "message": …}`. */
function messageIn(text: string): string | null {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : null;
  } catch {
    return null;
  }
}

/** What answers something else with success is no InfluxDB, but a proxy or a page of a portal. */
function parsed(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw writeFaultOf(status, `This is no answer of InfluxDB: ${text.slice(0, 200)}`);
  }
}

/** `fetch` hides why it failed one level down. */
function causeOf(error: unknown): unknown {
  return error instanceof TypeError && error.cause !== undefined ? error.cause : error;
}
