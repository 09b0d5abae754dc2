import fc from 'fast-check';
import { connectAsync } from 'mqtt';
import { generate } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { expectUnharmed, ground } from '../support/mqtt-ground.ts';
import { until } from '../support/mqtt-sink.ts';
import { connectPacket, publishPacket } from '../support/raw-mqtt.ts';

const ownTopic = 'paulownia/v1/pv-1/telemetry';

const forbiddenTopics: [string, Buffer][] = [
  ["another device's topic", publishPacket('paulownia/v1/pv-2/telemetry', '{}', 1)],
  ['its own down topic', publishPacket('paulownia/v1/pv-1/setpoint', '{}', 1)],
  ['a topic with an empty level', publishPacket('paulownia/v1//telemetry', '{}', 1)],
  ['a topic with a wildcard', rawPublish('paulownia/v1/+/telemetry')],
  ['a topic with a hash', rawPublish('paulownia/v1/#')],
  ['an empty topic', rawPublish('')],
  ['a topic of 200 levels', rawPublish('a/'.repeat(200))],
  ["the broker's own topics", publishPacket('$SYS/broker/heartbeat', 'x', 1)],
  ['a topic that is not UTF-8', rawPublish(Buffer.from([0x70, 0xff, 0xfe, 0x2f, 0xc3]))],
];

/** A publish whose topic the encoder would not let through. */
function rawPublish(topic: string | Buffer): Buffer {
  const bytes = Buffer.from(topic);
  const body = Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
  const length =
    body.length < 128 ? [body.length] : [(body.length & 0x7f) | 0x80, body.length >> 7];
  return Buffer.concat([Buffer.from([0x30, ...length]), body]);
}

test.each(forbiddenTopics)('publishing on %s ends that connection alone', async (_name, packet) => {
  const { sink, signedIn } = await ground();
  const good = await signedIn('pv-2');
  const bad = await signedIn('pv-1');
  bad.socket.write(packet);
  await bad.closed;
  expect(sink.refusals).toHaveLength(1);
  expect(sink.refusals[0]).toMatchObject({ deviceId: 'pv-1' });
  expect(['foreign_topic', 'protocol_error']).toContain(sink.refusals[0]?.code);
  expect(sink.accepted).toEqual([]);
  await expectUnharmed(good, 'paulownia/v1/pv-2/telemetry');
});

test.each([
  ['an unknown name', { username: 'nobody' }],
  ['a wrong secret', { username: 'pv-1', password: 'guess' }],
  ['neither', { clientId: 'anonymous' }],
])('a sign-in with %s is refused and told so', async (_name, options) => {
  const { sink, open, signedIn } = await ground();
  const good = await signedIn('pv-2');
  const bad = open();
  expect(await bad.signIn(options)).toBe(4);
  await bad.closed;
  expect(sink.codes()).toEqual(['bad_credentials']);
  expect(JSON.stringify(sink.refusals)).not.toContain('guess');
  await expectUnharmed(good, 'paulownia/v1/pv-2/telemetry');
});

test('a last will on a foreign topic is refused at the sign-in', async () => {
  const { broker, sink } = await ground();
  const will = { topic: 'paulownia/v1/pv-2/status', payload: Buffer.from('x'), qos: 0 } as const;
  const { port } = broker;
  const options = { port, username: 'pv-1', password: 'secret-pv-1', reconnectPeriod: 0, will };
  await expect(connectAsync(options)).rejects.toThrow('Not authorized');
  expect(sink.codes()).toEqual(['foreign_topic']);
});

test('one device cannot push out another by using its client id', async () => {
  const { signedIn } = await ground();
  const victim = await signedIn('pv-2', { clientId: 'meter' });
  await signedIn('pv-1', { clientId: 'meter' });
  await expectUnharmed(victim, 'paulownia/v1/pv-2/telemetry');
});

test('a device that signs in again takes over its own connection', async () => {
  const { signedIn } = await ground();
  const old = await signedIn('pv-1');
  const fresh = await signedIn('pv-1');
  await old.closed;
  await expectUnharmed(fresh, ownTopic);
});

test('MQTT 5 is answered with the version refused', async () => {
  const { broker, sink } = await ground();
  const connecting = connectAsync({ port: broker.port, protocolVersion: 5, reconnectPeriod: 0 });
  await expect(connecting).rejects.toThrow();
  await until(() => sink.refusals.length === 1, 'it is counted');
  expect(sink.codes()).toEqual(['protocol_error']);
});

test('who subscribes to foreign topics over and over is closed', async () => {
  const { sink, signedIn } = await ground({ refusedSubscriptionsMax: 3 });
  const bad = await signedIn('pv-1');
  const topics = [
    '#',
    '+/+/+/setpoint',
    'paulownia/v1/pv-2/error',
    '$SYS/#',
    'paulownia/v1/pv-1/#',
  ];
  for (const topic of topics) {
    const before = bad.count('suback');
    const subscriptions = [{ topic, qos: 0 as const }];
    bad.socket.write(generate({ cmd: 'subscribe', messageId: before + 1, subscriptions }));
    const answered = () => bad.count('suback') > before || bad.socket.destroyed;
    await until(answered, 'it is answered or closed');
  }
  await bad.closed;
  expect(bad.count('suback')).toBe(3);
  expect(sink.codes()).toEqual(Array.from({ length: 4 }, () => 'foreign_topic'));
});

test('accounts that cannot be read are told as such, and are no fault of the device', async () => {
  const { sink, open } = await ground(
    {},
    { authenticate: () => Promise.reject(new Error('the store is away')) },
  );
  expect(await open().signIn({ username: 'pv-1' })).toBe(3);
  expect(sink.refusals).toEqual([]);
});

const plausible = [
  connectPacket({ username: 'pv-1' }),
  publishPacket(ownTopic, 'x', 1),
  generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a/+', qos: 1 }] }),
  generate({ cmd: 'pubrel', messageId: 1 }),
];

const hostileBytes = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  // A plausible header makes the parser look inside.
  fc
    .tuple(fc.nat(255), fc.uint8Array({ maxLength: 100 }))
    .map(([first, body]) => Uint8Array.from([first, body.length, ...body])),
  // One byte of a good packet is changed.
  fc
    .tuple(fc.constantFrom(...plausible), fc.nat(40), fc.nat(255))
    .map(([packet, at, byte]) => packet.map((old, i) => (i === at ? byte : old))),
);

test('whatever bytes come, the broker lives and the others are served', async () => {
  const { signedIn, open, broker } = await ground();
  const good = await signedIn('pv-2');
  await fc.assert(
    fc.asyncProperty(fc.boolean(), hostileBytes, async (signsInFirst, bytes) => {
      const raw = signsInFirst ? await signedIn('pv-1') : open();
      raw.socket.end(bytes);
      await raw.closed;
    }),
    { numRuns: 600 },
  );
  await expectUnharmed(good, 'paulownia/v1/pv-2/telemetry');
  await until(() => broker.stats().connections === 1, 'no connection is left over');
});
