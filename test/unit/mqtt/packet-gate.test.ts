import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { PacketGate } from '../../../src/mqtt/packet-gate.ts';

const limits = { controlPacketBytesMax: 100, packetBytesMax: 1_000 };
const connect = generate({
  cmd: 'connect',
  clientId: 'a',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clean: true,
  keepalive: 0,
});

function publish(payloadBytes: number): Buffer {
  const payload = Buffer.alloc(payloadBytes, 0x30);
  return generate({ cmd: 'publish', topic: 'a/b', payload, qos: 0, dup: false, retain: false });
}

function inspectAll(chunks: readonly Uint8Array[]) {
  const gate = new PacketGate(limits);
  let packets = 0;
  for (const chunk of chunks) {
    const inspected = gate.inspect(chunk);
    if (typeof inspected === 'string') return inspected;
    packets += inspected;
  }
  return packets;
}

test('packets are counted alike however the bytes are cut', () => {
  const bytes = Buffer.concat([connect, publish(0), publish(200), publish(900), publish(3)]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (sizes) => {
      const chunks: Uint8Array[] = [];
      let at = 0;
      for (let i = 0; at < bytes.length; i += 1) {
        const end = at + (sizes[i % sizes.length] ?? 1);
        chunks.push(bytes.subarray(at, end));
        at = end;
      }
      expect(inspectAll(chunks)).toBe(5);
    }),
  );
});

test.each([
  ['PUBLISH at the bound', [connect, publish(995)], 2],
  ['PUBLISH past it', [connect, publish(996)], 'packet_too_large'],
  ['another packet past its own bound', [connect, Uint8Array.of(0x82, 101)], 'packet_too_large'],
  ['CONNECT past its bound', [Uint8Array.of(0x10, 101)], 'packet_too_large'],
  ['200 MB before CONNECT', [Uint8Array.of(0x30, 0x80, 0x88, 0xaf, 0x5f)], 'no_connect_first'],
  ['200 MB as CONNECT', [Uint8Array.of(0x10, 0x80, 0x88, 0xaf, 0x5f)], 'packet_too_large'],
  [
    'a length of five bytes',
    [connect, Uint8Array.of(0x30, 128, 128, 128, 128)],
    'malformed_length',
  ],
  ['nothing yet', [Uint8Array.of(0x10)], 0],
])('%s', (_name, chunks, expected) => {
  expect(inspectAll(chunks)).toBe(expected);
});

test.each([
  ['is told where its chunk has it', (bytes: Buffer) => bytes, 'a/b'],
  ['is not known where the chunk ends before', (bytes: Buffer) => bytes.subarray(0, 6), null],
])('the topic of a publish that is too large %s', (_, cut, topic) => {
  const gate = new PacketGate(limits);
  const chunk = Buffer.concat([connect, publish(3), cut(publish(2_000))]);
  expect(gate.inspect(chunk)).toBe('packet_too_large');
  expect(gate.refusedTopic(chunk)).toBe(topic);
});

test.each(['', '#', 'a/+/b', 'a/b#'])('nothing is published on the topic "%s"', (topic) => {
  const gate = new PacketGate(limits);
  const body = Buffer.concat([Buffer.from([0, topic.length]), Buffer.from(`${topic}{}`)]);
  const chunk = Buffer.concat([connect, publish(3), Buffer.from([0x30, body.length]), body]);
  expect(gate.inspect(chunk)).toBe('malformed_topic');
  expect(gate.refusedTopic(chunk)).toBe(topic);
});

test('a packet that is too large and no publish has no topic', () => {
  const gate = new PacketGate(limits);
  const subscriptions = [{ topic: 'a'.repeat(200), qos: 0 as const }];
  const subscribe = generate({ cmd: 'subscribe', messageId: 1, subscriptions });
  const chunk = Buffer.concat([connect, subscribe]);
  expect(gate.inspect(chunk)).toBe('packet_too_large');
  expect(gate.refusedTopic(chunk)).toBeNull();
});
