import type { Socket } from 'node:net';
import type { Clock } from '../service/ports.ts';
import type { BackPressure } from './back-pressure.ts';
import type { BrokerLimits } from './limits.ts';
import { type PacketFault, PacketGate } from './packet-gate.ts';
import { type LaneEvents, PublishLane } from './publish-lane.ts';
import { TokenBucket } from './token-bucket.ts';

export interface GateEvents extends LaneEvents {
  /**
   * The connection must be closed: its next packet may not reach the parser. `topic` is that of a
   * publish, where it is known.
   */
  onFault(fault: PacketFault, topic: string | null): void;
  /** The connection has come to its rate bound and is read more slowly from now on. */
  onThrottle(): void;
  /** It has been at its rate bound for longer than is borne. */
  onFlood(): void;
}

/**
 * Stands between a socket and the broker that reads it. The broker takes bytes with `read()` alone,
 * so this is the one place where packets can be measured and reading can be slowed down; nothing is
 * copied. While it answers null, the socket fills up to its high-water mark and TCP holds the sender.
 */
export class GatedSocket {
  readonly #socket: Socket;
  readonly #readSocket: (size?: number) => Buffer | null;
  readonly #clock: Clock;
  readonly #limits: BrokerLimits;
  readonly #pressure: BackPressure;
  readonly #events: GateEvents;
  readonly #gate: PacketGate;
  readonly #packets: TokenBucket;
  readonly #bytes: TokenBucket;
  #lane: PublishLane | null = null;
  #waking = false;
  #throttledSince: number | null = null;
  /** Set when the peer has signed in: until then back-pressure must not keep it from doing so. */
  signedIn = false;

  constructor(
    socket: Socket,
    deps: { clock: Clock; limits: BrokerLimits; pressure: BackPressure; events: GateEvents },
  ) {
    const { clock, limits } = deps;
    this.#socket = socket;
    this.#readSocket = socket.read.bind(socket);
    this.#clock = clock;
    this.#limits = limits;
    this.#pressure = deps.pressure;
    this.#events = deps.events;
    this.#gate = new PacketGate(limits);
    const now = clock.now();
    this.#packets = new TokenBucket(
      { perSecond: limits.packetsPerSecondMax, burst: limits.packetBurst },
      now,
    );
    this.#bytes = new TokenBucket(
      { perSecond: limits.bytesPerSecondMax, burst: limits.byteBurst },
      now,
    );
    socket.read = (size?: number) => (size === 0 ? this.#readSocket(0) : this.#read());
  }

  /** The broker is about to acknowledge a publish; from the next packet on, others may go past it. */
  brokerAcknowledges(): void {
    const brokerIsInside = !this.#gate.isBetweenPackets;
    this.#lane ??= new PublishLane(this.#socket, this.#events, brokerIsInside);
    this.#lane.flush();
  }

  #read(): Buffer | null {
    // The broker may ask again while it finishes what it had read before the end.
    if (this.#socket.destroyed || this.#waking || this.#mustWait()) return null;
    const chunk = this.#readSocket();
    if (chunk === null) return null;
    const inspected = this.#gate.inspect(chunk);
    if (typeof inspected === 'string') {
      this.#events.onFault(inspected, this.#gate.refusedTopic(chunk));
      return null;
    }
    this.#packets.take(inspected);
    this.#bytes.take(chunk.length);
    return this.#lane?.take(chunk, this.#gate.wholeBytes) ?? chunk;
  }

  #mustWait(): boolean {
    if (this.signedIn && this.#pressure.full) {
      this.#waking = true;
      this.#pressure.park(() => this.#wake());
      return true;
    }
    const now = this.#clock.now();
    const waitMs = Math.max(this.#packets.waitMs(now), this.#bytes.waitMs(now));
    if (waitMs === 0) {
      if (this.#packets.rested && this.#bytes.rested) this.#throttledSince = null;
      return false;
    }
    this.#throttle(now, waitMs);
    return true;
  }

  #throttle(now: number, waitMs: number): void {
    if (this.#throttledSince === null) {
      this.#throttledSince = now;
      this.#events.onThrottle();
    }
    if (now - this.#throttledSince > this.#limits.floodDisconnectMs) {
      this.#events.onFlood();
      return;
    }
    this.#waking = true;
    setTimeout(() => this.#wake(), waitMs).unref();
  }

  #wake(): void {
    this.#waking = false;
    if (!this.#socket.destroyed) this.#socket.emit('readable');
  }
}
