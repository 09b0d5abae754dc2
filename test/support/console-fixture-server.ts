/** Serves the built console and a made-up county in the shapes of the real service, for browser tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceView, QuarantineView } from '../../src/contract/http.ts';
import type { User } from '../../src/contract/http-accounts.ts';
import type { Readiness } from '../../src/contract/http-health.ts';
import { fixtureDevices, fixtureMembers, fixtureTopology } from './console-fixture-county.ts';
import {
  fixtureCurve,
  fixtureDetail,
  fixtureDeviceView,
  fixtureLatest,
  fixtureNodeNow,
  fixtureReadings,
} from './console-fixture-day.ts';
import { bodyOf, demandBuiltConsole, sendConsoleFile } from './console-fixture-files.ts';
import { FixtureForecasts } from './console-fixture-forecasts.ts';
import { fixtureJudged, fixtureRun } from './console-fixture-scores.ts';

export const fixturePassword = 'lankao-spring-2026';

const users = {
  operator: { name: 'operator', role: 'operator', cooperativeId: null },
  viewer: { name: 'viewer', role: 'viewer', cooperativeId: null },
  tonghua: { name: 'tonghua', role: 'cooperative', cooperativeId: 'tonghua-coop' },
} as const satisfies Record<string, User>;
export type FixtureAccount = keyof typeof users;

interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

interface Stream {
  readonly node: string | null;
  readonly device: string | null;
  readonly response: ServerResponse;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
  readonly user: User | null;
}

/** A service of which nothing needs to be said. */
export const allWell: Readiness = {
  ready: true,
  parts: [],
  store: { awaySince: null, backlogMessages: 12, drainS: 1 },
};

function problem(status: number, code: string, detail: string): Reply {
  return { status, body: { type: 'about:blank', title: code, status, code, detail } };
}

