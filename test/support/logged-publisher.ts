import { connectAsync, type MqttClient } from 'mqtt';
import { onTestFinished } from 'vitest';
import type { NumberedSender } from './numbered-readings.ts';

/** Unacknowledged messages of one publisher. */
const windowMax = 50;
const reconnectMs = 50;

/**
 * A device behind a broker. It writes down what was acknowledged to it and over which of its
 * connections, and sends again what was not.
 */
export class LoggedPublisher {
  readonly sender: NumberedSender;
  /** The connection, counted from 1, over which each number was acknowledged. */
  readonly acknowledgedOver = new Map<number, number>();
  readonly #client: MqttClient;
  #connections = 1;

  private constructor(client: MqttClient, sender: NumberedSender) {
    this.#client = client;
    this.sender = sender;
    client.on('error', () => undefined);
    client.on('connect', () => {
      this.#connections += 1;
    });
  }

  static async open(url: string, sender: NumberedSender): Promise<LoggedPublisher> {
    const options = { clientId: sender.deviceId, clean: false, reconnectPeriod: reconnectMs };
    const client = await connectAsync(url, options);
    onTestFinished(() => void client.end(true));
    return new LoggedPublisher(client, sender);
  }

  /** Resolves when all are acknowledged. */
  async publish(numbers: readonly number[]): Promise<void> {
    const waiting = numbers.values();
    const lane = async (): Promise<void> => {
      for (const number of waiting) {
        const { topic, payload } = this.sender.message(number);
        await this.#client.publishAsync(topic, payload, { qos: 1 });
        this.sender.acknowledged.add(number);
        this.acknowledgedOver.set(number, this.#connections);
      }
    };
    await Promise.all(Array.from({ length: windowMax }, lane));
  }
}
