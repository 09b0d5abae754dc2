/** A stand-in for the store's thread that dies when it is asked to compact. */
import { parentPort } from 'node:worker_threads';
import type { StoreAnswer, StoreCall } from '../../src/storage/duckdb/messages.ts';

function say(answer: StoreAnswer): void {
  parentPort?.postMessage(answer);
}

parentPort?.on('message', ({ id, method }: StoreCall) => {
  if (method === 'compact') throw new Error('struck down');
  if (method !== 'read') say({ type: 'done', id, value: method });
  if (method === 'close') parentPort?.close();
});
say({ type: 'opened' });
