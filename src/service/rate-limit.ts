import { type Instant, minuteMs } from '../domain/instant.ts';

/** Keys that are remembered; past it all are forgotten, which errs on the side of letting through. */
const keysMax = 20_000;

/** Token buckets by key: as many as fit a minute at once, refilled evenly. */
export class RateLimit {
  readonly #perMinute: number;
  readonly #buckets = new Map<string, { tokens: number; at: Instant }>();

  constructor(options: { perMinute: number }) {
    this.#perMinute = options.perMinute;
  }

  /** Takes a token of the key; false where none is left. */
  take(key: string, now: Instant): boolean {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      if (this.#buckets.size >= keysMax) this.#buckets.clear();
      this.#buckets.set(key, { tokens: this.#perMinute - 1, at: now });
      return true;
    }
    const refill = (Math.max(0, now - bucket.at) / minuteMs) * this.#perMinute;
    bucket.tokens = Math.min(this.#perMinute, bucket.tokens + refill);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
