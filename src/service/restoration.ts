import { isRetryable, type Log, type ReadingStore } from './ports.ts';
import { type Memory, restoreDirty, restoreLive } from './restore.ts';

/**
 * Takes over from an earlier run without waiting for a store that does not answer: devices are
 * silent until they report or until the store tells what they said last, whichever comes first.
 */
export class Restoration {
  readonly #store: ReadingStore;
  readonly #memory: Memory;
  readonly #log: Log;
  #isDone = false;
  #underWay: Promise<void> | null = null;

  constructor(store: ReadingStore, memory: Memory, log: Log) {
    this.#store = store;
    this.#memory = memory;
    this.#log = log;
  }

  /** Resolves when all is taken over, or when `patience` does; rejects where the store is no good. */
  async begin(patience: Promise<void>): Promise<void> {
    await restoreDirty(this.#store, this.#memory);
    await Promise.race([this.goOn(), patience]);
    if (this.#isDone) return;
    this.#log.warn({}, 'The reading store does not answer; devices are silent until they report.');
  }

  /** Asks a store again that did not answer; nothing is left to do once it has. */
  async goOn(): Promise<void> {
    if (this.#isDone) return;
    this.#underWay ??= this.#ask().finally(() => {
      this.#underWay = null;
    });
    await this.#underWay;
  }

  async #ask(): Promise<void> {
    try {
      await restoreLive(this.#store, this.#memory);
      this.#isDone = true;
    } catch (error) {
      if (!isRetryable(error)) throw error;
    }
  }
}
