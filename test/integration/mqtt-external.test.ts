import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';
import { generate } from 'mqtt-packet';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  connectExternalBroker,
  type ExternalBroker,
  type ExternalBrokerOptions,
} from '../../src/mqtt/external-broker.ts';
import { capturedLog } from '../support/captured-log.ts';
import { selfSignedCertificate, startMosquitto } from '../support/mosquitto.ts';
import { runLoad } from '../support/mqtt-load.ts';
import { RecordingSink, silentLog, systemClock, until } from '../support/mqtt-sink.ts';
import { tempFolder } from '../support/temp-folder.ts';

const telemetry = 'paulownia/v1/+/telemetry';
const ownTopic = 'paulownia/v1/pv-1/telemetry';

type Given = Pick<ExternalBrokerOptions, 'url' | 'sink'> & Partial<ExternalBrokerOptions>;

function link(options: Given): ExternalBroker {
  const broker = connectExternalBroker({
    protocolVersion: 5,
    clientId: 'paulownia-test',
    username: null,
    password: null,
    sharedGroup: null,
    tls: null,
    keepAliveS: 30,
    topics: [telemetry],
    clock: systemClock,
    random: () => 0,
    log: silentLog,
    ...options,
    limits: { closeGraceMs: 50, ...options.limits },
  });
  onTestFinished(() => broker.close());
  return broker;
}

async function linked(options: Given): Promise<ExternalBroker> {
  const broker = link(options);
  await until(() => broker.stats().connected, 'the service is connected');
  return broker;
}

async function publisher(url: string, clientId = 'device'): Promise<MqttClient> {
  const client = await connectAsync(url, { clientId, reconnectPeriod: 0 });
  client.on('error', () => undefined);
  onTestFinished(async () => {
    client.end(true);
  });
  return client;
}

/** A connection of the same client id makes Mosquitto drop the one that there is. */
async function dropConnection(port: number, protocolVersion: 4 | 5): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    generate({
      cmd: 'connect',
      clientId: 'paulownia-test',
      protocolId: 'MQTT',
      protocolVersion,
      clean: false,
      keepalive: 0,
      ...(protocolVersion === 5 && { properties: { sessionExpiryInterval: 1_000 } }),
    }),
  );
  await once(socket, 'data');
  socket.destroy();
}

async function publishAll(client: MqttClient, texts: readonly string[]): Promise<void> {
  await Promise.all(texts.map((text) => client.publishAsync(ownTopic, text, { qos: 1 })));
}

describe.each([4, 5] as const)('with MQTT protocol level %i', (protocolVersion) => {
  test('what is not durable when the service dies is delivered again', async () => {
    const { url } = await startMosquitto();
    const before = new RecordingSink();
    before.holding = true;
    const dying = await linked({ url, sink: before, protocolVersion });
    await publishAll(await publisher(url), ['a', 'b', 'c']);
    await until(() => before.accepted.length === 3, 'the first service has them');
    before.releaseOldest(1);
    await until(() => dying.stats().unacknowledged === 2, 'the first is acknowledged');
    await dying.close();
    before.release();

    const after = new RecordingSink();
    await linked({ url, sink: after, protocolVersion });
    await until(() => after.accepted.length === 2, 'the next service has the rest');
    await sleep(100);
    expect(after.texts()).toEqual(['b', 'c']);
  });

  test('an answer from before a reconnection acknowledges nothing after it', async () => {
    const { url, port } = await startMosquitto();
    const sink = new RecordingSink();
    sink.holding = true;
    const broker = await linked({ url, sink, protocolVersion });
    await publishAll(await publisher(url), ['a', 'b']);
    await until(() => sink.accepted.length === 2, 'both are with the sink');
    await dropConnection(port, protocolVersion);
    await until(() => sink.accepted.length === 4, 'both came again after a reconnection');
    sink.releaseOldest(2);
    await sleep(50);
    await dropConnection(port, protocolVersion);
    await until(() => sink.accepted.length === 6, 'both came a third time');
    sink.release();
    await until(() => broker.stats().unacknowledged === 0, 'all is durable');
    expect(sink.texts()).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  });

  test('it comes back after the broker was away and goes on', async () => {
    const mosquitto = await startMosquitto();
    const sink = new RecordingSink();
    const broker = await linked({ url: mosquitto.url, sink, protocolVersion });
    await mosquitto.restart();
    await until(() => broker.stats().connections === 2, 'it is connected again');
    await publishAll(await publisher(mosquitto.url), ['later']);
    await until(() => sink.accepted.length === 1, 'the message arrives');
  });

  test('a stream of messages arrives whole, each acknowledged', async () => {
    const { url, port } = await startMosquitto([
      'max_queued_messages 0',
      'max_inflight_messages 0',
    ]);
    const sink = new RecordingSink();
    const broker = await linked({ url, sink, protocolVersion });
    const load = await runLoad({
      port,
      connections: 4,
      messages: 8_000,
      qos: 1,
      topic: (connection) => `paulownia/v1/pv-${connection}/telemetry`,
      payload: (connection, sequence) => `${connection}:${sequence}`,
    });
    await until(() => sink.accepted.length >= 8_000, 'all have arrived');
    expect(load.acknowledged).toBe(8_000);
    expect(new Set(sink.texts()).size).toBe(8_000);
    expect(broker.stats()).toMatchObject({ accepted: 8_000, unacknowledged: 0 });
  });
});

