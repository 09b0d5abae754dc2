import type { Log } from '../service/ports.ts';

export interface Ticks {
  /** Runs a task again and again, never over itself; a failure is logged and the next tick comes. */
  every(intervalMs: number, name: string, task: () => void | Promise<void>): void;
  /** Waits, but no longer than until the stop. */
  delay(ms: number): Promise<void>;
  /** Stops all ticks and ends all waits; resolves when running tasks have finished. */
  stop(): Promise<void>;
}

export function startTicks(log: Log): Ticks {
  const timers: NodeJS.Timeout[] = [];
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();

  async function runOnce(name: string, task: () => void | Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      log.error(
        { err: error, task: name },
        'A periodic task failed; it runs again at its next time.',
      );
    }
  }

  return {
    every(intervalMs, name, task) {
      let busy = false;
      const timer = setInterval(() => {
        if (busy) return;
        busy = true;
        const run = runOnce(name, task).finally(() => {
          busy = false;
          running.delete(run);
        });
        running.add(run);
      }, intervalMs);
      timers.push(timer);
    },
    delay(ms) {
      return new Promise((resolve) => {
        if (stopping.signal.aborted) return resolve();
        const done = (): void => {
          clearTimeout(timer);
          stopping.signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        stopping.signal.addEventListener('abort', done, { once: true });
      });
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      stopping.abort();
      await Promise.all(running);
    },
  };
}
