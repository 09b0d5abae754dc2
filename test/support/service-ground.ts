import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished } from 'vitest';
import type { LatestView, QuarantineView } from '../../src/contract/http.ts';
import { instant } from '../../src/domain/instant.ts';
import { RawMqtt, type RawOptions } from './raw-mqtt.ts';
import { type Api, eventually, startTestService, type TestService } from './running-service.ts';
import { tempFolder } from './temp-folder.ts';

export interface Table {
  readonly columns: string[];
  readonly rows: (string | number | null)[][];
}

/** Cells of a table as objects, by column. */
export function records({ columns, rows }: Table): Record<string, string | number | null>[] {
  return rows.map((row) =>
    Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])),
  );
}

export function range(from: number, to: number): string {
  return `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
}

/** A running service that is closed when the test ends. */
export async function started(
  options: Parameters<typeof startTestService>[1] & { readonly folder?: string } = {},
): Promise<TestService> {
  const { folder = tempFolder(), ...rest } = options;
  const service = await startTestService(folder, rest);
  onTestFinished(() => service.close());
  return service;
}

export interface Subscriber {
  readonly messages: { readonly topic: string; readonly payload: string }[];
  /** Codes of the errors that came, in their order. */
  codes(): string[];
  stop(): void;
}

/** `mosquitto_sub`, from when the broker has confirmed its subscription. */
export async function subscribed(
  port: number,
  user: { readonly username: string; readonly password: string } | null,
  topic: string,
): Promise<Subscriber> {
  const signIn = user === null ? [] : ['-u', user.username, '-P', user.password];
  const address = ['-h', '127.0.0.1', '-p', String(port)];
  const args = [...address, ...signIn, '-t', topic, '-d', '-F', 'message %t %p'];
  // Into a pipe it would write only when its buffer is full.
  const child = spawn('stdbuf', ['-oL', 'mosquitto_sub', ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const messages: Subscriber['messages'] = [];
  const lines = createInterface({ input: child.stdout });
  const confirmed = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (line.startsWith('Subscribed')) resolve();
      const [, topic, payload] = /^message (\S+) (.*)$/.exec(line) ?? [];
      if (topic !== undefined && payload !== undefined) messages.push({ topic, payload });
    });
  });
  const stop = (): void => void child.kill();
  await Promise.race([
    confirmed,
    once(child, 'exit').then(() => Promise.reject(new Error('mosquitto_sub ended'))),
  ]);
  return {
    messages,
    codes: () => messages.map(({ payload }) => String(JSON.parse(payload).code)),
    stop,
  };
}

/** A connection of the device that speaks MQTT byte by byte. */
export async function rawDevice(
  service: TestService,
  deviceId: string,
  options: Pick<RawOptions, 'will'> = {},
): Promise<RawMqtt> {
  const raw = new RawMqtt(service.mqttPort);
  onTestFinished(() => void raw.socket.destroy());
  expect(await raw.signIn({ ...(await service.credential(deviceId)), ...options })).toBe(0);
  return raw;
}

/** Live events of a stream, newest last; the stream ends with the test. */
export async function following(
  { url, token }: Api,
  query: string,
): Promise<{ readonly status: number; readonly events: { event: string; data: unknown }[] }> {
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const response = await fetch(`${url}/api/v1/live?${query}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: ending.signal,
  });
  const events: { event: string; data: unknown }[] = [];
  if (response.status === 200) void collect(response, events).catch(() => undefined);
  return { status: response.status, events };
}

async function collect(response: Response, events: { event: string; data: unknown }[]) {
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const parts = `${text}${chunk}`.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [, event] = /^event: (.*)$/m.exec(part) ?? [];
      const [, data] = /^data: (.*)$/m.exec(part) ?? [];
      if (event !== undefined && data !== undefined) events.push({ event, data: JSON.parse(data) });
    }
  }
}

export async function quarantined(api: Api): Promise<QuarantineView[]> {
  const { body } = await api.get<{ items: QuarantineView[] }>('/quarantine?limit=200');
  return body.items;
}

let readings = 0;

/** The next good reading is taken, and the service says that all is well. */
export async function expectUnharmed(service: TestService, deviceId: string): Promise<void> {
  readings += 1;
  const powerKw = (readings % 90) + 0.5;
  await service.publish(deviceId, { measuredAt: Date.now(), values: { powerKw } });
  await eventually(
    () => service.api.get<LatestView>(`/devices/${deviceId}/latest`),
    ({ body }) => body.values.powerKw === powerKw,
  );
  expect((await service.api.get('/health/ready')).status).toBe(200);
}

export function rolledUp({ service }: TestService): Promise<void> {
  return service.core.rollUps.run(instant(Date.now()));
}
