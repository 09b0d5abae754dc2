/** The thread that DuckDB lives in: it answers the calls of `StoreLink`, and nothing else. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Log } from '../../service/ports.ts';
import { DuckDbEngine } from './engine.ts';
import {
  buffersIn,
  type FaultMessage,
  type StoreAnswer,
  type StoreCall,
  type StoreThreadData,
} from './messages.ts';
import { storeFaultOf } from './store-fault.ts';

function say(answer: StoreAnswer): void {
  parentPort?.postMessage(answer, buffersIn(answer));
}

const log: Log = {
  info: (facts, text) => say({ type: 'log', level: 'info', facts, text }),
  warn: (facts, text) => say({ type: 'log', level: 'warn', facts, text }),
  error: (facts, text) => say({ type: 'log', level: 'error', facts, text }),
};

function faultMessageOf(error: unknown): FaultMessage {
  const { code, message } = storeFaultOf(error);
  return { code, message };
}

/** Ends the thread when its last work is done; a database that has given up must be opened anew. */
async function end(engine: DuckDbEngine): Promise<void> {
  parentPort?.close();
  await engine.close().catch(() => undefined);
}

async function answer(engine: DuckDbEngine, { id, method, args }: StoreCall): Promise<void> {
  try {
    const value: unknown = await Reflect.apply(engine[method], engine, args);
    say({ type: 'done', id, value });
    if (method === 'close') parentPort?.close();
  } catch (error) {
    const fault = faultMessageOf(error);
    say({ type: 'failed', id, fault });
    if (fault.code === 'broken') await end(engine);
  }
}

async function serve(data: StoreThreadData): Promise<void> {
  try {
    const engine = await DuckDbEngine.open(data, log);
    parentPort?.on('message', (call: StoreCall) => void answer(engine, call));
    say({ type: 'opened' });
  } catch (error) {
    say({ type: 'notOpened', fault: faultMessageOf(error) });
  }
}

void serve(workerData);