export class ConsoleFixture {
  /** The county's present, UTC epoch ms; the tests' browser clock stands at the same moment. */
  now: number;
  quarantine: QuarantineView[] = [];
  health: Readiness = allWell;
  origin = '';
  readonly #folder = mkdtempSync(join(tmpdir(), 'paulownia-forecasts-'));
  readonly forecasts = new FixtureForecasts(this.#folder, () => this.now);
  readonly #sessions = new Map<string, User>();
  readonly #faults: { pattern: RegExp; reply: Reply | 'cut' }[] = [];
  readonly #streams = new Set<Stream>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #eventId = 1_000;
  /** `Last-Event-ID` of every stream that was opened. */
  readonly resumedFrom: (string | null)[] = [];
  /** Method and address of every request to the interface. */
  readonly asked: string[] = [];

  constructor(now: number) {
    this.now = now;
  }

  async open(): Promise<void> {
    demandBuiltConsole();
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.endStreams();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    this.forecasts.close();
    rmSync(this.#folder, { recursive: true });
  }

  /** Answers what matches with a fault until `heal`; `cut` drops the connection. */
  fail(pattern: RegExp, reply: Reply | 'cut'): void {
    this.#faults.push({ pattern, reply });
  }

  heal(): void {
    this.#faults.length = 0;
  }

  /** A session cookie of an account, for pages that begin signed in. */
  sessionOf(name: FixtureAccount): string {
    const id = `s${this.#sessions.size + 1}-${name}`;
    this.#sessions.set(id, users[name]);
    return id;
  }

  endSessions(): void {
    this.#sessions.clear();
  }

  endStreams(): void {
    for (const { response } of this.#streams) response.destroy();
    this.#streams.clear();
  }

  /** Sends every open stream what its place or device does now, with some values changed. */
  push(change: Record<string, unknown> = {}): void {
    for (const stream of this.#streams) {
      if (stream.node !== null) {
        this.#send(stream, 'node', { ...fixtureNodeNow(stream.node, this.now), ...change });
      }
      this.#sendDevice(stream);
    }
  }

  pushStale(): void {
    for (const stream of this.#streams) this.#send(stream, 'stale', {});
  }

  #sendDevice(stream: Stream): void {
    const device = fixtureDevices.find(({ id }) => id === stream.device);
    if (device !== undefined) this.#send(stream, 'device', fixtureLatest(device, this.now));
  }

  #send(stream: Stream, event: string, data: unknown): void {
    this.#eventId += 1;
    stream.response.write(
      `id: ${this.#eventId}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
    );
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fixture');
    response.sendDate = false;
    response.setHeader('date', new Date(this.now).toUTCString());
    const fault = this.#faults.find(({ pattern }) =>
      pattern.test(`${request.method} ${url.pathname}${url.search}`),
    );
    if (fault?.reply === 'cut') return void request.socket.destroy();
    if (fault !== undefined) return this.#reply(response, fault.reply as Reply);
    if (!url.pathname.startsWith('/api/')) return sendConsoleFile(url.pathname, response);
    this.asked.push(`${request.method} ${url.pathname}${url.search}`);
    const user =
      this.#sessions.get(/session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '') ?? null;
    const asked: Asked = {
      method: request.method ?? 'GET',
      path: url.pathname.replace('/api/v1/', ''),
      query: url.searchParams,
      body: await bodyOf(request),
      user,
    };
    if (asked.path === 'live' && user !== null) return this.#live(asked, request, response);
    this.#reply(response, this.#answer(asked));
  }

  #reply(response: ServerResponse, reply: Reply): void {
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
  }

  #live(asked: Asked, request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const stream = { node: asked.query.get('node'), device: asked.query.get('device'), response };
    this.resumedFrom.push((request.headers['last-event-id'] as string | undefined) ?? null);
    this.#streams.add(stream);
    response.on('close', () => this.#streams.delete(stream));
    if (stream.node !== null) this.#send(stream, 'node', fixtureNodeNow(stream.node, this.now));
    this.#sendDevice(stream);
  }

  #node(id: string, what: string, asked: Asked): Reply {
    switch (what) {
      case 'forecast':
        return this.forecasts.answer(id, asked.query, asked.user?.cooperativeId ?? null);
      case 'forecast-score':
      case 'forecast-model':
        return { status: 200, body: fixtureJudged(id, what, asked.query) };
      default:
        return this.#curve(id, asked);
    }
  }

  #answer(asked: Asked): Reply {
    if (asked.path === 'session') return this.#session(asked);
    if (asked.user === null) return problem(401, 'unauthenticated', 'Sign in first.');
    const [room = '', id = '', what = ''] = asked.path.split('/').map(decodeURIComponent);
    if (room === 'health') return { status: 200, body: this.health };
    if (room === 'topology') return { status: 200, body: fixtureTopology };
    if (room === 'devices') return id === '' ? this.#devices(asked) : this.#device(id, what, asked);
    if (room === 'nodes') return this.#node(id, what, asked);
    if (room === 'forecasts:run') return { status: 201, body: fixtureRun(this.now) };
    if (room === 'quarantine') return this.#quarantined(id, asked);
    return problem(404, 'unknown_route', 'There is nothing here.');
  }

  #session(asked: Asked): Reply {
    if (asked.method === 'DELETE') {
      this.#sessions.clear();
      return { status: 204 };
    }
    if (asked.method === 'GET') {
      return asked.user === null
        ? problem(401, 'unauthenticated', 'Sign in first.')
        : { status: 200, body: asked.user };
    }
    const user = Object.values<User>(users).find(({ name }) => name === asked.body.name);
    if (user === undefined || asked.body.password !== fixturePassword) {
      return problem(401, 'bad_credentials', 'The name or the password is wrong.');
    }
    const id = this.sessionOf(user.name as FixtureAccount);
    const cookie = `session=${id}; Path=/; HttpOnly; SameSite=Strict`;
    return { status: 200, body: user, headers: { 'set-cookie': cookie } };
  }

  #devices({ query }: Asked): Reply {
    const search = query.get('search')?.toLowerCase() ?? '';
    const place = query.get('node') ?? query.get('cooperative');
    const matching = (place === null ? fixtureDevices : (fixtureMembers(place) ?? [])).filter(
      (device: DeviceView) =>
        (device.id.includes(search) || device.name.includes(search)) &&
        (query.get('kind') ?? device.kind) === device.kind &&
        (query.get('state') ?? device.state) === device.state,
    );
    const offset = Number(query.get('offset') ?? 0);
    const items = matching.slice(offset, offset + Number(query.get('limit') ?? 100));
    return {
      status: 200,
      body: {
        total: matching.length,
        items: items.map((device) => fixtureDeviceView(device, this.now)),
      },
    };
  }

  #device(id: string, what: string, asked: Asked): Reply {
    const device = fixtureDevices.find((candidate) => candidate.id === id);
    if (device === undefined) return problem(404, 'unknown_device', `There is no device ${id}.`);
    if (what === 'latest') return { status: 200, body: fixtureLatest(device, this.now) };
    if (what === 'readings')
      return { status: 200, body: fixtureReadings(device, this.#span(asked)) };
    return { status: 200, body: fixtureDetail(device, this.now) };
  }

  #span({ query }: Asked): { from: number; to: number; resolution: string; now: number } {
    return {
      from: Date.parse(query.get('from') ?? ''),
      to: Date.parse(query.get('to') ?? ''),
      resolution: query.get('resolution') ?? '15m',
      now: this.now,
    };
  }

  #curve(id: string, asked: Asked): Reply {
    return fixtureMembers(id) === null
      ? problem(404, 'unknown_node', `There is no node ${id}.`)
      : { status: 200, body: fixtureCurve(id, this.#span(asked)) };
  }

  #quarantined(id: string, { query, user, method }: Asked): Reply {
    const isAllowed = method === 'POST' ? user?.role === 'operator' : user?.role !== 'cooperative';
    if (!isAllowed) return problem(403, 'not_allowed', 'This account may not.');
    if (id !== '') {
      const entry = this.quarantine.find((candidate) => candidate.id === Number(id));
      const accepted = entry?.code === 'unknown_device';
      return {
        status: 200,
        body: accepted
          ? { accepted, code: null, detail: null }
          : { accepted, code: entry?.code, detail: entry?.detail },
      };
    }
    const before = Number(query.get('before') ?? Number.POSITIVE_INFINITY);
    const code = query.get('code');
    const items = this.quarantine
      .filter((entry) => entry.id < before && (code === null || entry.code === code))
      .slice(0, Number(query.get('limit') ?? 50));
    return {
      status: 200,
      body: { kept: this.quarantine.length, added: this.quarantine.length + 3, dropped: 3, items },
    };
  }
}
