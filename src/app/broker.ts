import { readFileSync } from 'node:fs';
import { type Profile, subscriptionsOf } from '../contract/profile.ts';
import { topicRoot, upChannels } from '../contract/topics.ts';
import { startEmbeddedBroker } from '../mqtt/embedded-broker.ts';
import { connectExternalBroker } from '../mqtt/external-broker.ts';
import type { Clock, DeviceMessenger, DeviceRegistry, Log } from '../service/ports.ts';
import { brokerSignIn } from './authenticate.ts';
import type { Config, EmbeddedMqttConfig, ExternalMqttConfig } from './config/config.ts';
import type { Core } from './core.ts';

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
  readonly profiles: readonly Profile[];
  readonly clock: Clock;
  readonly log: Log;
}

export function startBroker(parts: BrokerParts): Promise<Broker> {
  const { mqtt } = parts.config;
  return mqtt.mode === 'embedded' ? startEmbedded(mqtt, parts) : connectExternal(mqtt, parts);
}

async function startEmbedded(mqtt: EmbeddedMqttConfig, parts: BrokerParts): Promise<Broker> {
  const { config, core, registry, profiles, clock, log } = parts;
  const { tls, limits, host, port } = mqtt;
  const broker = await startEmbeddedBroker({
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
      profiles,
    }),
    clock,
    log,
    limits,
  });
  return {
    url: `mqtt://${host}:${broker.port}`,
    messenger: broker.messenger,
    status: () => ({ ok: true, detail: `${broker.stats().connections} connections` }),
    forgetUser: (username) => broker.forgetUser(username),
    close: () => broker.close(),
  };
}
