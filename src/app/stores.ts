import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { accountMigrations } from '../identity/account-migrations.ts';
import { type LocalAccounts, localAccounts } from '../identity/accounts.ts';
import type { Clock, Journal, Log, ReadingStore } from '../service/ports.ts';
import { openDuckDbStore } from '../storage/duckdb/duckdb-store.ts';
import { openJournal } from '../storage/journal/journal.ts';
import { openSqlite } from '../storage/sqlite/open-sqlite.ts';
import { openStateDatabase, type StateDatabase } from '../storage/sqlite/state-database.ts';
import type { Config } from './config/config.ts';

const mebibyte = 1_048_576;

/** Everything that the service keeps on disk. */
export interface Stores {
  readonly journal: Journal;
  readonly readings: ReadingStore;
  readonly state: StateDatabase;
  readonly accounts: LocalAccounts;
  /** Closes in the order in which nothing is lost: the journal was closed before. */
  close(): Promise<void>;
}

export async function openStores(
  config: Config,
  { clock, log }: { clock: Clock; log: Log },
): Promise<Stores> {
  const { folder } = config.store;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const readings = await openDuckDbStore({
    folder: join(folder, 'readings'),
    memoryLimit: `${config.store.memoryLimitMb}MB`,
    log,
  });
  const journal = await openJournal({
    folder: config.journal.folder,
    maxBytes: config.journal.maxMb * mebibyte,
    segmentBytes: config.journal.segmentMb * mebibyte,
    sync: syncPolicy(config.journal.sync),
    log,
    notBefore: (await readings.position()) ?? 0,
  });
  const state = openStateDatabase(join(folder, 'state.sqlite'), { clock, log });
  const accountDatabase = openSqlite(
    join(folder, 'accounts.sqlite'),
    accountMigrations,
    'power_cut',
  );
  return {
    journal,
    readings,
    state,
    accounts: localAccounts(accountDatabase, clock),
    async close() {
      await journal.close();
      await readings.close();
      state.close();
      accountDatabase.close();
    },
  };
}

function syncPolicy(
  sync: Config['journal']['sync'],
): { policy: 'always' } | { policy: 'never' } | { policy: 'every'; ms: number } {
  return typeof sync === 'string' ? { policy: sync } : { policy: 'every', ms: sync.everyMs };
}
