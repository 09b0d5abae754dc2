import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Client, PublishPacket } from 'aedes';
import { topicOf } from '../contract/topics.ts';
import type { Authenticate, Clock, DeviceMessenger, Log, MessageSink } from '../service/ports.ts';
import { BackPressure } from './back-pressure.ts';
import { BrokerCore } from './broker-core.ts';
import { type BrokerLink, errorPayload } from './broker-link.ts';
import { AlreadyRefused, BrokerRules, type Session } from './broker-rules.ts';
import { ConnectionBook } from './connection-book.ts';
import { GatedSocket } from './gated-socket.ts';
import { type BrokerLimits, defaultBrokerLimits } from './limits.ts';
import { type Listeners, type ListenOptions, listen } from './listeners.ts';
import { OccasionalLog } from './occasional-log.ts';
import { PasswordChecks } from './password-checks.ts';
import { ToolFeed } from './tool-feed.ts';

export interface EmbeddedBrokerOptions extends ListenOptions {
  readonly sink: MessageSink;
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<BrokerLimits>;
}

export interface EmbeddedBrokerStats {
  readonly connections: number;
  readonly waitingForConnect: number;
  /** Connections closed because there were too many. */
  readonly turnedAway: number;
  /** Messages handed to the sink since the start. */
  readonly accepted: number;
  /** Messages handed to the sink and not yet durable. */
  readonly unacknowledged: number;
  readonly unacknowledgedBytes: number;
  /** Messages that a slow subscriber did not get. */
  readonly dropped: number;
  /** Times that a connection came to its rate bound. */
  readonly throttled: number;
  readonly passwordsChecked: number;
  readonly passwordsRecalled: number;
  readonly passwordsQueued: number;
}

const tcpKeepAliveMs = 60_000;

/** Packets that a client may send with CONNECT, before it is answered; one more closes it. */
const packetsBeforeConnackMax = 100;

const faultDetails = {
  no_connect_first: 'The first packet was not CONNECT.',
  packet_too_large: 'A packet announced more bytes than are taken.',
  malformed_length: 'A packet had a length that MQTT cannot have.',
  malformed_topic: 'Nothing can be published on a topic that is empty or has a wildcard.',
} as const;

/** Ends of connections, in the words of aedes, that say nothing about the peer's manners. */
const ordinaryEnds: ReadonlySet<string> = new Set([
  'keep alive timeout',
  'connection closed',
  'drain timeout',
]);

/** Starts an MQTT 3.1.1 broker; rejects where it cannot listen. */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const broker = new EmbeddedBroker(options);
  try {
    await broker.open(options);
    return broker;
  } catch (error) {
    await broker.close();
    throw error;
  }
}

class EmbeddedBroker implements BrokerLink {
  readonly #options: EmbeddedBrokerOptions;
  readonly #limits: BrokerLimits;
  readonly #pressure: BackPressure;
  readonly #book: ConnectionBook;
  readonly #checks: PasswordChecks;
  readonly #feed: ToolFeed;
  readonly #rules: BrokerRules;
  readonly #core: BrokerCore;
  readonly #occasionalLog: OccasionalLog;
  #listeners: Listeners | null = null;
  #throttled = 0;

