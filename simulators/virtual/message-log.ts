import { createHash } from 'node:crypto';
import { topicOf } from '../../src/contract/topics.ts';
import type { Instant } from '../../src/domain/instant.ts';
import { damaged } from '../faults/damage.ts';
import type { FaultLayer } from '../faults/fault-layer.ts';
import type { MeasuredValues } from '../models/measured.ts';
import { singlePayload } from '../telemetry.ts';

export interface MessageCount {
  readonly messages: number;
  readonly bytes: number;
  /** SHA-256 over every topic, payload and their order: the same seed gives the same hash. */
  readonly sha256: string;
}

/** Between topic and payload, and behind the payload, stands what neither can hold. */
const separator = '\u0000';

/** The messages of a run as the devices hand them to their connections, counted and hashed. */
export class MessageLog {
  readonly #faults: FaultLayer;
  readonly #stepMs: number;
  readonly #hash = createHash('sha256');
  readonly #nextSeq = new Map<string, number>();
  #messages = 0;
  #bytes = 0;

  constructor(faults: FaultLayer, stepMs: number) {
    this.#faults = faults;
    this.#stepMs = stepMs;
  }

  /** Takes one reading as the device would send it: once, or as often as its faults make of it. */
  take(deviceId: string, at: Instant, values: MeasuredValues): void {
    const seq = this.#nextSeq.get(deviceId) ?? 0;
    this.#nextSeq.set(deviceId, seq + 1);
    const whole = { row: { at, seq, values }, dueAt: at, damageSeed: null };
    for (const { row, damageSeed } of this.#faults.reportsOf(deviceId, whole, this.#stepMs)) {
      const payload = singlePayload(row);
      this.#add(deviceId, damageSeed === null ? payload : damaged(payload, damageSeed));
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

  #add(deviceId: string, payload: string): void {
    this.#messages += 1;
    this.#bytes += Buffer.byteLength(payload);
    this.#hash.update(topicOf(deviceId, 'telemetry') + separator + payload + separator);
  }
}
