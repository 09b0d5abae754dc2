import { Worker } from 'node:worker_threads';
import type { ForecastEngine, ForecastTrainer } from '../service/forecasting/engine.ts';
import type { ForecastAnswer, ForecastAnswers, ForecastCall } from './forecast-messages.ts';

const script = new URL('./forecast-thread.ts', import.meta.url);
/** Calls that wait for the thread; one run asks for one after the other, so more is a mistake. */
const pendingMax = 4;

/** What a call is before it has its number. */
type Work<Call> = Call extends unknown ? Omit<Call, 'id'> : never;

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export interface ForecastWorker extends ForecastEngine, ForecastTrainer {
  /** Ends the thread at once; what it was asked for fails. */
  close(): Promise<void>;
}

/**
 * Computes forecasts in a thread of their own, beside the one that takes readings. It starts with the
 * first call. If it dies, what it was asked for fails, and the next call starts it again.
 */
export function forecastWorker(): ForecastWorker {
  const pending = new Map<number, Pending>();
  let worker: Worker | null = null;
  let isClosed = false;
  let nextId = 1;

  function start(): Worker {
    const started = new Worker(script, { name: 'forecasts' });
    let reason = 'the thread of forecasts ended';
    started.on('message', (answer: ForecastAnswer) => {
      const waiting = pending.get(answer.id);
      pending.delete(answer.id);
      if (answer.ok) waiting?.resolve(answer.value);
      else waiting?.reject(new Error(answer.detail));
    });
    started.on('error', (error: Error) => {
      reason = `the thread of forecasts failed: ${error.message}`;
    });
    started.on('exit', () => {
      worker = null;
      for (const { reject } of pending.values()) reject(new Error(reason));
      pending.clear();
    });
    // A service that ends does not wait for a forecast.
    started.unref();
    return started;
  }

  function call<Method extends ForecastCall['method']>(
    work: Work<Extract<ForecastCall, { readonly method: Method }>>,
  ): Promise<ForecastAnswers[Method]> {
    return new Promise((resolve, reject) => {
      if (isClosed) return reject(new Error('forecasting has ended'));
      if (pending.size >= pendingMax) return reject(new Error('the thread of forecasts is busy'));
      worker ??= start();
      const id = nextId++;
      // The thread answers each method with what the engine's method of that name answers.
      pending.set(id, { resolve: (value) => resolve(value as ForecastAnswers[Method]), reject });
      worker.postMessage({ ...work, id });
    });
  }

  return {
    predict: (work) => call<'predict'>({ method: 'predict', work }),
    addUp: (work) => call<'addUp'>({ method: 'addUp', work }),
    train: (work) => call<'train'>({ method: 'train', work }),
    follow: (work) => call<'follow'>({ method: 'follow', work }),
    async close() {
      isClosed = true;
      await worker?.terminate();
    },
  };
}