test('past its bound the connection is not read, and goes on when there is room', async () => {
  const { url } = await startMosquitto(['max_inflight_messages 0']);
  const sink = new RecordingSink();
  sink.holding = true;
  await linked({ url, sink, limits: { unacknowledgedBytesMax: 6_000 } });
  const texts = Array.from({ length: 50 }, (_, i) => `${i}`);
  await publishAll(await publisher(url), texts);
  await until(() => sink.accepted.length >= 10, 'the bound is reached');
  await sleep(50);
  expect(sink.accepted.length).toBeLessThanOrEqual(12);
  sink.release();
  await until(() => sink.accepted.length === 50, 'the rest arrives');
  expect(sink.texts()).toEqual(texts);
});

test('an oversized payload is refused once and does not come again', async () => {
  const { url } = await startMosquitto();
  const sink = new RecordingSink();
  const first = await linked({ url, sink, limits: { payloadBytesMax: 10 } });
  await publishAll(await publisher(url), ['x'.repeat(11), 'small']);
  await until(() => sink.accepted.length === 1, 'the small one arrives');
  await first.close();
  await linked({ url, sink, limits: { payloadBytesMax: 10 } });
  await sleep(100);
  expect(sink.refusals).toMatchObject([{ code: 'packet_too_large', topic: ownTopic }]);
  expect(sink.texts()).toEqual(['small']);
});

test('services in one group share the messages', async () => {
  const { url } = await startMosquitto();
  const sinks = [new RecordingSink(), new RecordingSink()];
  for (const [index, sink] of sinks.entries()) {
    await linked({ url, sink, clientId: `member-${index}`, sharedGroup: 'county' });
  }
  const texts = Array.from({ length: 40 }, (_, i) => `${i}`);
  await publishAll(await publisher(url), texts);
  const all = () => sinks.flatMap((sink) => sink.texts());
  await until(() => all().length === 40, 'all have arrived');
  expect(all().sort()).toEqual([...texts].sort());
  expect(sinks.every((sink) => sink.accepted.length > 0)).toBe(true);
});

test('it speaks to devices, and says when it cannot', async () => {
  const mosquitto = await startMosquitto();
  const broker = link({ url: mosquitto.url, sink: new RecordingSink() });
  await expect(broker.publish('paulownia/v1/pv-1/setpoint', '{}')).rejects.toThrow('not connected');
  broker.messenger.sendError('pv-1', { code: 'malformed', detail: 'lost' });
  await until(() => broker.stats().connected, 'it is connected');
  const device = await publisher(mosquitto.url);
  const seen: string[] = [];
  device.on('message', (topic, payload) => seen.push(`${topic} ${payload}`));
  await device.subscribeAsync('paulownia/v1/pv-1/#');
  await broker.publish('paulownia/v1/pv-1/setpoint', '{"powerKw":1}');
  broker.messenger.sendError('pv-1', { code: 'malformed', detail: 'No JSON.' });
  await until(() => seen.length === 2, 'both have arrived');
  expect(seen).toEqual([
    'paulownia/v1/pv-1/setpoint {"powerKw":1}',
    'paulownia/v1/pv-1/error {"code":"malformed","detail":"No JSON."}',
  ]);
  expect(broker.stats().dropped).toBe(1);
});

test('TLS is checked against the given authority', async () => {
  const { certFile, keyFile } = selfSignedCertificate(tempFolder());
  const mosquitto = await startMosquitto([`certfile ${certFile}`, `keyfile ${keyFile}`]);
  const url = `mqtts://127.0.0.1:${mosquitto.port}`;
  const stranger = link({ url, sink: new RecordingSink(), clientId: 'stranger' });
  await linked({ url, sink: new RecordingSink(), tls: { ca: readFileSync(certFile, 'utf8') } });
  expect(stranger.stats().connected).toBe(false);
});

test('a broker that is away at the start is waited for, and no secret is logged', async () => {
  const log = capturedLog();
  const broker = link({
    url: 'mqtt://127.0.0.1:1',
    sink: new RecordingSink(),
    username: 'paulownia',
    password: 'very-secret',
    log,
  });
  await until(() => log.lines.length >= 2, 'it says so');
  expect(broker.stats()).toMatchObject({ connected: false, connections: 0 });
  expect(log.text()).not.toContain('very-secret');
  await broker.close();
});
