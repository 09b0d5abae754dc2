// A disk that fails, or waits, when the test says so.
import { basename } from 'node:path';
import { diskFiles, type JournalFile, type JournalFiles } from '../../src/storage/journal/files.ts';

export interface FaultyFiles {
  readonly files: JournalFiles;
  /** Every write and sync that reached the disk, such as `sync 0000000000000000.segment`. */
  readonly trace: string[];
  /** While set, every write and sync fails with this code. */
  failWith(code: 'ENOSPC' | 'EIO' | null, only?: 'write' | 'sync'): void;
  /** Makes syncs wait until the answered function is called. */
  holdSyncs(): () => void;
}

export function faultyFiles(): FaultyFiles {
  const trace: string[] = [];
  let fault: { code: string; only: string | undefined } | null = null;
  let gate: Promise<void> = Promise.resolve();

  const failIfAsked = (task: 'write' | 'sync') => {
    if (fault === null || (fault.only ?? task) !== task) return;
    throw Object.assign(new Error(`${fault.code}: ${task} failed`), { code: fault.code });
  };
  const wrap = (path: string, file: JournalFile): JournalFile => ({
    ...file,
    async write(bytes, length, offset) {
      failIfAsked('write');
      await file.write(bytes, length, offset);
      trace.push(`write ${basename(path)}`);
    },
    async sync() {
      await gate;
      failIfAsked('sync');
      await file.sync();
      trace.push(`sync ${basename(path)}`);
    },
  });
  return {
    files: {
      ...diskFiles,
      open: async (path) => wrap(path, await diskFiles.open(path)),
      create: async (path) => wrap(path, await diskFiles.create(path)),
    },
    trace,
    failWith(code, only) {
      fault = code === null ? null : { code, only };
    },
    holdSyncs() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
  };
}
