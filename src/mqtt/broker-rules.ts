import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AedesOptions, AuthenticateError, Client, PublishPacket } from 'aedes';
import { parseNativeTopic } from '../contract/topics.ts';
import type { MessageSink, Principal, RefusalCode } from '../service/ports.ts';
import type { BackPressure } from './back-pressure.ts';
import type { ConnectionBook } from './connection-book.ts';
import type { GatedSocket } from './gated-socket.ts';
import type { BrokerLimits } from './limits.ts';
import type { PasswordChecks } from './password-checks.ts';
import { type Rights, rightsOf } from './rights.ts';
import { isDownTopic } from './topic-filter.ts';

/** Return codes of CONNACK in MQTT 3.1.1. */
const serverUnavailable = 3;
const badCredentials = 4;
const notAuthorized = 5;

/** A connection that has been let in, and what is known of it. */
export interface Session {
  readonly socket: Socket;
  readonly gated: GatedSocket;
  readonly filters: Set<string>;
  refusedSubscriptions: number;
  willTopic: string | null;
  signedIn: { readonly principal: Principal; readonly rights: Rights } | null;
}

/** Closes a connection whose fault has been told to the sink already. */
export class AlreadyRefused extends Error implements AuthenticateError {
  readonly returnCode: number;

  constructor(returnCode: number = notAuthorized) {
    super('refused');
    this.returnCode = returnCode;
  }
}

export function deviceIdOf(session: Session | undefined): string | null {
  const principal = session?.signedIn?.principal;
  return principal?.type === 'device' ? principal.deviceId : null;
}

/** Decides what each connection may do, and hands over what devices publish. */
export class BrokerRules {
  readonly sessions = new WeakMap<Duplex, Session>();
  readonly #sink: MessageSink;
  readonly #limits: BrokerLimits;
  readonly #pressure: BackPressure;
  readonly #book: ConnectionBook;
  readonly #checks: PasswordChecks;
  #closing = false;
  #accepted = 0;
  #dropped = 0;

  constructor(deps: {
    sink: MessageSink;
    limits: BrokerLimits;
    pressure: BackPressure;
    book: ConnectionBook;
    checks: PasswordChecks;
  }) {
    this.#sink = deps.sink;
    this.#limits = deps.limits;
    this.#pressure = deps.pressure;
    this.#book = deps.book;
    this.#checks = deps.checks;
  }

