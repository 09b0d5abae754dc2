import type { Instant } from '../domain/instant.ts';

/** Looks that the speed is taken over. */
const looksMax = 10;

/** How many times as fast as real time another time goes, over the last looks at both. */
export class SpeedGauge {
  #looks: { readonly now: Instant; readonly at: Instant }[] = [];

  /** Looks at real time and at the other one; null where there is nothing to compare with yet. */
  look(now: Instant, at: Instant): number | null {
    this.#looks = [...this.#looks, { now, at }].slice(-looksMax);
    const first = this.#looks.find((look) => look.now < now);
    return first === undefined ? null : (at - first.at) / (now - first.now);
  }
}
