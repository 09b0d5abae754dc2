/** Readers woken in one go, so that those who waited do not overshoot the bound together. */
const wokenAtOnce = 16;

/** What a waiting message costs besides its payload: objects, closures, its topic. */
const messageOverheadBytes = 512;

/**
 * Bounds what is handed over and not yet durable, over all connections. At the bound connections
 * park instead of reading on, and their devices wait for acknowledgements.
 */
export class BackPressure {
  readonly #bytesMax: number;
  readonly #parked: (() => void)[] = [];
  #bytes = 0;
  #messages = 0;
  #stopped: (() => void) | null = null;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get full(): boolean {
    return this.#stopped !== null || this.#bytes >= this.#bytesMax;
  }

  get waiting(): { readonly messages: number; readonly bytes: number; readonly parked: number } {
    return { messages: this.#messages, bytes: this.#bytes, parked: this.#parked.length };
  }

  /** Calls `wake` once when there is room again. */
  park(wake: () => void): void {
    this.#parked.push(wake);
  }

  begin(payloadBytes: number): void {
    this.#bytes += payloadBytes + messageOverheadBytes;
    this.#messages += 1;
  }

  end(payloadBytes: number): void {
    this.#bytes -= payloadBytes + messageOverheadBytes;
    this.#messages -= 1;
    if (this.#messages === 0) this.#stopped?.();
    if (this.#parked.length > 0) this.#wakeSome();
  }

  /** Lets nobody read any more; resolves when nothing is waited for, and after `graceMs` at last. */
  stop(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      this.#stopped = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#messages === 0) this.#stopped();
    });
  }

  #wakeSome(): void {
    if (this.full) return;
    for (const wake of this.#parked.splice(0, wokenAtOnce)) wake();
    // Those woken may have nothing to read, and then nothing would ever wake the rest.
    if (this.#parked.length > 0) setImmediate(() => this.#wakeSome());
  }
}
