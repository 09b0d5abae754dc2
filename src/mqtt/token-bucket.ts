import type { Instant } from '../domain/instant.ts';

/**
 * Allows a burst and then a sustained rate. What has arrived is always taken, into debt if need be;
 * the debt is paid by waiting before more is read.
 */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #at: Instant;

  constructor(rate: { perSecond: number; burst: number }, now: Instant) {
    this.#perMs = rate.perSecond / 1_000;
    this.#burst = rate.burst;
    this.#tokens = rate.burst;
    this.#at = now;
  }

  take(count: number): void {
    this.#tokens -= count;
  }

  /** How long to wait before reading on; 0 while there are tokens. */
  waitMs(now: Instant): number {
    // A clock that was set back must not take tokens away.
    const elapsedMs = Math.max(0, now - this.#at);
    this.#at = now;
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsedMs * this.#perMs);
    return this.#tokens > 0 ? 0 : Math.ceil((1 - this.#tokens) / this.#perMs);
  }

  /** True when at least half of the burst is free again: the rush is over. */
  get rested(): boolean {
    return this.#tokens >= this.#burst / 2;
  }
}
