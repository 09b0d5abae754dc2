import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { generate, type Packet, parser } from 'mqtt-packet';
import { expect, test } from 'vitest';
import { PacketGate } from '../../../src/mqtt/packet-gate.ts';
import { PublishLane } from '../../../src/mqtt/publish-lane.ts';

const limits = { controlPacketBytesMax: 10_000, packetBytesMax: 100_000 };
const own = 'paulownia/v1/pv-1/telemetry';
const foreign = 'paulownia/v1/pv-2/telemetry';

interface Sent {
  readonly topic: string;
  readonly payload: string | Buffer;
  readonly messageId: number;
  readonly retain?: boolean;
  readonly qos?: 0 | 1 | 2;
}

function publish({ topic, payload, messageId, retain = false, qos = 1 }: Sent): Buffer {
  return generate({ cmd: 'publish', topic, payload, qos, messageId, retain, dup: false });
}

const ping = generate({ cmd: 'pingreq' });

/** A lane as it stands on a connection, what it took, what the broker got, and what was answered. */
class Ground {
  readonly socket = Object.assign(new EventEmitter(), {
    destroyed: false,
    cork: () => undefined,
    uncork: () => undefined,
    write: (bytes: Buffer) => this.answered.push(bytes),
  });
  readonly answered: Buffer[] = [];
  /** In the order in which they were handed over, by whom. */
  readonly seen: { by: 'lane' | 'broker'; what: string }[] = [];
  readonly waiting: (() => void)[] = [];
  readonly #gate = new PacketGate(limits);
  readonly #broker = parser();
  readonly lane = new PublishLane(
    this.socket as unknown as Socket,
    {
      mayTake: (topic) => topic === own,
      handOver: (_topic, payload, onDurable) => {
        this.seen.push({ by: 'lane', what: payload.toString() });
        this.waiting.push(onDurable);
      },
    },
    false,
  );

  constructor() {
    this.#broker.on('packet', (packet: Packet) => {
      const what = packet.cmd === 'publish' ? packet.payload.toString() : packet.cmd;
      this.seen.push({ by: 'broker', what });
    });
    this.#gate.inspect(generate({ cmd: 'connect', clientId: 'a', protocolVersion: 4 } as never));
  }

  receive(chunk: Buffer): void {
    expect(this.#gate.inspect(chunk)).toBeTypeOf('number');
    const left = this.lane.take(chunk, this.#gate.wholeBytes);
    if (left.length > 0) this.#broker.parse(left);
  }

  by(who: 'lane' | 'broker'): string[] {
    return this.seen.filter(({ by }) => by === who).map(({ what }) => what);
  }
}

function run(count: number, more: Partial<Sent> = {}): Buffer[] {
  return Array.from({ length: count }, (_, i) =>
    publish({ topic: own, payload: `m${i}`, messageId: i + 1, ...more }),
  );
}

test('of a run of publishes the broker gets the last one alone', () => {
  const ground = new Ground();
  ground.receive(Buffer.concat(run(5)));
  expect(ground.by('lane')).toEqual(['m0', 'm1', 'm2', 'm3']);
  expect(ground.by('broker')).toEqual(['m4']);
});

test.each([
  [
    'a publish on a topic that is not its own',
    publish({ topic: foreign, payload: 'x', messageId: 9 }),
  ],
  ['a retained one', publish({ topic: own, payload: 'x', messageId: 9, retain: true })],
  ['one at QoS 0', publish({ topic: own, payload: 'x', messageId: 9, qos: 0 })],
  ['one at QoS 2', publish({ topic: own, payload: 'x', messageId: 9, qos: 2 })],
])("%s, and all that follows it, is the broker's", (_name, packet) => {
  const ground = new Ground();
  const [first, ...rest] = run(3);
  ground.receive(Buffer.concat([first ?? ping, packet, ...rest]));
  expect(ground.by('lane')).toEqual(['m0']);
  expect(ground.by('broker')).toEqual(['x', 'm1', 'm2']);
});

test('however the bytes are cut, everything arrives whole, once and in order', () => {
  const packets = Array.from({ length: 60 }, (_, i) => {
    if (i % 13 === 7) return ping;
    const topic = i % 17 === 5 ? foreign : own;
    // A payload may well look like packets itself.
    const inside = run((i * 37) % 7, { topic: own });
    return publish({
      topic,
      payload: Buffer.concat([Buffer.from(`${i}:`), ...inside]),
      messageId: i + 1,
    });
  });
  const bytes = Buffer.concat(packets);
  const whole = new Ground();
  for (const packet of packets) whole.receive(packet);
  const expected = whole.seen.map(({ what }) => what);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1 }), (sizes) => {
      const ground = new Ground();
      for (let at = 0, i = 0; at < bytes.length; i += 1) {
        const end = at + (sizes[i % sizes.length] ?? 1);
        ground.receive(bytes.subarray(at, end));
        at = end;
      }
      expect(ground.seen.map(({ what }) => what)).toEqual(expected);
    }),
  );
});

test('a packet that grows byte by byte is not copied again and again', () => {
  const ground = new Ground();
  const large = publish({ topic: own, payload: 'z'.repeat(500), messageId: 3 });
  ground.receive(Buffer.concat([...run(2), large.subarray(0, 10)]));
  const left = Array.from(large.subarray(10, 500), (byte) => ground.lane.take(Buffer.of(byte), 0));
  // What was kept goes to the broker with the next byte; from then on nothing is kept.
  expect(left.map(({ length }) => length)).toEqual([11, ...left.slice(1).map(() => 1)]);
});

test('acknowledgements leave at the end of the turn in one write, and in order', async () => {
  const ground = new Ground();
  ground.receive(Buffer.concat(run(4)));
  for (const onDurable of ground.waiting) onDurable();
  expect(ground.answered).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  const acks = [1, 2, 3].map((messageId) => generate({ cmd: 'puback', messageId }));
  expect(ground.answered).toEqual([Buffer.concat(acks)]);
});

test('on a connection that is gone nothing is answered', async () => {
  const ground = new Ground();
  ground.receive(Buffer.concat(run(3)));
  ground.socket.destroyed = true;
  for (const onDurable of ground.waiting) onDurable();
  await new Promise((resolve) => setImmediate(resolve));
  expect(ground.answered).toEqual([]);
});
