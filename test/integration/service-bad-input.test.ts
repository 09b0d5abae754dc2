import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { LatestView } from '../../src/contract/http.ts';
import { publishPacket, rawPublish } from '../support/raw-mqtt.ts';
import { eventually, startTestService, type TestService } from '../support/running-service.ts';
import {
  expectUnharmed,
  quarantined,
  rawDevice,
  type Subscriber,
  subscribed,
} from '../support/service-ground.ts';

const run = promisify(execFile);
const telemetryOf = (id: string) => `paulownia/v1/${id}/telemetry`;
const errorOf = (id: string) => `paulownia/v1/${id}/error`;

let folder: string;
let service: TestService;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paulownia-test-'));
  writeFileSync(join(folder, 'secret'), 'of-the-tool');
  const tools = `tools: [{ name: tool, mayPublish: ['paulownia/v1/+/telemetry'], maySubscribe: ['paulownia/v1/+/error'], password: { file: secret } }]`;
  service = await startTestService(folder, { mqtt: `mqtt: { mode: embedded, port: 0 }\n${tools}` });
});

afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

async function errorsOf(deviceId: string): Promise<Subscriber> {
  const user = await service.credential(deviceId);
  return subscribed(service.mqttPort, user, errorOf(deviceId));
}

/** Publishes the bytes with `mosquitto_pub`; that the broker closes the connection is no failure. */
async function publishBytes(deviceId: string, payload: Buffer): Promise<void> {
  const file = join(folder, 'payload');
  writeFileSync(file, payload);
  const { username, password } = await service.credential(deviceId);
  const address = ['-h', '127.0.0.1', '-p', String(service.mqttPort), '-u', username];
  const args = [...address, '-P', password, '-q', '1', '-t', telemetryOf(deviceId), '-f', file];
  await run('mosquitto_pub', args, { timeout: 10_000 }).catch(() => undefined);
}

/** The newest entry of quarantine and the newest error of the device are about what was just sent. */
async function expectAnswered(
  deviceId: string,
  { sentAt, errors, entry }: { sentAt: number; errors: Subscriber; entry: object },
): Promise<void> {
  const newest = await eventually(
    async () => (await quarantined(service.api))[0],
    (found) => found !== undefined && Date.parse(found.at) >= sentAt,
  );
  expect(newest).toMatchObject({ ...entry, deviceId });
  expect(newest?.detail.length).toBeGreaterThan(10);
  await eventually(
    () => errors.codes().at(-1),
    (code) => code === newest?.code,
  );
  await expectUnharmed(service, deviceId);
}

describe('a payload that cannot be read', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  let errors: Subscriber;
  beforeAll(async () => {
    errors = await errorsOf('zhao-pv');
  });
  afterAll(() => errors.stop());

  test.each([
    ['malformed JSON', '{"values":{"powerKw":1', 'malformed_json'],
    ['nothing', '', 'malformed_json'],
    ['NaN, which is no JSON', '{"values":{"powerKw":NaN}}', 'malformed_json'],
    ['a word', 'hello', 'malformed_json'],
    ['text where a number belongs', '{"values":{"powerKw":"12"}}', 'wrong_type'],
    ['an array where an object belongs', '{"values":[1,2]}', 'wrong_type'],
    ['an unknown point', '{"values":{"powerMw":1}}', 'unknown_point'],
    ['a point of the language', '{"values":{"__proto__":1}}', 'unknown_point'],
    ['1e308', '{"values":{"powerKw":1e308}}', 'not_finite'],
    ['more than a double holds', '{"values":{"powerKw":1e999}}', 'not_finite'],
    ['a time that is none', '{"measuredAt":"yesterday","values":{"powerKw":1}}', 'bad_time'],
    ['invalid UTF-8', Buffer.from('{"values":{"powerKw":1,"\xff":2}}', 'latin1'), 'invalid_utf8'],
    ['nesting that is too deep', nested(10), 'too_deep'],
    ['nesting beyond any stack', nested(100_000), 'too_deep'],
    ['a key that comes twice', '{"values":{"powerKw":1,"powerKw":2}}', 'duplicate_key'],
  ])('%s is answered, kept and harms nobody', async (_, payload, code) => {
    const sentAt = Date.now();
    await publishBytes('zhao-pv', Buffer.from(payload));
    const entry = { code, topic: telemetryOf('zhao-pv') };
    await expectAnswered('zhao-pv', { sentAt, errors, entry });
  });

  test('10 MB are answered, though nobody reads them', async () => {
    const sentAt = Date.now();
    await publishBytes('zhao-pv', Buffer.alloc(10 * 1_024 * 1_024, ' '));
    const entry = { code: 'packet_too_large', topic: telemetryOf('zhao-pv') };
    await expectAnswered('zhao-pv', { sentAt, errors, entry });
  });
});

