import { type Instant, instant, minuteMs } from '../../src/domain/instant.ts';

export interface PaceOptions {
  /** Where the county's time begins. */
  readonly from: Instant;
  /** Where it ends; left out, it goes on with real time once it has caught up with it. */
  readonly to?: Instant;
  /** Times real time. */
  readonly speed: number;
  /** Steps of the county's time, so that no reading is left out at any speed. */
  readonly sliceMs: number;
}

/**
 * How the devices are getting on. The county's time stands still while one of them has more to say
 * than it can: some cannot tell later what they could not tell at once.
 */
export interface Progress {
  readonly devices: number;
  readonly connected: number;
  /** Readings that wait in devices with a connection; an outage does not stop the time. */
  readonly waiting: number;
}

/** Devices that have no connection by then are not waited for any longer. */
const connectMsMax = minuteMs;
/** The county's time, ahead of real time or as fast: it never runs into the future. */
export class Pace {
  readonly #options: PaceOptions;
  #openedAt: Instant | null = null;
  #startedAt: Instant | null = null;
  #at: Instant;

  constructor(options: PaceOptions) {
    this.#options = options;
    this.#at = options.from;
  }

  /** Whether the county's time has come to its end. */
  get ended(): boolean {
    return this.#options.to !== undefined && this.#at >= this.#options.to;
  }

  /** The instants that are due by a real time, one slice after another, and the very end. */
  *due(now: Instant, progress: () => Progress): Generator<Instant, void, undefined> {
    if (this.#waits(now, progress())) return;
    const { from, to, speed, sliceMs } = this.#options;
    this.#startedAt ??= now;
    const played = from + (now - this.#startedAt) * speed;
    const until = Math.min(played, now, to ?? Number.POSITIVE_INFINITY);
    while (this.#at + sliceMs <= until) {
      this.#at = instant(this.#at + sliceMs);
      yield this.#at;
      if (progress().waiting > 0) return;
    }
    if (until === to && this.#at < to) {
      this.#at = to;
      yield to;
    }
  }

  #waits(now: Instant, progress: Progress): boolean {
    this.#openedAt ??= now;
    if (progress.waiting > 0) return true;
    return (
      this.#startedAt === null &&
      progress.connected < progress.devices &&
      now - this.#openedAt < connectMsMax
    );
  }
}
