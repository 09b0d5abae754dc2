/** What is left of the weight of earlier writes when another is added. */
const keptShare = 0.8;

/** How fast the store takes messages while it is written to; large and recent writes count most. */
export class DrainRate {
  #messages = 0;
  #ms = 0;

  add(messages: number, ms: number): void {
    this.#messages = this.#messages * keptShare + messages;
    this.#ms = this.#ms * keptShare + ms;
  }

  /** About how long so many messages take, in ms; null where nothing was written yet. */
  msFor(messages: number): number | null {
    return this.#messages > 0 ? (messages * this.#ms) / this.#messages : null;
  }
}