describe('a topic on which the device has nothing to say', () => {
  let errors: Subscriber;
  beforeAll(async () => {
    errors = await errorsOf('qian-pv');
  });
  afterAll(() => errors.stop());

  test.each([
    ['of another device', telemetryOf('zhao-pv'), 'foreign_topic'],
    ['with an empty level', telemetryOf(''), 'foreign_topic'],
    ['below its own', `${telemetryOf('qian-pv')}/more`, 'foreign_topic'],
    ['with a wildcard', telemetryOf('+'), 'protocol_error'],
    ['that takes in everything', '#', 'protocol_error'],
    ['that is empty', '', 'protocol_error'],
  ])('%s is refused, answered and harms nobody', async (_, topic, code) => {
    const sentAt = Date.now();
    const raw = await rawDevice(service, 'qian-pv');
    raw.socket.write(rawPublish(topic, '{"values":{"powerKw":77.7}}'));
    await raw.closed;
    await expectAnswered('qian-pv', { sentAt, errors, entry: { code, topic } });
    expect(raw.count('puback')).toBe(0);
    const { body } = await service.api.get<LatestView>('/devices/zhao-pv/latest');
    expect(body.values.powerKw).not.toBe(77.7);
  });

  test('cannot be slipped in by a replay', async () => {
    const raw = await rawDevice(service, 'qian-pv');
    raw.socket.write(publishPacket(telemetryOf('zhao-pv'), '{"values":{"powerKw":77.7}}', 5));
    await raw.closed;
    const [entry] = await eventually(
      () => quarantined(service.api),
      ([newest]) => newest?.code === 'foreign_topic',
    );
    const replayed = await service.api.post(`/quarantine/${entry?.id}/replay`);
    expect(replayed.body).toMatchObject({ accepted: false, code: 'foreign_topic' });
  });
});

describe('a device that is not known', () => {
  const device = (id: string, facts: object = {}) => ({
    ...{ id, name: id, kind: 'pv', nodeId: 'qian', ratingKw: 50 },
    ...facts,
  });
  const entryOf = (part: string) =>
    eventually(
      async () =>
        (await quarantined(service.api)).find(
          ({ code, detail }) => code === 'unknown_device' && detail.includes(part),
        ),
      (entry) => entry !== undefined,
    );

  test('is told so, and heard once it is registered and its message is replayed', async () => {
    const user = { username: 'tool', password: 'of-the-tool' };
    const errors = await subscribed(service.mqttPort, user, errorOf('+'));
    onTestFinished(() => errors.stop());
    const measuredAt = Date.now();
    const payload = JSON.stringify({ measuredAt, values: { powerKw: 21.5 } });
    const address = ['-h', '127.0.0.1', '-p', String(service.mqttPort), '-q', '1'];
    const signIn = ['-u', user.username, '-P', user.password];
    await run('mosquitto_pub', [...address, ...signIn, '-t', telemetryOf('ghost'), '-m', payload]);
    const entry = await entryOf('ghost');
    expect(entry).toMatchObject({ deviceId: 'ghost', topic: telemetryOf('ghost') });
    await eventually(
      () => errors.messages.at(-1)?.topic,
      (topic) => topic === errorOf('ghost'),
    );

    const replay = () => service.api.post<object>(`/quarantine/${entry?.id}/replay`);
    expect((await replay()).body).toMatchObject({ accepted: false, code: 'unknown_device' });
    expect((await service.api.post('/devices', device('ghost'))).status).toBe(201);
    expect((await replay()).body).toMatchObject({ accepted: true });
    await eventually(
      () => service.api.get<LatestView>('/devices/ghost/latest'),
      ({ body }) => body.values.powerKw === 21.5,
    );
    const again = (await quarantined(service.api)).find(({ id }) => id === entry?.id);
    expect(again?.replayedAt).not.toBeNull();
  });

  test('does not cost the other devices in the message of its gateway', async () => {
    const profile = { profile: 'flat-gateway' };
    for (const id of ['gateway', 'roof-1']) {
      expect((await service.api.post('/devices', device(id, profile))).status).toBe(201);
    }
    const errors = await errorsOf('gateway');
    onTestFinished(() => errors.stop());
    const time = Date.now();
    const flat = { time, 'roof-1/powerKw': 11, 'roof-2/powerKw': 12, 'roof-2/voltageV': 231 };
    await service.publish('gateway', flat, { topic: 'gateways/gateway/flat' });
    await eventually(
      () => service.api.get<LatestView>('/devices/roof-1/latest'),
      ({ body }) => body.values.powerKw === 11,
    );
    const entry = await entryOf('roof-2');
    expect(entry?.deviceId).toBe('gateway');
    expect(errors.codes()).toEqual(['unknown_device']);

    await service.api.post('/devices', device('roof-2', profile));
    const replayed = await service.api.post(`/quarantine/${entry?.id}/replay`);
    expect(replayed.body).toMatchObject({ accepted: true });
    const { body } = await eventually(
      () => service.api.get<LatestView>('/devices/roof-2/latest'),
      ({ body }) => body.values.powerKw === 12,
    );
    expect(body).toMatchObject({ measuredAt: new Date(time).toISOString() });
  });
});

test('a device that sends rubbish without end is told now and then, and costs the others nothing', async () => {
  const errors = await errorsOf('zhao-load');
  onTestFinished(() => errors.stop());
  const raw = await rawDevice(service, 'zhao-load');
  const count = 500;
  const topic = telemetryOf('zhao-load');
  raw.socket.write(
    Buffer.concat(
      Array.from({ length: count }, (_, index) => publishPacket(topic, '{"values":', index + 1)),
    ),
  );
  await eventually(
    () => raw.count('puback'),
    (acknowledged) => acknowledged === count,
  );
  await expectUnharmed(service, 'zhao-pv');
  const entries = (await quarantined(service.api)).filter((entry) => entry.topic === topic);
  expect(entries).toHaveLength(60);
  await eventually(
    () => errors.messages.length,
    (told) => told >= 20,
  );
  expect(errors.messages.length).toBeLessThanOrEqual(21);
  const { body: metrics } = await service.api.get<string>('/metrics');
  expect(metrics).toMatch(/paulownia_quarantine_suppressed_total 4[34]\d\n/);
  await expectUnharmed(service, 'zhao-load');
});
