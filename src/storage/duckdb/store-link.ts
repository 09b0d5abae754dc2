import { Worker } from 'node:worker_threads';
import type { Log } from '../../service/ports.ts';
import { buffersIn, type StoreAnswer, type StoreCall, type StoreMethod } from './messages.ts';
import { StoreFault } from './store-fault.ts';

/** Calls that wait for an answer; one more is refused as `busy`. */
export const pendingCallsMax = 256;

interface Pending {
  resolve(value: unknown): void;
  reject(fault: StoreFault): void;
}

interface Thread {
  readonly worker: Worker;
  readonly pending: Map<number, Pending>;
}

/**
 * Calls to the store's thread, and their answers. When the thread ends by itself, every pending
 * call fails as `interrupted`, and the next call starts a new thread, which opens the store again.
 */
/**
 * The thread's JavaScript only turns columns into answers. Without a bound its heap grows by some
 * 150 MB during a large back-fill and stays so.
 */
const heapLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 };

export class StoreLink {
  readonly #script: URL;
  readonly #data: unknown;
  readonly #log: Log;
  #opening: Promise<Thread> | null = null;
  #pendingCount = 0;
  #nextId = 1;
  #closed = false;

  constructor(options: { readonly script: URL; readonly data: unknown; readonly log: Log }) {
    this.#script = options.script;
    this.#data = options.data;
    this.#log = options.log;
  }

  async open(): Promise<void> {
    await this.#thread();
  }

  /** Moves the buffers of typed arrays among `args` to the thread: the caller gives them up. */
  async call(method: StoreMethod, args: readonly unknown[]): Promise<unknown> {
    if (this.#closed) throw new StoreFault('closed', 'The store is closed.');
    if (this.#pendingCount >= pendingCallsMax) {
      throw new StoreFault('busy', `The store has ${pendingCallsMax} calls waiting.`);
    }
    this.#pendingCount++;
    try {
      return await this.#ask(await this.#thread(), method, args);
    } finally {
      this.#pendingCount--;
    }
  }

  /** Waits for the calls before it, closes the store and ends the thread. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const thread = await this.#opening?.catch(() => null);
    if (!thread) return;
    const ended = new Promise((resolve) => thread.worker.once('exit', resolve));
    await this.#ask(thread, 'close', []);
    await ended;
  }

  #ask(thread: Thread, method: StoreMethod, args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const call: StoreCall = { id: this.#nextId++, method, args };
      thread.pending.set(call.id, { resolve, reject });
      thread.worker.postMessage(call, buffersIn(args));
    });
  }

  #thread(): Promise<Thread> {
    this.#opening ??= this.#start();
    return this.#opening;
  }

  #start(): Promise<Thread> {
    const worker = new Worker(this.#script, {
      workerData: this.#data,
      name: 'reading-store',
      resourceLimits: heapLimits,
    });
    const thread: Thread = { worker, pending: new Map() };
    let reason = 'The thread of the store ended.';
    worker.on('error', (error: Error) => {
      reason = `The thread of the store failed: ${error.message}`;
    });
    return new Promise((resolve, reject) => {
      worker.on('message', (answer: StoreAnswer) => {
        if (answer.type === 'opened') resolve(thread);
        else if (answer.type === 'notOpened') {
          reject(new StoreFault(answer.fault.code, answer.fault.message));
        } else this.#hear(thread, answer);
      });
      worker.on('exit', () => {
        const fault = new StoreFault('interrupted', reason);
        reject(fault);
        this.#opening = null;
        for (const pending of thread.pending.values()) pending.reject(fault);
        if (!this.#closed) this.#log.error({ reason }, 'The reading store is not open.');
      });
    });
  }

  #hear(thread: Thread, answer: Exclude<StoreAnswer, { type: 'opened' | 'notOpened' }>): void {
    if (answer.type === 'log') {
      this.#log[answer.level](answer.facts, answer.text);
      return;
    }
    const pending = thread.pending.get(answer.id);
    thread.pending.delete(answer.id);
    if (answer.type === 'done') pending?.resolve(answer.value);
    else pending?.reject(new StoreFault(answer.fault.code, answer.fault.message));
  }
}
