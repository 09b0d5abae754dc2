import type { ReadingStore } from '../../src/service/ports.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';

/** A fault as stores give it: `retryable` says whether the same call can succeed later. */
export class StoreTrouble extends Error {
  readonly retryable: boolean;

  constructor(message: string, retryable = true) {
    super(message);
    this.retryable = retryable;
  }
}

type Method = keyof ReadingStore;
type Before = (...args: never[]) => void | Promise<void>;

/** A store in which a test can step in before a call: to fail it, to hold it up, or to look. */
export interface FaultyStore {
  readonly store: ReadingStore;
  /** Called before the method is, with its arguments; null takes it away. */
  before<Name extends Method>(
    method: Name,
    task: ((...args: Parameters<ReadingStore[Name]>) => void | Promise<void>) | null,
  ): void;
}

export function faultyStore(inner: ReadingStore = openMemoryStore()): FaultyStore {
  const tasks = new Map<Method, Before>();
  const store = new Proxy(inner, {
    get: (target, name: Method) => {
      return async (...args: never[]) => {
        await tasks.get(name)?.(...args);
        return Reflect.apply(target[name], target, args);
      };
    },
  });
  return {
    store,
    before: (method, task) => {
      if (task === null) tasks.delete(method);
      else tasks.set(method, task as Before);
    },
  };
}
