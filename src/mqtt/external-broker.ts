import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { topicOf } from '../contract/topics.ts';
import type { Clock, DeviceMessenger, Log, MessageSink } from '../service/ports.ts';
import { reconnectDelayMs } from './backoff.ts';
import { type BrokerLink, errorPayload } from './broker-link.ts';
import { ExternalInbox, type InboxLimits } from './external-inbox.ts';
import { OccasionalLog } from './occasional-log.ts';

export interface ExternalBrokerLimits extends InboxLimits {
  /** Messages that the broker may have sent without acknowledgement; only MQTT 5 can say so. */
  readonly receiveMax: number;
  /** MQTT 5 brokers leave out larger packets; under MQTT 3.1.1 the broker's own setting must. */
  readonly packetBytesMax: number;
  /** How long the broker keeps the session while the service is away. */
  readonly sessionExpiryS: number;
  /** Publishes that the broker has not acknowledged; the next one is rejected. */
  readonly unansweredPublishesMax: number;
  /** Waiting to be sent; past it errors to devices are dropped. */
  readonly outgoingBytesMax: number;
  readonly connectTimeoutMs: number;
  /** How long closing waits for messages that are not yet durable. */
  readonly closeGraceMs: number;
}

export const defaultExternalBrokerLimits: ExternalBrokerLimits = {
  payloadBytesMax: 262_144,
  unacknowledgedBytesMax: 64_000_000,
  receiveMax: 10_000,
  packetBytesMax: 16_777_216,
  sessionExpiryS: 604_800,
  unansweredPublishesMax: 1_000,
  outgoingBytesMax: 1_000_000,
  connectTimeoutMs: 10_000,
  closeGraceMs: 500,
};

export interface ExternalBrokerOptions {
  /** `mqtt://host:port`, or `mqtts://host:port` over TLS. */
  readonly url: string;
  /** 5 is MQTT 5, 4 is MQTT 3.1.1. */
  readonly protocolVersion: 4 | 5;
  /** Fixed: the broker keeps the session under it. */
  readonly clientId: string;
  readonly username: string | null;
  readonly password: string | null;
  /** Subscribes to `$share/<group>/…`, so that several services share the messages. */
  readonly sharedGroup: string | null;
  /** PEM texts; an authority that is left out is one of the system's. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string } | null;
  /** A line that says nothing for one and a half times as long is given up. */
  readonly keepAliveS: number;
  readonly topics: readonly string[];
  readonly sink: MessageSink;
  readonly clock: Clock;
  /** 0–1, spreads reconnections. */
  readonly random: () => number;
  readonly log: Log;
  readonly limits?: Partial<ExternalBrokerLimits>;
}

export interface ExternalBrokerStats {
  /** Signed in and subscribed. */
  readonly connected: boolean;
  readonly connections: number;
  /** Reconnections at which the broker had forgotten the session, and with it what it had queued. */
  readonly lostSessions: number;
  /** Messages handed to the sink since the start. */
  readonly accepted: number;
  /** Messages handed to the sink and not yet durable. */
  readonly unacknowledged: number;
  /** Errors to devices that could not be sent. */
  readonly dropped: number;
}

export interface ExternalBroker extends BrokerLink {
  stats(): ExternalBrokerStats;
}

/** Connects in the background, for as long as it takes, and again whenever the broker was lost. */
export function connectExternalBroker(options: ExternalBrokerOptions): ExternalBroker {
  const connection = new ExternalConnection(options);
  connection.open();
  return connection;
}

class ExternalConnection implements ExternalBroker {
  readonly #options: ExternalBrokerOptions;
  readonly #limits: ExternalBrokerLimits;
  readonly #inbox: ExternalInbox;
  readonly #occasionalLog: OccasionalLog;
  /** Rejects publishes that the connection takes with it when it ends. */
  readonly #unanswered = new Set<(error: Error) => void>();
  #client: MqttClient | null = null;
  #timer: NodeJS.Timeout | null = null;
  #subscribed = false;
  #closing = false;
  #failures = 0;
  #connections = 0;
  #lostSessions = 0;
  #dropped = 0;

  constructor(options: ExternalBrokerOptions) {
    this.#options = options;
    this.#limits = { ...defaultExternalBrokerLimits, ...options.limits };
    this.#inbox = new ExternalInbox(options.sink, this.#limits);
    this.#occasionalLog = new OccasionalLog(options);
  }

