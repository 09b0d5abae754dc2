import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { generate } from 'mqtt-packet';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type EmbeddedBroker,
  type EmbeddedBrokerOptions,
  startEmbeddedBroker,
} from '../../src/mqtt/embedded-broker.ts';
import {
  authenticateTestUsers,
  RecordingSink,
  silentLog,
  systemClock,
  until,
} from '../support/mqtt-sink.ts';

/** Far below a broker's patience with its sink without a bound, far above what a busy machine adds. */
const quickMs = 8_000;

let sink: RecordingSink;
let broker: EmbeddedBroker;
let clients: MqttClient[];

async function start(options: Partial<EmbeddedBrokerOptions> = {}): Promise<void> {
  sink = new RecordingSink();
  broker = await startEmbeddedBroker({
    host: '127.0.0.1',
    port: 0,
    sink,
    authenticate: authenticateTestUsers,
    clock: systemClock,
    log: silentLog,
    ...options,
  });
}

beforeEach(async () => {
  clients = [];
  await start();
});

afterEach(async () => {
  for (const client of clients) client.end(true);
  await broker.close();
});

async function signIn(username: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await mqtt.connectAsync({
    host: '127.0.0.1',
    port: broker.port,
    username,
    password: `secret-${username}`,
    reconnectPeriod: 0,
    ...options,
  });
  clients.push(client);
  client.on('error', () => undefined);
  return client;
}

function received(client: MqttClient): { topic: string; text: string; retain: boolean }[] {
  const messages: { topic: string; text: string; retain: boolean }[] = [];
  client.on('message', (topic, payload, { retain }) => {
    messages.push({ topic, text: payload.toString(), retain });
  });
  return messages;
}

test('a QoS 1 publish is acknowledged when it is durable and not before', async () => {
  const device = await signIn('pv-1');
  sink.holding = true;
  let acknowledged = false;
  const publishing = device.publishAsync('paulownia/v1/pv-1/telemetry', '{"n":1}', { qos: 1 });
  const done = publishing.then(() => {
    acknowledged = true;
  });
  await until(() => sink.accepted.length === 1, 'the message is with the sink');
  await sleep(50);
  expect(acknowledged).toBe(false);
  expect(broker.stats()).toMatchObject({ unacknowledged: 1 });
  sink.release();
  await done;
  expect(sink.accepted).toEqual([{ topic: 'paulownia/v1/pv-1/telemetry', text: '{"n":1}' }]);
});

test('QoS 0 and QoS 2 arrive as well, on all of the channels of a device', async () => {
  const device = await signIn('pv-1');
  device.publish('paulownia/v1/pv-1/telemetry', 'zero');
  await device.publishAsync('paulownia/v1/pv-1/birth', 'two', { qos: 2 });
  await device.publishAsync('paulownia/v1/pv-1/ack', 'one', { qos: 1 });
  expect(sink.accepted.map(({ text }) => text)).toEqual(['zero', 'two', 'one']);
});

test('a device publishes on the topics of its profile', async () => {
  const device = await signIn('pv-tasmota');
  await device.publishAsync('tele/plug-7/SENSOR', '{}', { qos: 1 });
  expect(sink.accepted).toEqual([{ topic: 'tele/plug-7/SENSOR', text: '{}' }]);
});

test('a client that does not wait for CONNACK loses nothing', async () => {
  const connectPacket = generate({
    cmd: 'connect',
    clientId: 'eager',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 0,
    username: 'pv-1',
    password: Buffer.from('secret-pv-1'),
  });
  const topic = 'paulownia/v1/pv-1/telemetry';
  const publishes = Array.from({ length: 90 }, (_, i) =>
    generate({
      cmd: 'publish',
      topic,
      payload: `${i}`,
      qos: 1,
      messageId: i + 1,
      dup: false,
      retain: false,
    }),
  );
  const socket = connectSocket(broker.port, '127.0.0.1');
  socket.resume();
  socket.write(Buffer.concat([connectPacket, ...publishes]));
  await until(() => sink.accepted.length === 90, 'all are with the sink');
  expect(sink.accepted.map(({ text }) => text)).toEqual(publishes.map((_, i) => `${i}`));
  socket.destroy();
});

test('the last will of a device that vanishes reaches the sink and who watches it', async () => {
  const reader = await signIn('reader');
  const seen = received(reader);
  await reader.subscribeAsync('paulownia/v1/+/status', { qos: 1 });
  const topic = 'paulownia/v1/pv-1/status';
  const will = { topic, payload: Buffer.from('offline'), qos: 1, retain: true } as const;
  const device = await signIn('pv-1', { will });
  await device.publishAsync(topic, 'online', { qos: 1, retain: true });
  device.stream.destroy();
  await until(() => sink.accepted.length === 2, 'the will is with the sink');
  expect(sink.accepted.map(({ text }) => text)).toEqual(['online', 'offline']);
  await until(() => seen.length === 2, 'the tool has seen both');

  const later = await signIn('reader', { clientId: 'later' });
  const retained = received(later);
  await later.subscribeAsync('paulownia/v1/+/status');
  await until(() => retained.length === 1, 'the retained status arrives');
  expect(retained).toEqual([{ topic, text: 'offline', retain: true }]);
});

test('a device that says goodbye leaves no will', async () => {
  const will = {
    topic: 'paulownia/v1/pv-1/status',
    payload: Buffer.from('offline'),
    qos: 1,
  } as const;
  const device = await signIn('pv-1', { will });
  await device.endAsync();
  await until(() => broker.stats().connections === 0, 'the connection is gone');
  expect(sink.accepted).toEqual([]);
});