  constructor(options: EmbeddedBrokerOptions) {
    const { clock, sink, authenticate, log } = options;
    const limits = { ...defaultBrokerLimits, ...options.limits };
    this.#options = options;
    this.#limits = limits;
    this.#occasionalLog = new OccasionalLog({ log, clock });
    this.#pressure = new BackPressure(limits.unacknowledgedBytesMax);
    this.#book = new ConnectionBook(limits);
    this.#checks = new PasswordChecks({ authenticate, clock, limits });
    this.#feed = new ToolFeed({ clock, limits });
    this.#rules = new BrokerRules({
      sink,
      limits,
      pressure: this.#pressure,
      book: this.#book,
      checks: this.#checks,
    });
    this.#core = new BrokerCore(
      {
        ...this.#rules.hooks(),
        // Without a bound, since a full inner queue would grow without one.
        concurrency: 0,
        connectTimeout: limits.connectTimeoutMs,
        drainTimeout: limits.drainTimeoutMs,
        maxInflightInbound: limits.halfDonePublishesMax,
        maxClientsIdLength: limits.controlPacketBytesMax,
        queueLimit: packetsBeforeConnackMax,
      },
      this.#feed,
    );
    this.#follow();
  }

  get port(): number {
    return this.#listeners?.port ?? 0;
  }

  get tlsPort(): number | null {
    return this.#listeners?.tlsPort ?? null;
  }

  readonly messenger: DeviceMessenger = {
    sendError: (deviceId, error) => {
      const packet = downPacket(topicOf(deviceId, 'error'), errorPayload(error), 0);
      this.#core.publish(packet, () => undefined);
    },
  };

  async open(options: ListenOptions): Promise<void> {
    await this.#core.listen();
    this.#listeners = await listen(options, this.#limits, {
      onSocket: (socket) => this.#letIn(socket),
      onTlsFailure: ({ message }) =>
        this.#occasionalLog.warn({ cause: message }, 'A TLS handshake failed.'),
    });
  }

  publish(topic: string, payload: Uint8Array | string): Promise<void> {
    const body = typeof payload === 'string' ? payload : Buffer.from(payload);
    return new Promise((resolve, reject) => {
      this.#core.publish(downPacket(topic, body, 1), (error) =>
        error ? reject(error) : resolve(),
      );
    });
  }

  /** The name's credential has changed: its connections are closed and it is checked anew. */
  forgetUser(username: string): void {
    this.#checks.forget(username);
    this.#book.closeUser(username);
  }

  stats(): EmbeddedBrokerStats {
    const { open, waitingForConnect, turnedAway } = this.#book.counts;
    const { messages, bytes } = this.#pressure.waiting;
    const { checked, recalled, queued } = this.#checks.stats;
    return {
      connections: open,
      waitingForConnect,
      turnedAway,
      accepted: this.#rules.counts.accepted,
      unacknowledged: messages,
      unacknowledgedBytes: bytes,
      dropped: this.#rules.counts.dropped + this.#feed.dropped,
      throttled: this.#throttled,
      passwordsChecked: checked,
      passwordsRecalled: recalled,
      passwordsQueued: queued,
    };
  }

  /** What has been let in and becomes durable within the grace time is still acknowledged. */
  async close(): Promise<void> {
    this.#rules.close();
    const closed = this.#listeners?.close();
    await this.#pressure.stop(this.#limits.closeGraceMs);
    // The last acknowledgements leave at the end of this turn.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => this.#core.close(resolve));
    this.#book.closeAll();
    await closed;
  }

  #letIn(socket: Socket): void {
    if (!this.#book.admit(socket)) return;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, tcpKeepAliveMs);
    const gated = new GatedSocket(socket, {
      clock: this.#options.clock,
      limits: this.#limits,
      pressure: this.#pressure,
      events: {
        mayTake: (topic) => this.#rules.mayTake(session, topic),
        handOver: (topic, payload, onDurable) =>
          this.#rules.handOver(topic, payload, () => {
            onDurable();
            this.#feed.offer(topic, payload);
          }),
        onFault: (fault, topic) => {
          const code = fault === 'packet_too_large' ? fault : 'protocol_error';
          this.#rules.refuse(session, code, faultDetails[fault], topic);
          socket.destroy();
        },
        onThrottle: () => {
          this.#throttled += 1;
          const { remoteAddress } = socket;
          this.#occasionalLog.warn({ remoteAddress }, 'A connection is at its rate bound.');
        },
        onFlood: () => {
          this.#rules.refuse(session, 'flood', 'The connection stayed at its rate bound.');
          socket.destroy();
        },
      },
    });
    const session: Session = {
      socket,
      gated,
      filters: new Set(),
      refusedSubscriptions: 0,
      willTopic: null,
      signedIn: null,
    };
    this.#rules.sessions.set(socket, session);
    socket.once('close', () => this.#feed.drop(socket));
    this.#core.handle(socket);
  }

  #follow(): void {
    const onEnd = (client: Client, error: Error) => this.#judgeEnd(client, error);
    this.#core.on('clientError', onEnd);
    this.#core.on('connectionError', onEnd);
    const faults: EventEmitter = this.#core;
    faults.on('error', (error: Error) =>
      this.#options.log.error({ err: error }, 'The embedded broker reports a fault of its own.'),
    );
    this.#core.on('subscribe', (subscriptions, { conn }) => {
      const session = this.#rules.sessions.get(conn);
      if (session?.signedIn?.principal.type !== 'tool' || conn.destroyed) return;
      const granted = subscriptions.map(({ topic }) => topic).filter((t) => session.filters.has(t));
      if (granted.length > 0) this.#feed.add(conn, granted);
    });
    this.#core.on('unsubscribe', (filters, { conn }) => {
      for (const filter of filters) this.#rules.sessions.get(conn)?.filters.delete(filter);
      this.#feed.remove(conn, filters);
    });
  }

  /** Aedes ends a connection with an error: tells the sink where the peer broke the protocol. */
  #judgeEnd({ conn }: Client, error: Error): void {
    if (error instanceof AlreadyRefused || 'code' in error || ordinaryEnds.has(error.message)) {
      return;
    }
    this.#rules.refuse(this.#rules.sessions.get(conn), 'protocol_error', `${error.message}.`);
  }
}

export type { EmbeddedBroker };

function downPacket(topic: string, payload: Buffer | string, qos: 0 | 1): PublishPacket {
  return { cmd: 'publish', topic, payload, qos, dup: false, retain: false };
}
