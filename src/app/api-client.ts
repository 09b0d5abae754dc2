import { setTimeout as sleep } from 'node:timers/promises';
import type { Problem } from '../contract/http.ts';
import { secondMs } from '../domain/instant.ts';

const attemptsMax = 20;
const busyWaitMs = 500;
/** Longest wait that a service may ask for before it is asked again. */
const askedWaitMsMax = 60_000;

/** Answers that are no refusal: too much to do, or asked too often. */
const isBusy = ({ status }: Response): boolean => status === 503 || status === 429;

/** As `Retry-After` says, in seconds; a short while where it is not there. */
function waitMsOf({ headers }: Response): number {
  const askedS = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isNaN(askedS) ? busyWaitMs : Math.min(askedS * secondMs, askedWaitMsMax);
}

/** A refusal of the service, in its own words. */
export class ApiRefusal extends Error {
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** Calls of a running service's `/api/v1` by a command of ours. */
export class ApiClient {
  readonly #base: string;
  readonly #headers: Record<string, string>;

  private constructor(url: string, headers: Record<string, string>) {
    this.#base = `${url.replace(/\/$/, '')}/api/v1`;
    this.#headers = headers;
  }

  static withToken(url: string, token: string): ApiClient {
    return new ApiClient(url, { authorization: `Bearer ${token}` });
  }

  /** Signs in as a person; throws where the service does not take the password. */
  static async signIn(url: string, sign: { name: string; password: string }): Promise<ApiClient> {
    const anonymous = new ApiClient(url, { origin: new URL(url).origin });
    const response = await anonymous.#send('POST', '/session', sign);
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
    return new ApiClient(url, { origin: new URL(url).origin, cookie });
  }

  async get<Body>(path: string): Promise<Body> {
    return (await (await this.#send('GET', path)).json()) as Body;
  }

  async post<Body>(path: string, body: unknown): Promise<Body> {
    return (await (await this.#send('POST', path, body)).json()) as Body;
  }

  /** A service that has too much to do, or was asked too often, is asked again, for a while. */
  async #send(method: string, path: string, body?: unknown): Promise<Response> {
    let response = await this.#fetch(method, path, body);
    for (let attempt = 1; isBusy(response) && attempt < attemptsMax; attempt += 1) {
      await sleep(waitMsOf(response));
      response = await this.#fetch(method, path, body);
    }
    if (response.ok) return response;
    const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
    const detail = problem.detail ?? `the service answered ${response.status}`;
    throw new ApiRefusal(problem.code ?? 'unknown', `${method} ${path}: ${detail}`);
  }

  async #fetch(method: string, path: string, body: unknown): Promise<Response> {
    try {
      return await fetch(`${this.#base}${path}`, {
        method,
        headers: {
          ...this.#headers,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch {
      throw new Error(`No service answers at ${this.#base}; start it, or name it with --url.`);
    }
  }
}
