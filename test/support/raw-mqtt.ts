import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { generate, type Packet, parser } from 'mqtt-packet';

export interface RawOptions {
  readonly username?: string;
  readonly password?: string;
  readonly clientId?: string;
  /** Published by the broker when the connection ends without a word. */
  readonly will?: { readonly topic: string; readonly payload: string };
}

export function connectPacket(options: RawOptions): Buffer {
  const { username, password = `secret-${username}`, clientId = `raw-${username}` } = options;
  return generate({
    cmd: 'connect',
    clientId,
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 0,
    ...(username !== undefined && { username, password: Buffer.from(password) }),
    ...(options.will !== undefined && {
      will: { ...options.will, payload: Buffer.from(options.will.payload), qos: 1, retain: true },
    }),
  });
}

export function publishPacket(topic: string, payload: string, messageId?: number): Buffer {
  const common = { cmd: 'publish', topic, payload, dup: false, retain: false } as const;
  return messageId === undefined
    ? generate({ ...common, qos: 0 })
    : generate({ ...common, qos: 1, messageId });
}

/** A QoS 1 publish on a topic that no library would send: with wildcards, or empty. */
export function rawPublish(topic: string, payload: string, messageId = 1): Buffer {
  const name = Buffer.from(topic);
  const body = Buffer.concat([
    Buffer.from([name.length >> 8, name.length & 0xff]),
    name,
    Buffer.from([messageId >> 8, messageId & 0xff]),
    Buffer.from(payload),
  ]);
  if (body.length > 127) throw new RangeError('the length has one byte here');
  return Buffer.concat([Buffer.from([0x32, body.length]), body]);
}

/** A socket that speaks MQTT byte by byte, for what a well-behaved client would not do. */
export class RawMqtt {
  readonly socket: Socket;
  readonly packets: Packet[] = [];
  readonly closed: Promise<unknown>;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.on('error', () => undefined);
    const packetParser = parser();
    packetParser.on('packet', (packet: Packet) => this.packets.push(packet));
    this.socket.on('data', (chunk: Buffer) => packetParser.parse(chunk));
  }

  /** Sends CONNECT and answers the return code, or null where the connection was closed instead. */
  async signIn(options: RawOptions): Promise<number | null> {
    this.socket.write(connectPacket(options));
    await Promise.race([once(this.socket, 'data'), this.closed]);
    const [connack] = this.packets;
    return connack?.cmd === 'connack' ? (connack.returnCode ?? null) : null;
  }

  /** How many packets of this kind have come. */
  count(cmd: Packet['cmd']): number {
    return this.packets.filter((packet) => packet.cmd === cmd).length;
  }
}