test('that the broker goes down is not the death of a device', async () => {
  const will = {
    topic: 'paulownia/v1/pv-1/status',
    payload: Buffer.from('offline'),
    qos: 1,
  } as const;
  await signIn('pv-1', { will });
  await broker.close();
  expect(sink.accepted).toEqual([]);
});

test('setpoints and errors reach their device, and no other', async () => {
  const one = await signIn('pv-1');
  const two = await signIn('pv-2');
  const atOne = received(one);
  const atTwo = received(two);
  await one.subscribeAsync(['paulownia/v1/pv-1/setpoint', 'paulownia/v1/pv-1/error'], { qos: 1 });
  await two.subscribeAsync('paulownia/v1/pv-2/error', { qos: 1 });
  await broker.publish('paulownia/v1/pv-1/setpoint', '{"powerKw":3}');
  broker.messenger.sendError('pv-1', { code: 'malformed', detail: 'No JSON.' });
  await until(() => atOne.length === 2, 'both have arrived');
  expect(atOne.map(({ text }) => text)).toEqual([
    '{"powerKw":3}',
    '{"code":"malformed","detail":"No JSON."}',
  ]);
  expect(atTwo).toEqual([]);
});

test('a tool sees the telemetry of all devices and may not see or do more', async () => {
  const reader = await signIn('reader');
  const seen = received(reader);
  await reader.subscribeAsync('paulownia/v1/+/telemetry');
  const granted = await reader.subscribeAsync('paulownia/v1/+/setpoint').catch((error) => error);
  expect(granted).toBeInstanceOf(Error);
  const device = await signIn('pv-1');
  await device.publishAsync('paulownia/v1/pv-1/telemetry', 'a', { qos: 1 });
  await device.publishAsync('paulownia/v1/pv-1/birth', 'b', { qos: 1 });
  await device.publishAsync('paulownia/v1/pv-1/telemetry', 'c', { qos: 1 });
  await until(() => seen.length === 2, 'the telemetry was passed on');
  expect(seen.map(({ text }) => text)).toEqual(['a', 'c']);
  await reader.unsubscribeAsync('paulownia/v1/+/telemetry');
  await device.publishAsync('paulownia/v1/pv-1/telemetry', 'd', { qos: 1 });
  await sleep(30);
  expect(seen).toHaveLength(2);
  expect(sink.codes()).toEqual(['foreign_topic']);
});

test('a tool commands a device where it may, and that does not reach the journal', async () => {
  const device = await signIn('pv-1');
  const commands = received(device);
  await device.subscribeAsync('paulownia/v1/pv-1/setpoint', { qos: 1 });
  const tester = await signIn('tester');
  await tester.publishAsync('paulownia/v1/pv-1/setpoint', 'go', { qos: 1 });
  await until(() => commands.length === 1, 'the device has it');
  await tester.publishAsync('paulownia/v1/pv-9/telemetry', '{}', { qos: 1 });
  expect(sink.accepted.map(({ topic }) => topic)).toEqual(['paulownia/v1/pv-9/telemetry']);
});

test('closing acknowledges what becomes durable in time, and is quick', async () => {
  const device = await signIn('pv-1');
  sink.holding = true;
  const publishing = device.publishAsync('paulownia/v1/pv-1/telemetry', '1', { qos: 1 });
  await until(() => sink.accepted.length === 1, 'the message is with the sink');
  const startedAt = Date.now();
  const closing = broker.close();
  setTimeout(() => sink.release(), 50);
  await publishing;
  await closing;
  expect(Date.now() - startedAt).toBeLessThan(quickMs);
});

test('closing does not wait for ever for a sink that never answers', async () => {
  const device = await signIn('pv-1');
  sink.holding = true;
  device.publish('paulownia/v1/pv-1/telemetry', '1', { qos: 1 });
  await until(() => sink.accepted.length === 1, 'the message is with the sink');
  const startedAt = Date.now();
  await broker.close();
  expect(Date.now() - startedAt).toBeLessThan(quickMs);
});

test('a thousand devices that come at once are all let in, and back in without a check', async () => {
  await broker.close();
  let checks = 0;
  await start({
    authenticate: async (username, secret) => {
      checks += 1;
      await sleep(2);
      return authenticateTestUsers(username, secret);
    },
    limits: { passwordChecksMax: 4 },
  });
  const connectAll = async () => {
    const sockets = Array.from({ length: 1_000 }, (_, i) => {
      const socket = connectSocket(broker.port, '127.0.0.1');
      const username = `pv-${i}`;
      socket.write(
        generate({
          cmd: 'connect',
          clientId: username,
          protocolId: 'MQTT',
          protocolVersion: 4,
          clean: true,
          keepalive: 0,
          username,
          password: Buffer.from(`secret-${username}`),
        }),
      );
      return socket;
    });
    const answers = await Promise.all(
      sockets.map(async (socket) => (await once(socket, 'data'))[0]),
    );
    for (const socket of sockets) socket.destroy();
    return answers.filter((answer: Buffer) => answer[3] === 0).length;
  };
  expect(await connectAll()).toBe(1_000);
  expect(checks).toBe(1_000);
  expect(await connectAll()).toBe(1_000);
  expect(checks).toBe(1_000);
});

test('a credential that is taken away ends its connections', async () => {
  const device = await signIn('pv-1');
  const other = await signIn('pv-2');
  const closed = new Promise((resolve) => device.once('close', () => resolve(null)));
  broker.forgetUser('pv-1');
  await closed;
  expect(other.connected).toBe(true);
});
