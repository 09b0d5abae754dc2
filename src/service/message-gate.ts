import { parseNativeTopic } from '../contract/topics.ts';
import type { Clock, Journal, Log, MessageSink, Refusal, RefusalCode } from './ports.ts';
import type { QuarantineDesk } from './quarantine-desk.ts';
import { RateLimit } from './rate-limit.ts';

const loggedRefusalsPerMinMax = 30;

/** Refusals of messages, from which an operator can learn. The others are counted and logged. */
const kept: ReadonlySet<RefusalCode> = new Set([
  'foreign_topic',
  'packet_too_large',
  'protocol_error',
]);

/**
 * The way in: every message goes to the journal before its device hears that it arrived. It is
 * judged afterwards, so that what could not be read is as safe as what could.
 */
export class MessageGate implements MessageSink {
  readonly #journal: Journal;
  readonly #desk: QuarantineDesk;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #logged = new RateLimit({ perMinute: loggedRefusalsPerMinMax });
  readonly refused = new Map<string, number>();

  constructor(deps: { journal: Journal; desk: QuarantineDesk; clock: Clock; log: Log }) {
    this.#journal = deps.journal;
    this.#desk = deps.desk;
    this.#clock = deps.clock;
    this.#log = deps.log;
  }

  accept(message: { topic: string; payload: Uint8Array }, onDurable: () => void): void {
    const receivedAt = this.#clock.now();
    this.#journal.append({ receivedAt, topic: message.topic, payload: message.payload }, onDurable);
  }

  refuse(refusal: Refusal): void {
    const { code, detail, topic, payload } = refusal;
    const now = this.#clock.now();
    this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
    const deviceId = refusal.deviceId ?? ownerOf(refusal);
    if (this.#logged.take(code, now)) {
      this.#log.warn({ code, deviceId, topic }, `Refused: ${detail}`);
    }
    if (!kept.has(code) || (deviceId === null && topic === null)) return;
    if (deviceId !== null) this.#desk.tell(deviceId, { code, detail }, now);
    this.#desk.keep(`${code} ${deviceId}`, {
      at: now,
      topic: topic ?? '',
      deviceId,
      code,
      detail,
      payload: payload ?? new Uint8Array(),
      payloadBytes: payload?.byteLength ?? 0,
    });
  }
}

/** A broker outside does not say who published; what is too large stands on the device's own topic. */
function ownerOf({ code, topic }: Refusal): string | null {
  if (code !== 'packet_too_large' || topic === null) return null;
  return parseNativeTopic(topic)?.deviceId ?? null;
}
