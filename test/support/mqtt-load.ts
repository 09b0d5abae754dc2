// A load of MQTT publishers that costs little itself: packets are written by hand over plain sockets,
// and of what comes back only acknowledgements are looked at.
import { connect, type Socket } from 'node:net';
import { setInterval } from 'node:timers/promises';
import { generate } from 'mqtt-packet';

export interface LoadOptions {
  readonly port: number;
  readonly host?: string;
  readonly connections: number;
  /** Over all connections. */
  readonly messages: number;
  /** Messages a second over all connections; as fast as acknowledged where it is left out. */
  readonly rate?: number;
  readonly qos: 0 | 1;
  /** Unacknowledged messages of one connection at QoS 1. */
  readonly windowMax?: number;
  readonly topic: (connection: number) => string;
  /** `sequence` counts the messages of this connection from 0. */
  readonly payload: (connection: number, sequence: number) => string | Uint8Array;
  readonly credentials?: (connection: number) => { username: string; password: string };
}

export interface LoadResult {
  readonly sent: number;
  readonly acknowledged: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** From the moment that the message was due to its acknowledgement, ms. */
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

const writeBytes = 32_768;
const tickMs = 5;
const connectsAtOnce = 100;

function encodePublish(options: { topic: Buffer; payload: Uint8Array; messageId: number }): Buffer {
  const { topic, payload, messageId } = options;
  const length = 2 + topic.length + (messageId > 0 ? 2 : 0) + payload.length;
  const header = [messageId > 0 ? 0x32 : 0x30];
  for (let rest = length; ; rest >>= 7) {
    header.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) break;
  }
  const packet = Buffer.allocUnsafe(header.length + length);
  packet.set(header, 0);
  let at = packet.writeUInt16BE(topic.length, header.length);
  packet.set(topic, at);
  at += topic.length;
  if (messageId > 0) at = packet.writeUInt16BE(messageId, at);
  packet.set(payload, at);
  return packet;
}

/** One connection that publishes; messages are numbered 1 to 65,535 in turn. */
export class LoadConnection {
  readonly socket: Socket;
  readonly #topic: Buffer;
  readonly #dueAt = new Float64Array(65_536);
  readonly #onAck: (latencyMs: number) => void;
  #rest: Buffer = Buffer.alloc(0);
  #lastId = 0;
  #greeted: ((returnCode: number) => void) | null = null;
  sent = 0;
  acknowledged = 0;

