import type { Problem } from '../../../../src/contract/http.ts';
import { observeServiceDate } from '../state/clock.ts';

/** Why an answer did not come; each kind is shown in its own words. */
export type ApiFault =
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'unauthenticated' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'not_found'; readonly code: string; readonly detail: string }
  | { readonly kind: 'rate_limited'; readonly retryAfterMs: number }
  | { readonly kind: 'problem'; readonly code: string; readonly detail: string };

export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: ApiFault };

/** A request that is not answered by then counts as unreachable, in ms. */
const requestTimeoutMs = 20_000;
const retryAfterDefaultMs = 30_000;

let onSignedOut: () => void = () => {};

/** Called whenever an answer says that the session is over. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

export function reportSignedOut(): void {
  onSignedOut();
}

async function problemOf(response: Response): Promise<Pick<Problem, 'code' | 'detail'>> {
  const unknown = { code: `http_${response.status}`, detail: `HTTP ${response.status}` };
  try {
    const body = (await response.json()) as Partial<Problem>;
    return { code: body.code ?? unknown.code, detail: body.detail ?? body.title ?? unknown.detail };
  } catch {
    return unknown;
  }
}

export async function faultOf(response: Response): Promise<ApiFault> {
  switch (response.status) {
    case 401:
      return { kind: 'unauthenticated' };
    case 403:
      return { kind: 'forbidden' };
    case 404:
      return { kind: 'not_found', ...(await problemOf(response)) };
    case 429: {
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
      return {
        kind: 'rate_limited',
        retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : retryAfterDefaultMs,
      };
    }
    case 502:
    case 504:
      return { kind: 'unreachable' };
    default:
      return { kind: 'problem', ...(await problemOf(response)) };
  }
}

interface Asking {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** For what takes longer than an answer usually may. */
  readonly timeoutMs?: number;
}

/** Asks the service. An aborted request answers `unreachable`; whoever aborted it does not look. */
export async function ask<Value>(path: string, asking: Asking = {}): Promise<Answer<Value>> {
  const timeout = AbortSignal.timeout(asking.timeoutMs ?? requestTimeoutMs);
  let response: Response;
  try {
    response = await fetch(path, {
      method: asking.method ?? 'GET',
      headers: {
        accept: 'application/json',
        ...(asking.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(asking.body === undefined ? {} : { body: JSON.stringify(asking.body) }),
      signal: asking.signal === undefined ? timeout : AbortSignal.any([timeout, asking.signal]),
    });
  } catch {
    return { ok: false, fault: { kind: 'unreachable' } };
  }
  observeServiceDate(response.headers.get('date'));
  if (!response.ok) return { ok: false, fault: await faultOf(response) };
  if (response.status === 204) return { ok: true, value: undefined as Value };
  try {
    return { ok: true, value: (await response.json()) as Value };
  } catch {
    return { ok: false, fault: { kind: 'unreadable' } };
  }
}

/** Like `ask`, for everything but signing in: a session that is over sends the person to sign in again. */
export async function askSignedIn<Value>(
  path: string,
  asking: Asking = {},
): Promise<Answer<Value>> {
  const answer = await ask<Value>(path, asking);
  if (!answer.ok && answer.fault.kind === 'unauthenticated') reportSignedOut();
  return answer;
}
