import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { connectAsync } from 'mqtt';
import { generate } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { capturedLog } from '../support/captured-log.ts';
import { selfSignedCertificate } from '../support/mosquitto.ts';
import { expectUnharmed, ground } from '../support/mqtt-ground.ts';
import { until } from '../support/mqtt-sink.ts';
import { publishPacket } from '../support/raw-mqtt.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ownTopic = 'paulownia/v1/pv-1/telemetry';

test('a flood is slowed down and nothing of it is lost', async () => {
  const { broker, sink, signedIn } = await ground({ packetsPerSecondMax: 500, packetBurst: 100 });
  const good = await signedIn('pv-2');
  const bad = await signedIn('pv-1');
  const startedAt = Date.now();
  const packets = Array.from({ length: 1_500 }, (_, i) => publishPacket(ownTopic, `${i}`, i + 1));
  for (let i = 0; i < packets.length; i += 50) {
    bad.socket.write(Buffer.concat(packets.slice(i, i + 50)));
    await sleep(1);
  }
  await expectUnharmed(good, 'paulownia/v1/pv-2/telemetry');
  expect(bad.count('puback')).toBeLessThan(1_500);
  await until(() => bad.count('puback') === 1_500, 'all are acknowledged');
  expect(Date.now() - startedAt).toBeGreaterThan(200);
  expect(broker.stats().throttled).toBeGreaterThan(0);
  expect(sink.accepted).toHaveLength(1_501);
});

test('a flood without end is refused, logged once, and the others go on', async () => {
  const log = capturedLog();
  const { sink, signedIn } = await ground(
    { packetsPerSecondMax: 1_000, packetBurst: 100, floodDisconnectMs: 100 },
    { log },
  );
  const good = await signedIn('pv-2');
  const bad = await signedIn('pv-1');
  const flood = Buffer.concat(Array.from({ length: 100 }, () => publishPacket(ownTopic, 'x')));
  while (!bad.socket.destroyed) {
    bad.socket.write(flood);
    await sleep(1);
  }
  expect(sink.refusals).toMatchObject([{ code: 'flood', deviceId: 'pv-1' }]);
  expect(log.lines.map(({ message }) => message)).toEqual(['A connection is at its rate bound.']);
  await expectUnharmed(good, 'paulownia/v1/pv-2/telemetry');
});

test('what is not durable is bounded: publishers wait, and go on when there is room', async () => {
  const { broker, sink, signedIn } = await ground({ unacknowledgedBytesMax: 100_000 });
  sink.holding = true;
  const devices = await Promise.all(['pv-1', 'pv-2', 'pv-3'].map((name) => signedIn(name)));
  const payload = 'x'.repeat(1_000);
  for (const [index, device] of devices.entries()) {
    const topic = `paulownia/v1/pv-${index + 1}/telemetry`;
    for (let i = 1; i <= 2_000; i += 1) device.socket.write(publishPacket(topic, payload, i));
  }
  await until(() => broker.stats().unacknowledgedBytes >= 100_000, 'the bound is reached');
  await sleep(100);
  // One read of a socket may come after the bound was nearly reached.
  expect(broker.stats().unacknowledgedBytes).toBeLessThan(500_000);
  const late = await signedIn('pv-4');
  sink.release();
  await until(() => devices.every((d) => d.count('puback') === 2_000), 'all are acknowledged');
  await expectUnharmed(late, 'paulownia/v1/pv-4/telemetry');
});

test('a tool that does not read is closed after a while', async () => {
  const { broker, sink, signedIn } = await ground({ outgoingBytesMax: 10_000, drainTimeoutMs: 50 });
  const tool = await signedIn('reader');
  const subscriptions = [{ topic: 'paulownia/v1/+/telemetry', qos: 0 as const }];
  tool.socket.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions }));
  await until(() => tool.count('suback') === 1, 'it is subscribed');
  tool.socket.pause();
  const device = await signedIn('pv-1');
  const payload = 'x'.repeat(100_000);
  for (let i = 1; broker.stats().connections === 2 && i < 2_000; i += 1) {
    device.socket.write(publishPacket(ownTopic, payload, i));
    await until(() => device.count('puback') === i, 'the device is answered');
  }
  expect(broker.stats().connections).toBe(1);
  expect(broker.stats().dropped).toBeGreaterThan(0);
  expect(sink.refusals).toEqual([]);
});

test('too many connections are turned away, of one name and of all', async () => {
  const { broker, sink, open, signedIn } = await ground({
    connectionsMax: 4,
    connectionsPerUserMax: 2,
  });
  await signedIn('pv-1', { clientId: 'a' });
  const second = await signedIn('pv-1', { clientId: 'b' });
  expect(await open().signIn({ username: 'pv-1', clientId: 'c' })).toBe(3);
  expect(sink.codes()).toEqual(['flood']);
  await until(() => broker.stats().connections === 2, 'the third is gone');
  await signedIn('pv-2');
  await signedIn('pv-3');
  expect(await open().signIn({ username: 'pv-4' })).toBe(null);
  expect(broker.stats()).toMatchObject({ connections: 4, turnedAway: 1 });
  second.socket.destroy();
  await until(() => broker.stats().connections === 3, 'one has left');
  await signedIn('pv-1', { clientId: 'c' });
});

test('of those who connect and say nothing the oldest must go, and all in the end', async () => {
  const limits = { waitingForConnectMax: 3, connectTimeoutMs: 300 };
  const { broker, sink, open, signedIn } = await ground(limits);
  const idle = Array.from({ length: 3 }, () => open());
  await until(() => broker.stats().waitingForConnect === 3, 'three wait');
  const device = await signedIn('pv-1');
  await idle[0]?.closed;
  expect(idle[1]?.socket.destroyed).toBe(false);
  await Promise.all(idle.map(({ closed }) => closed));
  expect(sink.codes()).toEqual(['protocol_error', 'protocol_error']);
  await expectUnharmed(device, ownTopic);
});

test('the second listener speaks TLS, and a failed handshake harms nobody', async () => {
  const log = capturedLog();
  const { certFile, keyFile } = selfSignedCertificate(tempFolder());
  const cert = readFileSync(certFile);
  const { broker, sink, signedIn } = await ground(
    {},
    { log, tls: { port: 0, cert, key: readFileSync(keyFile) } },
  );
  const port = broker.tlsPort ?? 0;
  const secure = await connectAsync({
    ...{ protocol: 'mqtts', host: '127.0.0.1', port, ca: cert, reconnectPeriod: 0 },
    ...{ username: 'pv-1', password: 'secret-pv-1' },
  });
  await secure.publishAsync(ownTopic, 'over TLS', { qos: 1 });
  expect(sink.texts()).toEqual(['over TLS']);
  const stranger = connectTls({ port, host: '127.0.0.1' });
  await once(stranger, 'error');
  await until(() => log.lines.length === 1, 'it is logged');
  await expectUnharmed(await signedIn('pv-2'), 'paulownia/v1/pv-2/telemetry');
  secure.end(true);
});

test('a port that is taken is an error at the start', async () => {
  const { broker } = await ground();
  await expect(ground({}, { port: broker.port })).rejects.toThrow('EADDRINUSE');
});
