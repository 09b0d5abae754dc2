import type { KindSpec } from '../../contract/device-kinds.ts';
import { kindSpecs } from '../../contract/kind-specs.ts';
import type { CountedStore } from '../../service/counted-store.ts';
import type { Log, ReadingColumns, SlotColumns } from '../../service/ports.ts';
import type { StoreMethod, StoreThreadData } from './messages.ts';
import { StoreLink } from './store-link.ts';

export interface DuckDbStoreOptions {
  /** Holds the database; made where it is missing. */
  readonly folder: string;
  /**
   * What DuckDB may use for itself, as it writes sizes; 128MB unless told. The process takes about
   * 200 MB more than this when the store has been busy for a day.
   */
  readonly memoryLimit?: string;
  /** Threads that one query may use; 1 unless told: more make a write dearer, and share the cores. */
  readonly threads?: number;
  readonly log: Log;
  /** Points of each kind; those of the program unless told. */
  readonly kinds?: readonly KindSpec[];
}

/** A copy in buffers of its own: the caller's arrays stay whole for another try. */
function copyReadings(batch: ReadingColumns): ReadingColumns {
  const { kind, length } = batch;
  return {
    kind,
    length,
    deviceKeys: batch.deviceKeys.slice(0, length),
    measuredAt: batch.measuredAt.slice(0, length),
    quality: batch.quality.slice(0, length),
    reasons: batch.reasons.slice(0, length),
    values: batch.values.map((column) => column.slice(0, length)),
  };
}

function copySlots(batch: SlotColumns): SlotColumns {
  const { kind, length } = batch;
  return {
    kind,
    length,
    deviceKeys: batch.deviceKeys.slice(0, length),
    slotStart: batch.slotStart.slice(0, length),
    completeness: batch.completeness.slice(0, length),
    quality: batch.quality.slice(0, length),
    reasons: batch.reasons.slice(0, length),
    values: batch.values.map((column) => column.slice(0, length)),
  };
}

/**
 * Opens the reading store over DuckDB, which lives in a thread of its own. Calls are rejected with
 * a `StoreFault`, whose `retryable` says whether the same call can succeed later.
 */
export async function openDuckDbStore(options: DuckDbStoreOptions): Promise<CountedStore> {
  const { folder, memoryLimit = '128MB', threads = 1, kinds = kindSpecs, log } = options;
  const data: StoreThreadData = { folder, memoryLimit, threads, kinds };
  const script = new URL('./store-thread.ts', import.meta.url);
  const link = new StoreLink({ script, data, log });
  await link.open();

  /** The thread runs the method of the same name, so the answer has its type. */
  function call<Method extends StoreMethod>(
    method: Method,
    ...args: Parameters<CountedStore[Method]>
  ): ReturnType<CountedStore[Method]> {
    return link.call(method, args) as ReturnType<CountedStore[Method]>;
  }

  return {
    write: (batches, position, dirty) => call('write', batches.map(copyReadings), position, dirty),
    position: () => call('position'),
    read: (query) => call('read', query),
    latest: () => call('latest'),
    dirtySlots: (limit) => call('dirtySlots', limit),
    writeSlots: (level, slots, clean) => call('writeSlots', level, slots.map(copySlots), clean),
    readSlots: (level, query) => call('readSlots', level, query),
    sumSlots: (level, query) => call('sumSlots', level, query),
    countRows: (level, kind, stretchMs) => call('countRows', level, kind, stretchMs),
    deleteDevice: (kind, deviceKey) => call('deleteDevice', kind, deviceKey),
    applyRetention: (limits) => call('applyRetention', limits),
    compact: (before) => call('compact', before),
    backup: (target) => call('backup', target),
    stats: () => call('stats'),
    close: () => link.close(),
  };
}
