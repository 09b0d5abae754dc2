import { type Packet, type Parser, parser } from 'mqtt-packet';
import type { Tap } from './cuttable-line.ts';

export interface Message {
  readonly topic: string;
  readonly payload: string;
}

/**
 * Stands on the line between a broker and the service, and writes down what the service says that it
 * has. Nothing of the service is asked.
 */
export class WireWitness {
  /** Of each connection that was accepted, whether the broker still knew the session. */
  readonly sessionsPresent: boolean[] = [];
  readonly #protocolVersion: number;
  readonly #parsers = new Map<string, Parser>();
  readonly #delivered = new Map<string, string>();
  readonly #claimed = new Set<string>();

  constructor(protocolVersion: number) {
    this.#protocolVersion = protocolVersion;
  }

  readonly tap: Tap = (connection, from, bytes) => {
    const key = `${connection} ${from}`;
    let reader = this.#parsers.get(key);
    if (reader === undefined) {
      reader = parser({ protocolVersion: this.#protocolVersion });
      reader.on('packet', (packet: Packet) => this.#see(connection, from, packet));
      this.#parsers.set(key, reader);
    }
    reader.parse(bytes);
  };

  /** Whether the service has acknowledged the message to the broker. */
  sawAcknowledged({ topic, payload }: Message): boolean {
    return this.#claimed.has(`${topic} ${payload}`);
  }

  #see(connection: number, from: 'client' | 'server', packet: Packet): void {
    if (packet.cmd === 'connack') this.sessionsPresent.push(packet.sessionPresent);
    if (packet.cmd === 'publish' && from === 'server') {
      this.#delivered.set(`${connection} ${packet.messageId}`, `${packet.topic} ${packet.payload}`);
    }
    if (packet.cmd === 'puback' && from === 'client') {
      const message = this.#delivered.get(`${connection} ${packet.messageId}`);
      if (message !== undefined) this.#claimed.add(message);
    }
  }
}
