export type StoreFaultCode =
  /** More calls wait than the queue holds; try again when some have been answered. */
  | 'busy'
  /** The store was closed. */
  | 'closed'
  /** The store's thread ended before it answered; the call may or may not have been done. */
  | 'interrupted'
  /** Disk, memory or the lock of another process stands in the way. */
  | 'unavailable'
  /** The request cannot be done as asked, now or later. */
  | 'refused'
  /** The database has given up after a fault of its own and must be opened anew. */
  | 'broken'
  /** Anything else: a bug of ours. */
  | 'failed';

const retryableCodes: ReadonlySet<StoreFaultCode> = new Set([
  'busy',
  'interrupted',
  'unavailable',
  'broken',
]);

/** A call to the store that was not done. `retryable`: the same call can succeed later. */
export class StoreFault extends Error {
  readonly code: StoreFaultCode;
  readonly retryable: boolean;

  constructor(code: StoreFaultCode, message: string) {
    super(message);
    this.name = 'StoreFault';
    this.code = code;
    this.retryable = retryableCodes.has(code);
  }
}

/** How DuckDB begins the messages of each family of errors, and what it means for the caller. */
const families: readonly (readonly [RegExp, StoreFaultCode])[] = [
  [/database has been invalidated|^FATAL Error|^INTERNAL Error/, 'broken'],
  [/^IO Error|^Out of Memory Error|^TransactionContext Error|ENOSPC|EACCES|EIO/, 'unavailable'],
];

/** Gives an error of DuckDB, of the file system or of ours its code. */
export function storeFaultOf(error: unknown): StoreFault {
  if (error instanceof StoreFault) return error;
  const message = error instanceof Error ? error.message : String(error);
  const family = families.find(([pattern]) => pattern.test(message));
  return new StoreFault(family?.[1] ?? 'failed', message);
}
