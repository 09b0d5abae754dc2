import type { Clock, Journal, Log, MessageSink, QuarantineStore, Refusal } from './ports.ts';
import { RateLimit } from './rate-limit.ts';

/** Refusals that an operator can learn from are kept, at most so many a minute. */
const keptRefusalsPerMinMax = 60;
const loggedRefusalsPerMinMax = 30;

/**
 * The way in: every message goes to the journal before its device hears that it arrived. It is
 * judged afterwards, so that what could not be read is as safe as what could.
 */
export class MessageGate implements MessageSink {
  readonly #journal: Journal;
  readonly #quarantine: QuarantineStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #kept = new RateLimit({ perMinute: keptRefusalsPerMinMax });
  readonly #logged = new RateLimit({ perMinute: loggedRefusalsPerMinMax });
  readonly refused = new Map<string, number>();

  constructor(deps: { journal: Journal; quarantine: QuarantineStore; clock: Clock; log: Log }) {
    this.#journal = deps.journal;
    this.#quarantine = deps.quarantine;
    this.#clock = deps.clock;
    this.#log = deps.log;
  }

  accept(message: { topic: string; payload: Uint8Array }, onDurable: () => void): void {
    const receivedAt = this.#clock.now();
    this.#journal.append({ receivedAt, topic: message.topic, payload: message.payload }, onDurable);
  }

  refuse(refusal: Refusal): void {
    const { code, detail, deviceId, topic, payload } = refusal;
    const now = this.#clock.now();
    this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
    if (this.#logged.take(code, now)) {
      this.#log.warn({ code, deviceId, topic }, `Refused: ${detail}`);
    }
    const teaches = code === 'foreign_topic' || code === 'packet_too_large';
    if (!teaches || !this.#kept.take(code, now)) return;
    this.#quarantine.add([
      {
        at: now,
        topic: topic ?? '',
        deviceId,
        code,
        detail,
        payload: payload ?? new Uint8Array(),
        payloadBytes: payload?.byteLength ?? 0,
      },
    ]);
  }
}
