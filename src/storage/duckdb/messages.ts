/** What the service's thread and the store's thread say to each other. */
import type { KindSpec } from '../../contract/device-kinds.ts';
import type { CountedStore } from '../../service/counted-store.ts';
import type { StoreFaultCode } from './store-fault.ts';

/** Handed to the store's thread when it starts. */
export interface StoreThreadData {
  readonly folder: string;
  readonly memoryLimit: string;
  readonly threads: number;
  readonly kinds: readonly KindSpec[];
}

export type StoreMethod = keyof CountedStore;

export interface StoreCall {
  readonly id: number;
  readonly method: StoreMethod;
  readonly args: readonly unknown[];
}

export interface FaultMessage {
  readonly code: StoreFaultCode;
  readonly message: string;
}

export type StoreAnswer =
  | { readonly type: 'opened' }
  | { readonly type: 'notOpened'; readonly fault: FaultMessage }
  | { readonly type: 'done'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly fault: FaultMessage }
  | {
      readonly type: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly facts: object;
      readonly text: string;
    };

/** Buffers of all typed arrays in a value: they can be moved to the other thread uncopied. */
export function buffersIn(value: unknown): ArrayBuffer[] {
  if (typeof value !== 'object' || value === null) return [];
  if (!ArrayBuffer.isView(value)) return Object.values(value).flatMap(buffersIn);
  return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
}
