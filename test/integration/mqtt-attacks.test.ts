import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { generate } from 'mqtt-packet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LoadResult, runLoad } from '../support/mqtt-load.ts';
import { connectPacket, RawMqtt } from '../support/raw-mqtt.ts';

interface Look {
  readonly port: number;
  readonly rssBytes: number;
  readonly refused: Record<string, number>;
  readonly dropped: number;
}

let child: ChildProcess;

async function look(): Promise<Look> {
  child.send('look');
  const [answer] = await once(child, 'message');
  return answer as Look;
}

beforeAll(async () => {
  const script = join(import.meta.dirname, '../support/mqtt-broker-process.ts');
  child = fork(script, { execArgv: ['--expose-gc'] });
  await once(child, 'message');
});

afterAll(async () => {
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
});

const reading = '{"measuredAt":1767225600000,"values":{"powerKw":12.345,"voltageV":231.2}}';

async function load(messages: number, payload = reading): Promise<LoadResult> {
  const { port } = await look();
  return runLoad({
    port,
    connections: 8,
    messages,
    qos: 1,
    topic: (connection) => `paulownia/v1/pv-${connection}/telemetry`,
    payload: () => payload,
    credentials: (connection) => ({
      username: `pv-${connection}`,
      password: `secret-pv-${connection}`,
    }),
  });
}

const megabyte = 1_000_000;
const hugeBytes = 200 * megabyte;
/** Remaining length of 200 MB. */
const hugeLength = [0x80, 0x88, 0xaf, 0x5f];

/** Sends until all is sent or the peer has had enough. */
async function pour(raw: RawMqtt, bytes: number): Promise<void> {
  const chunk = Buffer.alloc(65_536, 0x61);
  for (let sent = 0; sent < bytes && !raw.socket.destroyed; sent += chunk.length) {
    if (raw.socket.write(chunk)) continue;
    const drained = new Promise((resolve) => raw.socket.once('drain', resolve));
    await Promise.race([drained, raw.closed]);
  }
}

test.each([
  ['PUBLISH before CONNECT', Buffer.from([0x30, ...hugeLength]), 'protocol_error'],
  ['CONNECT', Buffer.from([0x10, ...hugeLength]), 'packet_too_large'],
  [
    'PUBLISH after CONNECT',
    Buffer.concat([connectPacket({ username: 'pv-1' }), Buffer.from([0x30, ...hugeLength])]),
    'packet_too_large',
  ],
])('an unfinished %s of 200 MB adds less than 10 MB', async (_name, beginning, code) => {
  // Whatever the first messages make the runtime set aside is not the attacker's.
  await load(20_000);
  const before = await look();
  const raws = Array.from({ length: 3 }, () => new RawMqtt(before.port));
  for (const raw of raws) raw.socket.write(beginning);
  await Promise.all(raws.map((raw) => pour(raw, hugeBytes)));
  const during = await look();
  expect(during.rssBytes - before.rssBytes).toBeLessThan(10 * megabyte);
  await Promise.all(raws.map(({ closed }) => closed));
  expect((during.refused[code] ?? 0) - (before.refused[code] ?? 0)).toBe(3);
});

async function stalledSubscriber(port: number): Promise<RawMqtt> {
  const raw = new RawMqtt(port);
  await raw.signIn({ username: 'reader' });
  const subscriptions = [{ topic: 'paulownia/v1/+/telemetry', qos: 0 as const }];
  raw.socket.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions }));
  await once(raw.socket, 'data');
  raw.socket.pause();
  return raw;
}

test('a subscriber that never reads misses messages, and the others are acknowledged', async () => {
  const { port, dropped } = await look();
  const stalled = await stalledSubscriber(port);
  // More than all buffers on the way to it hold together.
  await load(2_000, 'x'.repeat(10_000));
  const { acknowledged } = await load(20_000);
  expect(acknowledged).toBe(20_000);
  expect((await look()).dropped).toBeGreaterThan(dropped);
  stalled.socket.destroy();
});
