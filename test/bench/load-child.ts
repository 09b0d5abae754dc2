/** The publishers, in a process of their own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { gatewayName, gatewaySecret, loadIntervalS } from './bench-county.ts';
import { answerParent } from './child.ts';
import { LoadConnection } from './load-connection.ts';
import { PacketWriter, type PayloadForm, readingsOf } from './load-packets.ts';

export interface LoadOptions {
  readonly port: number;
  /** Signs in as the gateways of the bench's county. */
  readonly signIn: boolean;
  readonly connections: number;
  /** The connections send for these in turn. */
  readonly devices: number;
  readonly form: PayloadForm;
  readonly seconds: number;
  /** Messages a second over all connections; as fast as they are acknowledged where it is null. */
  readonly rate: number | null;
  /** The devices measure now, and do not make up for the time behind them. */
  readonly isLive?: boolean;
}

export interface LoadResult {
  readonly messages: number;
  readonly readings: number;
  readonly acknowledged: number;
  /** From the first message to the last acknowledgement. */
  readonly seconds: number;
  /** From when a message was due to its acknowledgement; only at a given rate. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of it, how late the load itself sends what is due: a measure of other work on the machine. */
  readonly sendP99Ms: number;
  readonly cpuUs: number;
  readonly payloadBytes: number;
}

/** Readings under way over all connections; each connection may have one message at least. */
const inFlightMax = 8_000;
const connectsAtOnce = 100;
const writeBytesMax = 65_536;
const tickMs = 2;
/** How long the last acknowledgements are waited for. */
const acknowledgeMsMax = 60_000;
const checkMs = 5;

/** Late readings are taken for 30 days, which leaves time for all that is sent. */
const startedAgoMs = 25 * 86_400_000;
/** When each device has measured last, over all loads: no reading is sent twice. */
const newestAt = new Float64Array(10_000).fill(Date.now() - startedAgoMs);

async function openAll(options: LoadOptions): Promise<LoadConnection[]> {
  const connections: LoadConnection[] = [];
  for (let from = 0; from < options.connections; from += connectsAtOnce) {
    const count = Math.min(connectsAtOnce, options.connections - from);
    const opening = Array.from({ length: count }, (_, place) => {
      const index = from + place;
      const credentials = options.signIn
        ? { username: gatewayName(index), password: gatewaySecret }
        : null;
      const { port } = options;
      const timed = options.rate !== null;
      return LoadConnection.open({ port, clientId: `load-${index}`, credentials }, timed);
    });
    connections.push(...(await Promise.all(opening)));
  }
  return connections;
}

/** Sends for every `connections`-th device from its own on, in turn. */
class Sender {
  readonly connection: LoadConnection;
  readonly #writer: PacketWriter;
  readonly #options: LoadOptions;
  readonly #first: number;
  #device: number;

  constructor(
    connection: LoadConnection,
    writer: PacketWriter,
    options: LoadOptions,
    index: number,
  ) {
    this.connection = connection;
    this.#writer = writer;
    this.#options = options;
    this.#first = index % options.devices;
    this.#device = this.#first;
  }

  /** Sends `count` messages in as few writes as possible. */
  send(count: number, dueAt: number): void {
    const { bytesMax } = this.#writer;
    for (let left = count; left > 0; ) {
      const some = Math.min(left, Math.max(1, Math.floor(writeBytesMax / bytesMax)));
      const target = Buffer.allocUnsafeSlow(some * bytesMax);
      let end = 0;
      for (let nth = 0; nth < some; nth += 1) {
        const messageId = this.connection.nextId(dueAt);
        end = this.#writer.write(target, end, { device: this.#device, messageId });
        this.#device += this.#options.connections;
        if (this.#device >= this.#options.devices) this.#device = this.#first;
      }
      this.connection.socket.write(target.subarray(0, end));
      left -= some;
    }
  }
}

async function sendAsAcknowledged(
  senders: readonly Sender[],
  { form, seconds }: LoadOptions,
): Promise<number[]> {
  const inFlight = inFlightMax / senders.length / readingsOf[form];
  const windowMax = Math.max(1, Math.floor(inFlight));
  const refillAt = Math.ceil(windowMax / 2);
  const endAt = performance.now() + seconds * 1_000;
  for (const sender of senders) {
    const { connection } = sender;
    const refill = (): void => {
      const now = performance.now();
      const room = windowMax - connection.inFlight;
      if (now < endAt && room >= refillAt) sender.send(room, now);
    };
    connection.onAcknowledged = refill;
    refill();
  }
  await sleep(seconds * 1_000);
  // What is sent on an acknowledgement is never late.
  return [];
}

/** Sends what is due whether or not it is acknowledged; the connections take turns. */
async function sendAtRate(
  senders: readonly Sender[],
  { rate, seconds }: { rate: number; seconds: number },
): Promise<number[]> {
  const lateness: number[] = [];
  const began = performance.now();
  const total = Math.round(rate * seconds);
  let sent = 0;
  let turn = 0;
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * rate));
    // Each connection gets its share of a tick in one write, due when its first message was.
    const each = Math.ceil((due - sent) / senders.length);
    while (sent < due) {
      const count = Math.min(each, due - sent);
      const dueAt = began + (sent / rate) * 1_000;
      lateness.push(performance.now() - dueAt);
      senders[turn]?.send(count, dueAt);
      turn = (turn + 1) % senders.length;
      sent += count;
    }
    await sleep(tickMs);
  }
  return lateness;
}

async function allAcknowledged(connections: readonly LoadConnection[]): Promise<void> {
  const began = performance.now();
  while (connections.some(({ inFlight }) => inFlight > 0)) {
    if (performance.now() - began > acknowledgeMsMax) return;
    await sleep(checkMs);
  }
}

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}

async function load(options: LoadOptions): Promise<LoadResult> {
  const connections = await openAll(options);
  if (options.isLive === true) newestAt.fill(Date.now() - loadIntervalS * 1_000);
  const writer = new PacketWriter(options.form, options.devices, newestAt);
  const senders = connections.map(
    (connection, index) => new Sender(connection, writer, options, index),
  );
  const latencies: number[] = [];
  for (const connection of connections) connection.onLatency = (ms) => latencies.push(ms);
  const { user, system } = process.cpuUsage();
  const began = performance.now();
  const { rate, seconds } = options;
  const lateness =
    rate === null
      ? await sendAsAcknowledged(senders, options)
      : await sendAtRate(senders, { rate, seconds });
  await allAcknowledged(connections);
  const took = (performance.now() - began) / 1_000;
  const cpu = process.cpuUsage({ user, system });
  for (const { socket } of connections) socket.destroy();
  const sum = (of: (connection: LoadConnection) => number) =>
    connections.reduce((all, connection) => all + of(connection), 0);
  const sorted = Float64Array.from(latencies).sort();
  const messages = sum(({ sent }) => sent);
  return {
    messages,
    readings: messages * writer.readings,
    acknowledged: sum(({ acknowledged }) => acknowledged),
    seconds: took,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    sendP99Ms: percentile(Float64Array.from(lateness).sort(), 0.99),
    cpuUs: cpu.user + cpu.system,
    payloadBytes: writer.payloadBytes,
  };
}

const handlers = { load };
export type LoadHandlers = typeof handlers;

answerParent(handlers);
