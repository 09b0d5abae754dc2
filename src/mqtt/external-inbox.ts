import type { IPublishPacket, MqttClient } from 'mqtt';
import { writeToStream } from 'mqtt-packet';
import type { MessageSink } from '../service/ports.ts';
import { BackPressure } from './back-pressure.ts';

/** Tells mqtt.js to go on to the next packet without acknowledging this one. */
const acknowledgedLater = new Error('acknowledged when it is durable');

export interface InboxLimits {
  /** A larger payload is refused, and acknowledged so that it does not come again. */
  readonly payloadBytesMax: number;
  /** Handed over and not yet durable; past it the connection is not read. */
  readonly unacknowledgedBytesMax: number;
}

/**
 * Takes messages from mqtt.js and acknowledges each one when it is durable. Left to itself mqtt.js
 * acknowledges a message before it takes the next, which would make the journal write them one by
 * one; so it is told to go on, and the PUBACK is written here, on the connection that the message
 * came on and on no other, since message ids mean nothing elsewhere.
 */
export class ExternalInbox {
  readonly #sink: MessageSink;
  readonly #limits: InboxLimits;
  readonly #pressure: BackPressure;
  #accepted = 0;

  constructor(sink: MessageSink, limits: InboxLimits) {
    this.#sink = sink;
    this.#limits = limits;
    this.#pressure = new BackPressure(limits.unacknowledgedBytesMax);
  }

  get counts(): { readonly accepted: number; readonly unacknowledged: number } {
    return { accepted: this.#accepted, unacknowledged: this.#pressure.waiting.messages };
  }

  attach(client: MqttClient): void {
    client.handleMessage = (packet, proceed) => this.#take(client, packet, proceed);
  }

  /** Takes nothing more; resolves when all is durable, and after `graceMs` at last. */
  stop(graceMs: number): Promise<void> {
    return this.#pressure.stop(graceMs);
  }

  #take(client: MqttClient, packet: IPublishPacket, proceed: (error?: Error) => void): void {
    if (this.#pressure.full) {
      // The broker sends it again if this connection ends meanwhile.
      this.#pressure.park(() => {
        if (client.connected) this.#take(client, packet, proceed);
      });
      return;
    }
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    if (payload.length > this.#limits.payloadBytesMax) {
      const detail = `The payload has ${payload.length} bytes.`;
      const { topic } = packet;
      this.#sink.refuse({ code: 'packet_too_large', detail, deviceId: null, topic, payload: null });
      proceed();
      return;
    }
    this.#handOver(client, packet, payload);
    proceed(acknowledgedLater);
  }

  #handOver(client: MqttClient, packet: IPublishPacket, payload: Buffer): void {
    const { stream } = client;
    const { topic, qos, messageId } = packet;
    this.#accepted += 1;
    this.#pressure.begin(payload.length);
    this.#sink.accept({ topic, payload }, () => {
      this.#pressure.end(payload.length);
      if (qos === 0 || messageId === undefined) return;
      if (client.stream !== stream || !client.connected || stream.destroyed) return;
      const { protocolVersion } = client.options;
      writeToStream({ cmd: 'puback', messageId, reasonCode: 0 }, stream, { protocolVersion });
    });
  }
}
