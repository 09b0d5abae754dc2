import { createHash } from 'node:crypto';
import { type Instant, secondMs } from '../../src/domain/instant.ts';
import { invariant } from '../../src/domain/outcome.ts';
import { damaged } from '../faults/damage.ts';
import type { FaultLayer } from '../faults/fault-layer.ts';
import { speechOf } from '../link/choose-speech.ts';
import type { OutgoingMessage } from '../link/packets.ts';
import type { Speech } from '../link/speech.ts';
import type { SimulatedCounty } from '../models/county.ts';
import type { FieldDevice } from '../models/fleet.ts';
import type { MeasuredValues } from '../models/measured.ts';

export interface MessageCount {
  readonly messages: number;
  readonly bytes: number;
  /** SHA-256 over every topic, payload and their order: the same seed gives the same hash. */
  readonly sha256: string;
}

export interface MessageLogOptions {
  readonly county: Pick<SimulatedCounty, 'devices'>;
  /** The same devices with their profiles. */
  readonly registered: readonly FieldDevice[];
  /** What becomes of messages on their way. */
  readonly faults: FaultLayer;
  readonly stepMs: number;
}

interface Voice {
  readonly speech: Speech;
  seq: number;
}

/** Between topic and payload, and behind the payload, stands what neither can hold. */
const separator = '\u0000';

/** The messages of a run as the devices say them one by one, births first, counted and hashed. */
export class MessageLog {
  readonly #options: MessageLogOptions;
  readonly #voices: ReadonlyMap<string, Voice>;
  readonly #hash = createHash('sha256');
  #messages = 0;
  #bytes = 0;

  constructor(options: MessageLogOptions) {
    const { county, registered, stepMs } = options;
    const profiles = new Map(registered.map(({ id, profile = null }) => [id, profile]));
    this.#options = options;
    this.#voices = new Map(
      county.devices.map(({ id, kind, ratingKw }) => {
        const device = { id, kind, ratingKw, reportIntervalS: stepMs / secondMs };
        return [id, { speech: speechOf(device, profiles.get(id) ?? null), seq: 0 }];
      }),
    );
    for (const { speech } of this.#voices.values()) this.#add(speech.greeting);
  }

  /** Takes one reading as the device would send it: once, or as often as its faults make of it. */
  take(deviceId: string, at: Instant, values: MeasuredValues): void {
    const { faults, stepMs } = this.#options;
    const voice = this.#voices.get(deviceId);
    invariant(voice !== undefined, `the county has no device ${deviceId}`);
    const row = { deviceId, at, seq: voice.seq, values };
    voice.seq += 1;
    const reports = faults.reportsOf(deviceId, { row, dueAt: at, damageSeed: null }, stepMs);
    for (const report of reports) {
      const { messages } = voice.speech.next([{ ...row, at: report.row.at }]);
      const { damageSeed } = report;
      this.#add(
        damageSeed === null
          ? messages
          : messages.map(({ payload, ...rest }) => ({
              ...rest,
              payload: damaged(payload, damageSeed),
            })),
      );
    }
  }

  /** What was taken so far; the log can go on. */
  count(): MessageCount {
    return {
      messages: this.#messages,
      bytes: this.#bytes,
      sha256: this.#hash.copy().digest('hex'),
    };
  }

  #add(messages: readonly OutgoingMessage[]): void {
    for (const { topic, payload } of messages) {
      this.#messages += 1;
      this.#bytes += Buffer.byteLength(payload);
      this.#hash.update(topic + separator + payload + separator);
    }
  }
}
