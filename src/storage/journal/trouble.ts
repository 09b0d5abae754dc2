/** What fails just now: logged when it begins and when it is over, with a back-off between attempts. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../service/ports.ts';

/** A trouble that comes and goes, as on a disk that is nearly full, is told once in such a time. */
const tellAgainMs = 60_000;
const backOffMsMin = 20;
const backOffMsMax = 2_000;

export class Trouble {
  readonly #log: Log;
  readonly #folder: string;
  readonly #open = new Map<string, { readonly text: string; readonly told: boolean }>();
  readonly #toldAt = new Map<string, number>();
  readonly #closing = new AbortController();

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  get lastError(): string | null {
    return [...this.#open.values()].at(-1)?.text ?? null;
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
    const told = this.#open.get(task)?.told === true || this.#tell(task, reason);
    this.#open.set(task, { text: `${task}: ${reason}`, told });
  }

  over(task: string): void {
    const trouble = this.#open.get(task);
    this.#open.delete(task);
    if (trouble?.told !== true) return;
    this.#log.info({ folder: this.#folder, task }, 'The journal can write again.');
  }

  #tell(task: string, reason: string): boolean {
    const now = performance.now();
    if (now - (this.#toldAt.get(task) ?? Number.NEGATIVE_INFINITY) < tellAgainMs) return false;
    this.#toldAt.set(task, now);
    this.#log.error(
      { folder: this.#folder, task, reason },
      'The journal cannot write, and tries again.',
    );
    return true;
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