  get counts(): { readonly accepted: number; readonly dropped: number } {
    return { accepted: this.#accepted, dropped: this.#dropped };
  }

  /**
   * From now on nothing is let in. Last wills are not either: that the broker goes down says nothing
   * about the devices.
   */
  close(): void {
    this.#closing = true;
  }

  refuse(
    session: Session | undefined,
    code: RefusalCode,
    detail: string,
    topic: string | null = null,
  ): void {
    const deviceId = deviceIdOf(session);
    this.#sink.refuse({ code, detail, deviceId, topic, payload: null });
  }

  hooks(): Required<
    Pick<
      AedesOptions,
      'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'
    >
  > {
    return {
      preConnect: (client, packet, done) => {
        const session = this.sessions.get(client.conn);
        if (session !== undefined) {
          this.#book.connectArrived(session.socket);
          session.willTopic = packet.will?.topic ?? null;
        }
        // Sessions end with their connection: what would be queued for an absent device has expired
        // when it is back, and a queue in memory would need a bound of its own.
        packet.clean = true;
        // One name cannot take over the connection of another by using its client id.
        if (packet.clientId !== '' && packet.username !== undefined) {
          packet.clientId = `${packet.username.length}:${packet.username}:${packet.clientId}`;
        }
        done(null, true);
      },
      authenticate: (client, username, password, done) => {
        this.#signIn(client, username ?? '', password?.toString() ?? '').then(
          (refusal) => done(refusal, refusal === null),
          () => done(new AlreadyRefused(serverUnavailable), null),
        );
      },
      authorizePublish: (client, packet, done) => this.#takePublish(client, packet, done),
      authorizeSubscribe: (client, subscription, done) => {
        const verdict = this.#maySubscribe(this.sessions.get(client.conn), subscription.topic);
        if (verdict === 'close') done(new AlreadyRefused());
        else done(null, verdict === 'granted' ? subscription : null);
      },
      authorizeForward: (client, packet) => {
        if (client.conn.writableLength <= this.#limits.outgoingBytesMax) return packet;
        this.#dropped += 1;
        return null;
      },
    };
  }

  async #signIn(client: Client, username: string, secret: string): Promise<AlreadyRefused | null> {
    const session = this.sessions.get(client.conn);
    if (session === undefined || this.#closing) return new AlreadyRefused(serverUnavailable);
    const answer = await this.#checks.check(username, secret, () => !client.closed);
    if (client.closed) return new AlreadyRefused(serverUnavailable);
    if (answer.result === 'unavailable') return new AlreadyRefused(serverUnavailable);
    const who = `${JSON.stringify(username.slice(0, 64))} from ${session.socket.remoteAddress}`;
    if (answer.result === 'refused') {
      this.refuse(session, 'bad_credentials', `Unknown name or wrong secret: ${who}.`);
      return new AlreadyRefused(badCredentials);
    }
    const rights = rightsOf(answer.principal);
    if (session.willTopic !== null && !rights.mayPublish(session.willTopic)) {
      this.refuse(session, 'foreign_topic', `The last will of ${who} is on a foreign topic.`);
      return new AlreadyRefused();
    }
    if (!this.#book.signIn(session.socket, username)) {
      this.refuse(session, 'flood', `Too many connections of ${who}.`);
      return new AlreadyRefused(serverUnavailable);
    }
    session.signedIn = { principal: answer.principal, rights };
    session.gated.signedIn = true;
    return null;
  }

  #takePublish(
    client: Client | null,
    packet: PublishPacket,
    done: (error?: Error | null) => void,
  ): void {
    const session = client === null ? undefined : this.sessions.get(client.conn);
    const signedIn = session?.signedIn;
    if (signedIn === undefined || signedIn === null || this.#closing) {
      done(new AlreadyRefused());
      return;
    }
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    const { topic } = packet;
    if (!signedIn.rights.mayPublish(topic)) {
      const deviceId = deviceIdOf(session);
      const detail = 'Published on a topic that is not its own.';
      this.#sink.refuse({ code: 'foreign_topic', detail, deviceId, topic, payload });
      done(new AlreadyRefused());
      return;
    }
    if (packet.retain) packet.retain = this.#mayRetain(topic, payload);
    if (signedIn.principal.type === 'tool' && isDownTopic(topic)) {
      done();
      return;
    }
    this.handOver(topic, payload, () => {
      session?.gated.brokerAcknowledges();
      done();
    });
  }

  /** Whether a publish that is not retained may be handed over without asking the broker. */
  mayTake({ signedIn }: Session, topic: string): boolean {
    if (signedIn === null || this.#closing) return false;
    return signedIn.rights.mayPublish(topic) && !isDownTopic(topic);
  }

  handOver(topic: string, payload: Buffer, done: () => void): void {
    const bytes = payload.length;
    this.#accepted += 1;
    this.#pressure.begin(bytes);
    this.#sink.accept({ topic, payload }, () => {
      this.#pressure.end(bytes);
      done();
    });
  }

  /** Only what says whether a device is there: everything else is kept by the service itself. */
  #mayRetain(topic: string, payload: Buffer): boolean {
    return (
      payload.length <= this.#limits.retainedBytesMax &&
      parseNativeTopic(topic)?.channel === 'status'
    );
  }

  #maySubscribe(session: Session | undefined, filter: string): 'granted' | 'refused' | 'close' {
    const signedIn = session?.signedIn;
    if (session === undefined || signedIn === undefined || signedIn === null) return 'close';
    const { filters } = session;
    const full = !filters.has(filter) && filters.size >= this.#limits.subscriptionsMax;
    if (!full && signedIn.rights.maySubscribe(filter)) {
      filters.add(filter);
      return 'granted';
    }
    session.refusedSubscriptions += 1;
    const detail = full ? 'Too many subscriptions.' : 'Subscribed to a topic that is not its own.';
    const deviceId = deviceIdOf(session);
    this.#sink.refuse({ code: 'foreign_topic', detail, deviceId, topic: filter, payload: null });
    return session.refusedSubscriptions > this.#limits.refusedSubscriptionsMax
      ? 'close'
      : 'refused';
  }
}
