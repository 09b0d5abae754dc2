// Publishers in a process of their own. They keep what was not acknowledged and send it again after
// every reconnection, as a device does, and write down what was acknowledged at the moment that they
// hear of it: one line `<device> <measuredAt>`. Argument: the plan as JSON. Counts are told to the
// parent four times a second.
import { openSync, writeSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { generate, type Packet, parser } from 'mqtt-packet';
import {
  type LoadCounts,
  type LoadOrder,
  type LoadPlan,
  type PublisherPlan,
  payloadOf,
} from './fleet-plan.ts';

const reconnectMs = 50;
const tickMs = 5;
const tellMs = 250;
const messageIds = 65_535;

class Publisher {
  readonly #plan: PublisherPlan;
  readonly #port: number;
  readonly #windowMax: number;
  readonly #onAcknowledged: (line: string) => void;
  /** Numbers that were sent and not acknowledged, by message id, in the order of sending. */
  readonly #open = new Map<number, number>();
  #socket: Socket | null = null;
  #isGreeted = false;
  #next = 0;
  /** Messages that the device has to tell so far. */
  due = 0;
  acknowledged = 0;
  greetings = 0;

  constructor(plan: PublisherPlan, load: LoadPlan, onAcknowledged: (line: string) => void) {
    this.#plan = plan;
    this.#port = load.port;
    this.#windowMax = load.windowMax;
    this.#onAcknowledged = onAcknowledged;
  }

  connect(): void {
    const socket = connect(this.#port, '127.0.0.1');
    this.#socket = socket;
    socket.setNoDelay(true);
    const packets = parser();
    packets.on('packet', (packet: Packet) => this.#take(packet));
    socket.on('data', (chunk: Buffer) => packets.parse(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#isGreeted = false;
      setTimeout(() => this.connect(), reconnectMs);
    });
    const { deviceId, password, clientId } = this.#plan;
    socket.write(
      generate({
        cmd: 'connect',
        clientId,
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        keepalive: 0,
        username: deviceId,
        password: Buffer.from(password),
      }),
    );
  }

  drop(): void {
    this.#socket?.destroy();
  }

  advance(): void {
    if (!this.#isGreeted) return;
    const portion: Buffer[] = [];
    while (this.#next < this.due && this.#open.size < this.#windowMax) {
      const id = (this.#next % messageIds) + 1;
      this.#open.set(id, this.#next);
      portion.push(this.#packet(id, this.#next, false));
      this.#next += 1;
    }
    if (portion.length > 0) this.#socket?.write(Buffer.concat(portion));
  }

  #take(packet: Packet): void {
    if (packet.cmd === 'connack' && packet.returnCode === 0) this.#greet();
    if (packet.cmd !== 'puback') return;
    const number = this.#open.get(packet.messageId ?? 0);
    if (number === undefined) return;
    this.#open.delete(packet.messageId ?? 0);
    this.acknowledged += 1;
    this.#onAcknowledged(`${this.#plan.deviceId} ${this.#measuredAt(number)}\n`);
    this.advance();
  }

  #greet(): void {
    this.#isGreeted = true;
    this.greetings += 1;
    const again = [...this.#open].map(([id, number]) => this.#packet(id, number, true));
    if (again.length > 0) this.#socket?.write(Buffer.concat(again));
    this.advance();
  }

  #measuredAt(number: number): number {
    return this.#plan.from + number * this.#plan.spacingMs;
  }

  #packet(messageId: number, number: number, dup: boolean): Buffer {
    const topic = `paulownia/v1/${this.#plan.deviceId}/telemetry`;
    const payload = payloadOf(this.#measuredAt(number));
    return generate({ cmd: 'publish', topic, payload, qos: 1, dup, retain: false, messageId });
  }
}

const plan: LoadPlan = JSON.parse(process.argv[2] ?? '{}');
const log = openSync(plan.acknowledgedFile, 'a');
let lines: string[] = [];
function writeDown(): void {
  if (lines.length > 0) writeSync(log, lines.join(''));
  lines = [];
}
const publishers = plan.publishers.map(
  (one) =>
    new Publisher(one, plan, (line) => {
      if (lines.length === 0) setImmediate(writeDown);
      lines.push(line);
    }),
);
let rate = 0;
let owed = 0;
let turn = 0;
let before = performance.now();

function counts(): LoadCounts {
  const sum = (of: (publisher: Publisher) => number): number =>
    publishers.reduce((total, publisher) => total + of(publisher), 0);
  return {
    due: sum(({ due }) => due),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    greetings: sum(({ greetings }) => greetings),
  };
}

function tick(): void {
  const now = performance.now();
  owed += ((now - before) / 1_000) * rate;
  before = now;
  for (; owed >= 1; owed -= 1) {
    const publisher = publishers[turn % publishers.length];
    if (publisher !== undefined) publisher.due += 1;
    turn += 1;
  }
  for (const publisher of publishers) publisher.advance();
}

process.on('message', (order: LoadOrder) => {
  if (order.rate !== undefined) rate = order.rate;
  if (order.drop === true) for (const publisher of publishers) publisher.drop();
  for (const publisher of publishers) publisher.due += order.more ?? 0;
});
process.on('disconnect', () => process.exit(0));
for (const publisher of publishers) publisher.connect();
setInterval(tick, tickMs);
setInterval(() => process.send?.(counts()), tellMs);