  readonly messenger: DeviceMessenger = {
    sendError: (deviceId, error) => {
      const client = this.#client;
      const busy = (client?.stream.writableLength ?? 0) > this.#limits.outgoingBytesMax;
      if (client?.connected && !busy) {
        client.publish(topicOf(deviceId, 'error'), errorPayload(error), { qos: 0 });
      } else {
        this.#dropped += 1;
      }
    },
  };

  publish(topic: string, payload: Uint8Array | string): Promise<void> {
    return new Promise((resolve, reject) => {
      const client = this.#client;
      if (!client?.connected) {
        reject(new Error('The broker is not connected.'));
        return;
      }
      if (this.#unanswered.size >= this.#limits.unansweredPublishesMax) {
        reject(new Error('The broker has too many publishes to acknowledge.'));
        return;
      }
      this.#unanswered.add(reject);
      const body = typeof payload === 'string' ? payload : Buffer.from(payload);
      client.publish(topic, body, { qos: 1 }, (error) => {
        this.#unanswered.delete(reject);
        if (error) reject(error);
        else resolve();
      });
    });
  }

  stats(): ExternalBrokerStats {
    const connected = this.#subscribed;
    return {
      connected,
      connections: this.#connections,
      lostSessions: this.#lostSessions,
      ...this.#inbox.counts,
      dropped: this.#dropped,
    };
  }

  open(): void {
    const client = connect(this.#options.url, this.#clientOptions());
    this.#client = client;
    this.#inbox.attach(client);
    client.on('connect', ({ sessionPresent }) => this.#subscribe(client, sessionPresent));
    client.on('error', (error) => this.#warn(error));
    client.once('close', () => this.#lost(client));
  }

  /** What becomes durable within the grace time is still acknowledged. */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const client = this.#client;
    if (client === null) return;
    await this.#inbox.stop(client.connected ? this.#limits.closeGraceMs : 0);
    const force = setTimeout(() => client.end(true), this.#limits.closeGraceMs);
    await client.endAsync(!client.connected);
    clearTimeout(force);
  }

  #clientOptions(): IClientOptions {
    const { protocolVersion, clientId, username, password, tls, keepAliveS } = this.#options;
    const { receiveMax, packetBytesMax, sessionExpiryS, connectTimeoutMs } = this.#limits;
    return {
      protocolVersion,
      clientId,
      ...(username !== null && { username }),
      ...(password !== null && { password }),
      ...tls,
      clean: false,
      keepalive: keepAliveS,
      connectTimeout: connectTimeoutMs,
      // A new client for each connection: what mqtt.js carries over from one to the next has no bound.
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      ...(protocolVersion === 5 && {
        properties: {
          sessionExpiryInterval: sessionExpiryS,
          receiveMaximum: receiveMax,
          maximumPacketSize: packetBytesMax,
        },
      }),
    };
  }

  #subscribe(client: MqttClient, sessionPresent: boolean): void {
    const { topics, sharedGroup, protocolVersion, url, log } = this.#options;
    const filters = topics.map((topic) =>
      sharedGroup === null ? topic : `$share/${sharedGroup}/${topic}`,
    );
    // With `rh` 1 an MQTT 5 broker sends retained messages for new subscriptions only.
    const how = protocolVersion === 5 ? { qos: 1 as const, rh: 1 } : { qos: 1 as const };
    client.subscribe([...filters], how, (error) => {
      if (error) {
        this.#warn(error);
        client.end(true);
        return;
      }
      if (!sessionPresent && this.#connections > 0) this.#sessionLost();
      this.#failures = 0;
      this.#connections += 1;
      this.#subscribed = true;
      log.info({ url, protocolVersion, sessionPresent }, 'Connected to the broker.');
    });
  }

  /** The broker began anew, without what it had acknowledged to devices and kept for the service. */
  #sessionLost(): void {
    const { url, log } = this.#options;
    this.#lostSessions += 1;
    log.warn({ url }, 'The broker has lost the session; what it had queued in it did not arrive.');
  }

  #lost(client: MqttClient): void {
    this.#subscribed = false;
    client.end(true);
    for (const reject of this.#unanswered) reject(new Error('The broker was lost.'));
    this.#unanswered.clear();
    if (this.#closing) return;
    const delayMs = reconnectDelayMs(this.#failures, this.#options.random());
    this.#failures += 1;
    this.#timer = setTimeout(() => this.open(), delayMs);
    this.#occasionalLog.warn({ url: this.#options.url, delayMs }, 'The broker is not connected.');
  }

  #warn(error: Error): void {
    const { url } = this.#options;
    this.#occasionalLog.warn({ url, cause: error.message }, 'The connection to the broker failed.');
  }
}
