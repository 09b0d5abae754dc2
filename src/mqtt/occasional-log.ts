import type { Clock, Log } from '../service/ports.ts';

const silenceMs = 10_000;

/** Warnings that a crowd can cause: each kind is written once in a while, with how many it stands for. */
export class OccasionalLog {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #kinds = new Map<string, { at: number; unwritten: number }>();

  constructor(deps: { log: Log; clock: Clock }) {
    this.#log = deps.log;
    this.#clock = deps.clock;
  }

  /** `message` is a fixed sentence and names the kind. */
  warn(facts: object, message: string): void {
    const now = this.#clock.now();
    const kind = this.#kinds.get(message);
    // A clock that was set back must not silence a warning until it is there again.
    if (kind !== undefined && Math.abs(now - kind.at) < silenceMs) {
      kind.unwritten += 1;
      return;
    }
    this.#log.warn({ ...facts, alsoBefore: kind?.unwritten ?? 0 }, message);
    this.#kinds.set(message, { at: now, unwritten: 0 });
  }
}