  constructor(socket: Socket, topic: string, onAck: (latencyMs: number) => void) {
    this.socket = socket;
    this.#topic = Buffer.from(topic);
    this.#onAck = onAck;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  /** Answers the return code of CONNACK; rejects where the connection ends before. */
  greet(clientId: string, credentials?: { username: string; password: string }): Promise<number> {
    const connectPacket = generate({
      cmd: 'connect',
      clientId,
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      keepalive: 0,
      ...(credentials && {
        username: credentials.username,
        password: Buffer.from(credentials.password),
      }),
    });
    return new Promise((resolve, reject) => {
      this.#greeted = resolve;
      this.socket.once('close', () => reject(new Error('closed before CONNACK')));
      this.socket.once('error', reject);
      this.socket.write(connectPacket);
    });
  }

  encode(payload: string | Uint8Array, qos: 0 | 1, dueAt: number): Buffer {
    this.sent += 1;
    if (qos === 1) this.#lastId = (this.#lastId % 65_535) + 1;
    const messageId = qos === 1 ? this.#lastId : 0;
    this.#dueAt[messageId] = dueAt;
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    return encodePublish({ topic: this.#topic, payload: bytes, messageId });
  }

  #take(chunk: Buffer): void {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const now = performance.now();
    let at = 0;
    while (at + 2 <= data.length) {
      // What a broker sends to a publisher is shorter than 128 bytes.
      const end = at + 2 + (data[at + 1] ?? 0);
      if (end > data.length) break;
      this.#takePacket(data, at, now);
      at = end;
    }
    this.#rest = data.subarray(at);
  }

  #takePacket(data: Buffer, at: number, now: number): void {
    const type = (data[at] ?? 0) >> 4;
    if (type === 2) this.#greeted?.(data[at + 3] ?? -1);
    if (type !== 4) return;
    this.acknowledged += 1;
    this.#onAck(now - (this.#dueAt[data.readUInt16BE(at + 2)] ?? now));
  }
}

export async function openConnection(
  options: Pick<LoadOptions, 'port' | 'host' | 'topic' | 'credentials'>,
  index: number,
  onAck: (latencyMs: number) => void,
): Promise<LoadConnection> {
  const socket = connect({ port: options.port, host: options.host ?? '127.0.0.1' });
  const connection = new LoadConnection(socket, options.topic(index), onAck);
  const returnCode = await connection.greet(`load-${index}`, options.credentials?.(index));
  if (returnCode !== 0) throw new Error(`connection ${index} was refused with code ${returnCode}`);
  return connection;
}

/** Publishes `messages` over `connections` and waits until all of QoS 1 are acknowledged. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const latencies: number[] = [];
  const onAck = (latencyMs: number) => {
    latencies.push(latencyMs);
  };
  const connections: LoadConnection[] = [];
  for (let from = 0; from < options.connections; from += connectsAtOnce) {
    const count = Math.min(connectsAtOnce, options.connections - from);
    const opened = Array.from({ length: count }, (_, i) =>
      openConnection(options, from + i, onAck),
    );
    connections.push(...(await Promise.all(opened)));
  }
  const startedAt = performance.now();
  const run = options.rate === undefined ? sendAsFastAsAcknowledged : sendAtRate;
  try {
    await run(connections, options);
  } finally {
    for (const { socket } of connections) socket.destroy();
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  const sent = connections.reduce((sum, connection) => sum + connection.sent, 0);
  return {
    sent,
    acknowledged: latencies.length,
    seconds,
    perSecond: sent / seconds,
    latencyMs: { p50: at(0.5), p99: at(0.99), max: at(1) },
  };
}

function settled(connection: LoadConnection, done: () => boolean, step: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const advance = () => {
      step();
      if (done()) resolve();
    };
    connection.socket.on('data', advance);
    connection.socket.on('drain', advance);
    connection.socket.once('close', () => reject(new Error('a connection was closed under load')));
    connection.socket.on('error', reject);
    advance();
  });
}

async function sendAsFastAsAcknowledged(
  connections: readonly LoadConnection[],
  options: LoadOptions,
): Promise<void> {
  const { qos, windowMax = 1_000 } = options;
  const share = Math.floor(options.messages / connections.length);
  await Promise.all(
    connections.map((connection, index) => {
      const { socket } = connection;
      const mayGoOn = () =>
        connection.sent < share &&
        !socket.writableNeedDrain &&
        (qos === 0 || connection.sent - connection.acknowledged < windowMax);
      const step = () => {
        while (mayGoOn()) {
          const parts: Buffer[] = [];
          const now = performance.now();
          for (let bytes = 0; bytes < writeBytes && mayGoOn(); ) {
            const packet = connection.encode(options.payload(index, connection.sent), qos, now);
            parts.push(packet);
            bytes += packet.length;
          }
          socket.write(Buffer.concat(parts));
        }
      };
      const done = () =>
        qos === 0
          ? connection.sent === share && socket.writableLength === 0
          : connection.acknowledged === share;
      return settled(connection, done, step);
    }),
  );
}

/** Sends what is due, whether or not the broker keeps up, and takes turns among the connections. */
async function sendAtRate(
  connections: readonly LoadConnection[],
  options: LoadOptions,
): Promise<void> {
  const { qos, rate = 1, messages } = options;
  const startedAt = performance.now();
  let sent = 0;
  const sendOne = () => {
    const index = sent % connections.length;
    const connection = connections[index];
    if (connection === undefined) return;
    if (connection.socket.writableCorked === 0) connection.socket.cork();
    const payload = options.payload(index, connection.sent);
    connection.socket.write(connection.encode(payload, qos, startedAt + (sent / rate) * 1_000));
    sent += 1;
  };
  for await (const _ of setInterval(tickMs)) {
    const elapsedMs = performance.now() - startedAt;
    const due = Math.min(messages, Math.floor((elapsedMs / 1_000) * rate));
    while (sent < due) sendOne();
    for (const { socket } of connections) {
      if (socket.destroyed) throw new Error('a connection was closed under load');
      socket.uncork();
    }
    const answered = () => qos === 0 || connections.every((c) => c.acknowledged === c.sent);
    if (sent === messages && answered()) return;
  }
}
