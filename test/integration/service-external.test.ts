import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connectAsync } from 'mqtt';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { LatestView } from '../../src/contract/http.ts';
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts';
import { NumberedSender } from '../support/numbered-readings.ts';
import { eventually, type TestService } from '../support/running-service.ts';
import { expectUnharmed, quarantined, started, subscribed } from '../support/service-ground.ts';
import { tempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);
const telemetry = 'paulownia/v1/zhao-pv/telemetry';

/** The service on a Mosquitto of its own, from when it is subscribed. */
async function onMosquitto(
  { url }: Mosquitto,
  protocolVersion: number,
  options: { folder?: string; more?: string } = {},
): Promise<TestService> {
  const { folder = tempFolder(), more = '' } = options;
  const mqtt = `mqtt: { mode: external, url: '${url}', protocolVersion: ${protocolVersion}${more} }`;
  const service = await started({ folder, mqtt });
  await eventually(
    () => service.api.get('/health/ready'),
    ({ status }) => status === 200,
  );
  return service;
}

/** Numbered readings over a connection that comes back, and sends again what was not acknowledged. */
async function sendNumbered(
  { url }: Mosquitto,
  sender: NumberedSender,
  numbers: readonly number[],
): Promise<void> {
  const client = await connectAsync(url, {
    clientId: 'zhao-pv',
    clean: false,
    reconnectPeriod: 50,
  });
  client.on('error', () => undefined);
  onTestFinished(() => void client.end(true));
  for (const number of numbers) {
    const { topic, payload } = sender.message(number);
    await client.publishAsync(topic, payload, { qos: 1 });
    sender.acknowledged.add(number);
  }
}

const numbersFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => first + index);

async function expectStored(service: TestService, sender: NumberedSender): Promise<void> {
  await eventually(
    async () => (await sender.stored(service)).size,
    (size) => size >= sender.acknowledged.size,
  );
  expect(await sender.missing(service, sender.acknowledged)).toEqual([]);
}

describe.each([
  ['MQTT 5', 5],
  ['MQTT 3.1.1', 4],
])('on a Mosquitto over %s', (_, version) => {
  test('readings arrive, native and by profile, and faults are told to the device', async () => {
    const mosquitto = await startMosquitto();
    const service = await onMosquitto(mosquitto, version);
    const errors = await subscribed(mosquitto.port, null, 'paulownia/v1/zhao-pv/error');
    onTestFinished(() => errors.stop());
    await expectUnharmed(service, 'zhao-pv');

    const meter = { id: 'shelly', name: 'shelly', kind: 'load', nodeId: 'zhao', ratingKw: 20 };
    await service.api.post('/devices', { ...meter, profile: 'shelly-3em' });
    const payload = JSON.stringify({ total_act_power: 2_500 });
    await service.publish('shelly', payload, { topic: 'shelly/status/em:0' });
    await eventually(
      () => service.api.get<LatestView>('/devices/shelly/latest'),
      ({ body }) => body.values.powerKw === 2.5,
    );

    await service.publish('zhao-pv', '{"values":{"powerKw":1e308}}');
    await service.publish('zhao-pv', '{}', { topic: 'paulownia/v1//telemetry' });
    const file = join(tempFolder(), 'large');
    writeFileSync(file, Buffer.alloc(10 * 1_024 * 1_024, ' '));
    const address = ['-h', '127.0.0.1', '-p', String(mosquitto.port), '-q', '1'];
    await run('mosquitto_pub', [...address, '-t', telemetry, '-f', file]);
    const entries = await eventually(
      () => quarantined(service.api),
      (all) => all.length === 3,
    );
    expect(entries.map(({ code, topic, deviceId }) => [code, topic, deviceId])).toEqual([
      ['packet_too_large', telemetry, 'zhao-pv'],
      ['unknown_topic', 'paulownia/v1//telemetry', null],
      ['not_finite', telemetry, 'zhao-pv'],
    ]);
    await eventually(
      () => errors.codes(),
      (codes) => codes.length === 2,
    );
    expect(errors.codes()).toEqual(['not_finite', 'packet_too_large']);
    await expectUnharmed(service, 'zhao-pv');
  });

  test('a restart of the broker under load and an absence of the service lose nothing', async () => {
    const keeping = tempFolder();
    const mosquitto = await startMosquitto([
      'persistence true',
      `persistence_location ${keeping}/`,
      'max_queued_messages 0',
    ]);
    const folder = tempFolder();
    const first = await onMosquitto(mosquitto, version, { folder });
    const sender = new NumberedSender('zhao-pv', Date.now() - 7_200_000);
    const sending = sendNumbered(mosquitto, sender, numbersFrom(0, 1_000));
    await eventually(
      () => sender.acknowledged.size,
      (count) => count > 200,
    );
    await mosquitto.restart();
    await sending;
    await expectStored(first, sender);
    await first.close();

    await sendNumbered(mosquitto, sender, numbersFrom(1_000, 300));
    const second = await onMosquitto(mosquitto, version, { folder });
    await expectStored(second, sender);
    expect(sender.acknowledged.size).toBe(1_300);
  });
});

test('a broker that is not there is said to be missing, and found when it comes', async () => {
  const mosquitto = await startMosquitto();
  await mosquitto.stop();
  const mqtt = `mqtt: { mode: external, url: '${mosquitto.url}' }`;
  const service = await started({ mqtt });
  const { status, body } = await service.api.get<object>('/health/ready');
  expect(status).toBe(503);
  expect(JSON.stringify(body)).toContain(`not connected to ${mosquitto.url}`);
  await mosquitto.restart();
  await eventually(
    () => service.api.get('/health/ready'),
    (answer) => answer.status === 200,
  );
  await expectUnharmed(service, 'zhao-pv');
});

test('a shared subscription brings the messages as well', async () => {
  const mosquitto = await startMosquitto();
  const service = await onMosquitto(mosquitto, 5, { more: ', sharedGroup: paulownia' });
  await expectUnharmed(service, 'zhao-pv');
});
