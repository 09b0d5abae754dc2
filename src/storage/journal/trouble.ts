/** What fails just now: logged when it begins and when it is over, with a back-off between attempts. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../service/ports.ts';

const backOffMsMin = 20;
const backOffMsMax = 2_000;

export class Trouble {
  readonly #log: Log;
  readonly #folder: string;
  readonly #open = new Map<string, string>();
  readonly #closing = new AbortController();

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  get lastError(): string | null {
    return [...this.#open.values()].at(-1) ?? null;
  }

  isOpen(task: string): boolean {
    return this.#open.has(task);
  }

  /** True once `close` was called: what fails now is given up. */
  get isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  failed(task: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (!this.#open.has(task)) {
      this.#log.error(
        { folder: this.#folder, task, reason },
        'The journal cannot write, and tries again.',
      );
    }
    this.#open.set(task, `${task}: ${reason}`);
  }

  over(task: string): void {
    if (!this.#open.delete(task)) return;
    this.#log.info({ folder: this.#folder, task }, 'The journal can write again.');
  }

  /** Waits before attempt `attempt` + 1, counted from 0; returns at once when the journal closes. */
  async backOff(attempt: number): Promise<void> {
    const ms = Math.min(backOffMsMin * 2 ** attempt, backOffMsMax);
    await delay(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }

  close(): void {
    this.#closing.abort();
  }
}
