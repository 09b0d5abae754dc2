import { connect, type Socket } from 'node:net';
import { type Packet, parser } from 'mqtt-packet';
import {
  connectBytes,
  disconnectBytes,
  type Identity,
  type OutgoingMessage,
  pingBytes,
  pubackBytes,
  publishBytes,
  refusalOf,
  subscribeBytes,
} from './packets.ts';

export interface LinkOptions {
  readonly host: string;
  readonly port: number;
  readonly identity: Identity;
  readonly subscriptions: readonly string[];
  /** Epoch ms. */
  readonly now: () => number;
  /** Uniform in 0 ≤ value < 1: spreads the attempts of many devices. */
  readonly random: () => number;
  /** No attempt before this time, epoch ms. */
  readonly firstAttemptAt: number;
  /** The broker has accepted the device. */
  readonly onUp: () => void;
  /** The connection is gone, or was refused; the next attempt comes by itself. */
  readonly onDown: (reason: string) => void;
  readonly onMessage: (topic: string, payload: Uint8Array) => void;
}

export interface MqttLink {
  readonly up: boolean;
  /** Published and not yet acknowledged. */
  readonly inFlight: number;
  /**
   * Publishes with QoS 1; call it only while `up`. `settled` is called once: true when the broker
   * has acknowledged, false when the connection ended before it did.
   */
  publish(message: OutgoingMessage, settled: (acknowledged: boolean) => void): void;
  /** Connects when it is time to, and finds out about a dead connection. Call it every second or so. */
  tick(): void;
  /** Says goodbye, so that no last will is sent, and stays closed. */
  close(): void;
}

const keepAliveS = 60;
const connectTimeoutMs = 30_000;
const retryMsMin = 1_000;
const retryMsMax = 60_000;
const subscribeId = 65_535;
const messageIdMax = 65_534;

type Phase = 'down' | 'connecting' | 'up' | 'closed';

/**
 * A lean MQTT 3.1.1 client for many simulated devices in one process: one socket and no timer each.
 * After a failure it waits from 1 s doubling up to 60 s, half of it by chance.
 */
export function openLink(options: LinkOptions): MqttLink {
  return new SocketLink(options);
}

class SocketLink implements MqttLink {
  readonly #options: LinkOptions;
  readonly #settleById = new Map<number, (acknowledged: boolean) => void>();
  #phase: Phase = 'down';
  #socket: Socket | null = null;
  #failures = 0;
  #nextAttemptAt: number;
  #lastId = 0;
  #phaseSince = 0;
  #heardAt = 0;
  #saidAt = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#nextAttemptAt = options.firstAttemptAt;
  }

  get up(): boolean {
    return this.#phase === 'up';
  }

  get inFlight(): number {
    return this.#settleById.size;
  }

  publish(message: OutgoingMessage, settled: (acknowledged: boolean) => void): void {
    const messageId = this.#freeId();
    this.#settleById.set(messageId, settled);
    this.#write(publishBytes(messageId, message));
  }

  tick(): void {
    const now = this.#options.now();
    if (this.#phase === 'down' && now >= this.#nextAttemptAt) this.#connect(now);
    else if (this.#phase === 'connecting' && now - this.#phaseSince > connectTimeoutMs) {
      this.#drop('the broker did not answer in time');
    } else if (this.#phase === 'up') this.#keepAlive(now);
  }

  close(): void {
    const socket = this.#socket;
    if (this.#phase === 'up') this.#write(disconnectBytes);
    this.#phase = 'closed';
    this.#socket = null;
    socket?.end();
    this.#settleAll();
  }

  #keepAlive(now: number): void {
    const periodMs = keepAliveS * 1_000;
    if (now - this.#heardAt > 1.5 * periodMs) this.#drop('the broker went silent');
    else if (now - Math.min(this.#saidAt, this.#heardAt) > periodMs / 2) this.#write(pingBytes);
  }

  #connect(now: number): void {
    const { host, port, identity } = this.#options;
    this.#phase = 'connecting';
    this.#phaseSince = now;
    const socket = connect({ host, port, noDelay: true });
    this.#socket = socket;
    const packets = parser({ protocolVersion: 4 });
    packets.on('packet', (packet: Packet) => this.#receive(packet));
    packets.on('error', () => this.#drop('the broker sent what is not MQTT'));
    socket.on('connect', () => socket.write(connectBytes(identity, keepAliveS)));
    socket.on('data', (bytes) => {
      if (this.#socket !== socket || typeof bytes === 'string') return;
      this.#heardAt = this.#options.now();
      packets.parse(bytes);
    });
    socket.on('error', (error) => this.#lost(socket, error.message));
    socket.on('close', () => this.#lost(socket, 'the connection was closed'));
  }

  #receive(packet: Packet): void {
    if (this.#phase === 'connecting') this.#greet(packet);
    else if (packet.cmd === 'puback') this.#settle(packet.messageId ?? 0, true);
    else if (packet.cmd === 'publish') {
      if (packet.qos > 0) this.#write(pubackBytes(packet.messageId ?? 0));
      const { payload } = packet;
      const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
      this.#options.onMessage(packet.topic, bytes);
    }
  }

  #greet(packet: Packet): void {
    const refusal = refusalOf(packet);
    if (refusal !== null) {
      this.#drop(refusal);
      return;
    }
    this.#phase = 'up';
    this.#failures = 0;
    this.#write(subscribeBytes(subscribeId, this.#options.subscriptions));
    this.#options.onUp();
  }

  /** A socket that was given up still tells of its end, which says nothing about the present one. */
  #lost(socket: Socket, reason: string): void {
    if (this.#socket === socket) this.#drop(reason);
  }

  #drop(reason: string): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.destroy();
    if (this.#phase === 'closed') return;
    this.#phase = 'down';
    const waitMs = Math.min(retryMsMax, retryMsMin * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    this.#nextAttemptAt = this.#options.now() + waitMs * (0.5 + 0.5 * this.#options.random());
    this.#settleAll();
    this.#options.onDown(reason);
  }

  #settle(messageId: number, acknowledged: boolean): void {
    const settled = this.#settleById.get(messageId);
    if (settled === undefined) return;
    this.#settleById.delete(messageId);
    settled(acknowledged);
  }

  #settleAll(): void {
    for (const messageId of [...this.#settleById.keys()]) this.#settle(messageId, false);
  }

  #freeId(): number {
    do {
      this.#lastId = (this.#lastId % messageIdMax) + 1;
    } while (this.#settleById.has(this.#lastId));
    return this.#lastId;
  }

  #write(bytes: Buffer): void {
    this.#saidAt = this.#options.now();
    this.#socket?.write(bytes);
  }
}
