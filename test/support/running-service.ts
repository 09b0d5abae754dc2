import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadConfig } from '../../src/app/config/load.ts';
import { systemSources } from '../../src/app/config/system-sources.ts';
import { type RunningService, startService } from '../../src/app/service.ts';
import { systemClock } from '../../src/app/system.ts';
import type { Log } from '../../src/service/ports.ts';

const run = promisify(execFile);

/** A county of two areas; ports are chosen by the system and the data is thrown away. */
export function testConfig(folder: string, more = ''): string {
  return `county: { id: lankao, name: 兰考县, latitude: 34.82, longitude: 114.82 }
network:
  substations: [{ id: east, name: 东变 }]
  feeders: [{ id: east-1, name: 东一线, parent: east }]
  areas:
    - { id: zhao, name: 赵庄, parent: east-1, ratingKva: 400 }
    - { id: qian, name: 钱庄, parent: east-1, ratingKva: 200 }
cooperatives:
  - { id: coop-zhao, name: 赵庄合作社, shares: { h1: 1 } }
  - { id: coop-qian, name: 钱庄合作社, shares: { h1: 1 } }
devices:
  - { id: zhao-meter, name: 总表, kind: transformer_meter, node: zhao }
  - { id: zhao-pv, name: 赵庄光伏, kind: pv, node: zhao, cooperative: coop-zhao, ratingKw: 100 }
  - { id: qian-pv, name: 钱庄光伏, kind: pv, node: qian, cooperative: coop-qian, ratingKw: 100 }
  - { id: zhao-load, name: 赵庄负荷, kind: load, node: zhao, ratingKw: 100 }
store: { folder: ${join(folder, 'data')} }
journal: { folder: ${join(folder, 'data/journal')}, maxMb: 64, segmentMb: 4 }
http: { port: 0 }
${more === '' ? 'mqtt: { mode: embedded, port: 0 }' : more}
`;
}

export const quietLog: Log = { info() {}, warn() {}, error() {} };

export interface TestService {
  readonly service: RunningService;
  readonly mqttPort: number;
  readonly api: Api;
  /** An API client for another account. */
  as(account: {
    role: 'operator' | 'cooperative' | 'viewer';
    cooperativeId: string | null;
  }): Promise<Api>;
  /** Issues a credential and publishes with `mosquitto_pub` at QoS 1, as a device would. */
  publish(
    deviceId: string,
    payload: unknown,
    options?: { topic?: string; args?: string[] },
  ): Promise<void>;
  credential(deviceId: string): Promise<{ username: string; password: string }>;
  close(): Promise<void>;
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** Calls of `/api/v1` with a bearer token. */
export interface Api {
  readonly token: string;
  readonly url: string;
  /** The caller names the shape that the answer has by its schema. */
  get<Body>(path: string): Promise<Answer<Body>>;
  post<Body>(path: string, body?: unknown): Promise<Answer<Body>>;
}

export function apiClient(url: string, token: string): Api {
  const call = async <Body>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer<Body>> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  };
  return {
    token,
    url,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
  };
}

/** Starts the real service on a folder; the same folder again is a restart. */
export async function startTestService(
  folder: string,
  options: { mqtt?: string; log?: Log; store?: string } = {},
): Promise<TestService> {
  const file = join(folder, 'paulownia.yaml');
  const text = testConfig(folder, options.mqtt);
  writeFileSync(file, text.replace(/^store: .*$/m, options.store ?? '$&'));
  const loaded = loadConfig(file, systemSources());
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault));
  const service = await startService({
    config: loaded.value,
    clock: systemClock,
    log: options.log ?? quietLog,
  });
  const tokenFor = (
    role: 'admin' | 'operator' | 'cooperative' | 'viewer',
    cooperativeId: string | null,
  ) => {
    const expiresAt = (systemClock.now() + 3_600_000) as ReturnType<typeof systemClock.now>;
    return service.accounts.issueToken({ label: 'test', role, cooperativeId, expiresAt }).token;
  };
  const mqttPort = Number(new URL(service.mqttUrl).port);
  const secrets = new Map<string, string>();
  const credential = async (deviceId: string) => {
    const known = secrets.get(deviceId);
    const password = known ?? (await service.registry.issueCredential(deviceId));
    secrets.set(deviceId, password);
    return { username: deviceId, password };
  };
  return {
    service,
    mqttPort,
    api: apiClient(service.consoleUrl, tokenFor('admin', null)),
    as: async ({ role, cooperativeId }) =>
      apiClient(service.consoleUrl, tokenFor(role, cooperativeId)),
    credential,
    async publish(deviceId, payload, { topic, args = [] } = {}) {
      const { username, password } = await credential(deviceId);
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
      await run('mosquitto_pub', [
        ...['-h', '127.0.0.1', '-p', String(mqttPort), '-u', username, '-P', password],
        ...['-q', '1', '-t', topic ?? `paulownia/v1/${deviceId}/telemetry`, '-m', text],
        ...args,
      ]);
    },
    close: () => service.close(),
  };
}

/** Asks until the answer is as wanted; fails with the last answer. */
export async function eventually<Value>(
  ask: () => Value | Promise<Value>,
  wanted: (value: Value) => boolean,
  timeoutMs = 60_000,
): Promise<Value> {
  const until = performance.now() + timeoutMs;
  let last = await ask();
  while (!wanted(last)) {
    if (performance.now() > until)
      throw new Error(`Not so after ${timeoutMs} ms: ${JSON.stringify(last)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
    last = await ask();
  }
  return last;
}
