// Readings that are told apart by their number, sent at full speed over QoS 1.

import { pointIndexesOf } from '../../src/contract/device-kinds.ts';
import { instant } from '../../src/domain/instant.ts';
import { publishPacket, RawMqtt } from './raw-mqtt.ts';
import type { TestService } from './running-service.ts';

const spacingMs = 1_000;
const inFlightMax = 400;

function powerOf(number: number): number {
  return (number % 1_000) / 10;
}

/** One device that sends the readings with the given numbers, and hears which have arrived. */
export class NumberedSender {
  readonly acknowledged = new Set<number>();
  readonly deviceId: string;
  readonly #from: number;

  /** `from` is the instant of number 0. */
  constructor(deviceId: string, from: number) {
    this.deviceId = deviceId;
    this.#from = from;
  }

  /** Sends until all are acknowledged or the connection ends. Numbers are below 65,536. */
  async send(
    connection: { port: number; password: string },
    numbers: readonly number[],
  ): Promise<void> {
    const raw = new RawMqtt(connection.port);
    const { password } = connection;
    const answer = await raw.signIn({ username: this.deviceId, password });
    if (answer !== 0) throw new Error(`sign-in was answered with ${answer}`);
    let next = 0;
    const fill = (): void => {
      const room = inFlightMax - (next - raw.count('puback'));
      const portion = numbers.slice(next, next + Math.max(0, room));
      next += portion.length;
      if (portion.length > 0) {
        raw.socket.write(Buffer.concat(portion.map((number) => this.#packet(number))));
      }
    };
    let heard = 0;
    await new Promise<void>((resolve) => {
      raw.socket.on('data', () => {
        const answers = raw.packets.filter((packet) => packet.cmd === 'puback');
        for (const { messageId = 0 } of answers.slice(heard)) this.acknowledged.add(messageId - 1);
        heard = answers.length;
        if (heard === numbers.length) resolve();
        else fill();
      });
      void raw.closed.then(() => resolve());
      fill();
    });
    raw.socket.destroy();
  }

  /** What the service has of this device, by number; throws where a reading is there twice. */
  async stored({ service }: TestService): Promise<Map<number, number>> {
    const device = service.core.directory.device(this.deviceId);
    if (device === undefined) throw new Error(`there is no ${this.deviceId}`);
    const { kind, key } = device;
    const range = { from: instant(0), to: instant(Number.MAX_SAFE_INTEGER) };
    const rows = await service.readings.read({ kind, deviceKeys: [key], ...range });
    const power = rows.values[pointIndexesOf(kind).get('powerKw') ?? -1];
    const found = new Map<number, number>();
    for (const [row, at] of rows.measuredAt.entries()) {
      const number = (at - this.#from) / spacingMs;
      if (found.has(number)) throw new Error(`reading ${number} is stored twice`);
      found.set(number, power?.[row] ?? Number.NaN);
    }
    return found;
  }

  /** Numbers that are not stored as they were sent. */
  async missing(test: TestService, numbers: Iterable<number>): Promise<number[]> {
    const stored = await this.stored(test);
    return [...numbers].filter((number) => stored.get(number) !== powerOf(number));
  }

  message(number: number): { readonly topic: string; readonly payload: string } {
    const measuredAt = this.#from + number * spacingMs;
    const payload = JSON.stringify({ measuredAt, values: { powerKw: powerOf(number) } });
    return { topic: `paulownia/v1/${this.deviceId}/telemetry`, payload };
  }

  #packet(number: number): Buffer {
    const { topic, payload } = this.message(number);
    return publishPacket(topic, payload, number + 1);
  }
}
