import { generate, type Packet } from 'mqtt-packet';

export interface Identity {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  /** Published by the broker, retained, when the device is gone without a word. */
  readonly will: { readonly topic: string; readonly payload: string };
}

export function connectBytes(identity: Identity, keepAliveS: number): Buffer {
  return generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: identity.clientId,
    keepalive: keepAliveS,
    username: identity.username,
    password: Buffer.from(identity.password),
    will: { ...identity.will, qos: 1, retain: true },
  });
}

export function subscribeBytes(messageId: number, topics: readonly string[]): Buffer {
  const subscriptions = topics.map((topic) => ({ topic, qos: 1 as const }));
  return generate({ cmd: 'subscribe', messageId, subscriptions });
}

export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

export function publishBytes(messageId: number, message: OutgoingMessage): Buffer {
  return generate({ cmd: 'publish', messageId, qos: 1, dup: false, ...message });
}

export function pubackBytes(messageId: number): Buffer {
  return generate({ cmd: 'puback', messageId });
}

export const pingBytes: Buffer = generate({ cmd: 'pingreq' });
export const disconnectBytes: Buffer = generate({ cmd: 'disconnect' });

/** Why a broker refuses a CONNECT, MQTT 3.1.1 section 3.2.2.3. */
const refusals: Readonly<Record<number, string>> = {
  1: 'the broker does not speak MQTT 3.1.1',
  2: 'the broker does not take the client id',
  3: 'the broker is not available',
  4: 'wrong user name or password',
  5: 'not authorised',
};

/** Null where the packet accepts the connection. */
export function refusalOf(packet: Packet): string | null {
  if (packet.cmd !== 'connack') return `the broker answered ${packet.cmd} to CONNECT`;
  const code = packet.returnCode ?? 0;
  return code === 0 ? null : (refusals[code] ?? `the broker refused with code ${code}`);
}
