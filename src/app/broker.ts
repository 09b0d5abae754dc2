import { readFileSync } from 'node:fs';
import { subscriptionsOf } from '../contract/profile.ts';
import { topicRoot, upChannels } from '../contract/topics.ts';
import { startEmbeddedBroker } from '../mqtt/embedded-broker.ts';
import { connectExternalBroker } from '../mqtt/external-broker.ts';
import type { Clock, DeviceMessenger, DeviceRegistry, Log } from '../service/ports.ts';
import { brokerSignIn } from './authenticate.ts';
import type { Config, EmbeddedMqttConfig, ExternalMqttConfig } from './config/config.ts';
import type { Core } from './core.ts';
import { toldInWords } from './listen-fault.ts';

/** The way to the devices, whichever broker it leads over. */
export interface Broker {
  /** Where devices connect. */
  readonly url: string;
  readonly messenger: DeviceMessenger;
  status(): { readonly ok: boolean; readonly detail: string };
  /** A device has a new credential, or is gone: what was allowed before no longer is. */
  forgetUser(username: string): void;
  close(): Promise<void>;
}

interface BrokerParts {
  readonly config: Config;
  readonly core: Core;
  readonly registry: DeviceRegistry;
  readonly clock: Clock;
  readonly log: Log;
}

export function startBroker(parts: BrokerParts): Promise<Broker> {
  const { mqtt } = parts.config;
  return mqtt.mode === 'embedded'
    ? startEmbedded(mqtt, parts)
    : Promise.resolve(connectExternal(mqtt, parts));
}

async function startEmbedded(mqtt: EmbeddedMqttConfig, parts: BrokerParts): Promise<Broker> {
  const { config, core, registry, clock, log } = parts;
  const { tls, limits, host, port } = mqtt;
  const starting = startEmbeddedBroker({
    host,
    port,
    ...(tls === undefined
      ? {}
      : {
          tls: { port: tls.port, cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) },
        }),
    sink: core.gate,
    authenticate: brokerSignIn({
      tools: config.tools,
      registry,
      directory: core.directory,
      profiles: config.profiles,
    }),
    clock,
    log,
    limits: {
      packetBytesMax: limits.maxPacketBytes,
      packetsPerSecondMax: limits.messagesPerS,
      connectionsMax: limits.maxConnections,
    },
  });
  const broker = await toldInWords('mqtt', host, starting);
  return {
    url: `mqtt://${host}:${broker.port}`,
    messenger: broker.messenger,
    status: () => ({ ok: true, detail: `${broker.stats().connections} connections` }),
    forgetUser: (username) => broker.forgetUser(username),
    close: () => broker.close(),
  };
}

function connectExternal(mqtt: ExternalMqttConfig, parts: BrokerParts): Broker {
  const { tls, url } = mqtt;
  const pem = (file: string | undefined) =>
    file === undefined ? undefined : readFileSync(file, 'utf8');
  const broker = connectExternalBroker({
    url,
    protocolVersion: mqtt.protocolVersion,
    clientId: mqtt.clientId,
    username: mqtt.username ?? null,
    password: mqtt.password?.reveal() ?? null,
    sharedGroup: mqtt.sharedGroup ?? null,
    keepAliveS: mqtt.keepAliveS,
    tls:
      tls === undefined
        ? null
        : withoutUndefined({ ca: pem(tls.caFile), cert: pem(tls.certFile), key: pem(tls.keyFile) }),
    topics: [
      ...upChannels.map((channel) => `${topicRoot}/+/${channel}`),
      ...subscriptionsOf(parts.config.profiles),
    ],
    sink: parts.core.gate,
    clock: parts.clock,
    random: Math.random,
    log: parts.log,
  });
  return {
    url,
    messenger: broker.messenger,
    status: () => {
      const { connected, lostSessions } = broker.stats();
      const detail = connected ? `connected to ${url}` : `not connected to ${url}; trying again`;
      return { ok: connected, detail: `${detail}${toldOfSessions(lostSessions)}` };
    },
    // Mosquitto reads its own files; `paulownia mosquitto-acl` writes them.
    forgetUser: () => {},
    close: () => broker.close(),
  };
}

/** What a lost session held was acknowledged to devices by the broker and never came. */
function toldOfSessions(lost: number): string {
  if (lost === 0) return '';
  const times = lost === 1 ? 'once' : `${lost} times`;
  return `; it has lost the session ${times} since the start, and what it had queued`;
}

function withoutUndefined<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };
}
