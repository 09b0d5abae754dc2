import { join } from 'node:path';
import { accountMigrations } from '../identity/account-migrations.ts';
import { type LocalAccounts, localAccounts } from '../identity/accounts.ts';
import type { CountedStore } from '../service/counted-store.ts';
import type { Clock, Journal, Log, ReadingStore } from '../service/ports.ts';
import { openDuckDbStore } from '../storage/duckdb/duckdb-store.ts';
import { openInfluxStore } from '../storage/influx/influx-store.ts';
import type { InfluxTransport } from '../storage/influx/transport.ts';
import { influx1Transport } from '../storage/influx/transport-1.ts';
import { influx2Transport } from '../storage/influx/transport-2.ts';
import { openJournal } from '../storage/journal/journal.ts';
import { openDeviceLookup } from '../storage/sqlite/device-lookup.ts';
import {
  type ForecastDatabase,
  openForecastDatabase,
} from '../storage/sqlite/forecast-database.ts';
import { openSqlite } from '../storage/sqlite/open-sqlite.ts';
import { openStateDatabase, type StateDatabase } from '../storage/sqlite/state-database.ts';
import { Closers } from './closers.ts';
import type {
  Config,
  EmbeddedStoreConfig,
  Influx1StoreConfig,
  Influx2StoreConfig,
} from './config/config.ts';
import { makeDataFolder } from './data-folder.ts';
import { refuseUnfinishedMigration } from './migration-file.ts';

const mebibyte = 1_048_576;

/** Everything that the service keeps on disk. */
export interface Stores {
  readonly journal: Journal;
  readonly readings: ReadingStore;
  readonly state: StateDatabase;
  /** Forecasts and the weather that they were made of. */
  readonly forecasting: ForecastDatabase;
  readonly accounts: LocalAccounts;
  close(): Promise<void>;
}

/** Opens everything; rejects, with nothing left open, where a part cannot be opened. */
export async function openStores(
  config: Config,
  parts: { clock: Clock; log: Log },
): Promise<Stores> {
  const opened = new Closers();
  try {
    return await open(config, parts, opened);
  } catch (error) {
    await opened.closeAll();
    throw error;
  }
}

async function open(
  config: Config,
  { clock, log }: { clock: Clock; log: Log },
  opened: Closers,
): Promise<Stores> {
  const { folder } = config.store;
  makeDataFolder(folder, 'store.folder');
  refuseUnfinishedMigration(config.store);
  makeDataFolder(config.journal.folder, 'journal.folder');
  const accountDatabase = openSqlite(
    join(folder, 'accounts.sqlite'),
    accountMigrations,
    'power_cut',
  );
  opened.add(() => accountDatabase.close());
  const state = openStateDatabase(join(folder, 'state.sqlite'), { clock, log });
  opened.add(() => state.close());
  const forecasting = openForecastDatabase(join(folder, 'forecasts.sqlite'));
  opened.add(() => forecasting.close());
  const readings = await openReadings(config, log);
  opened.add(() => readings.close());
  const journal = await openJournal({
    folder: config.journal.folder,
    maxBytes: config.journal.maxMb * mebibyte,
    segmentBytes: config.journal.segmentMb * mebibyte,
    sync: syncPolicy(config.journal.sync),
    log,
    notBefore: (await readings.position()) ?? 0,
  });
  opened.add(() => journal.close());
  return {
    journal,
    readings,
    state,
    forecasting,
    accounts: localAccounts(accountDatabase, clock),
    close: () => opened.closeAll(),
  };
}

/** @throws Error that names the remedy when a running service has the folder. */
export async function openReadings({ store }: Config, log: Log): Promise<CountedStore> {
  switch (store.kind) {
    case 'embedded':
      return openEmbedded(store, log);
    case 'influxdb1':
    case 'influxdb2':
      return openInfluxStore({
        folder: store.folder,
        transport: influxTransportOf(store),
        devices: openDeviceLookup(join(store.folder, 'state.sqlite')),
      });
  }
}

async function openEmbedded(
  { folder, memoryLimitMb }: EmbeddedStoreConfig,
  log: Log,
): Promise<CountedStore> {
  try {
    return await openDuckDbStore({
      folder: join(folder, 'readings'),
      memoryLimit: `${memoryLimitMb}MB`,
      log,
    });
  } catch (error) {
    const [, holder] = /Could not set lock.*\((PID \d+)\)/.exec(String(error)) ?? [];
    if (holder === undefined) throw error;
    throw new Error(
      `The data in ${folder} is in use by another process (${holder}). Stop it first, or configure another store.folder.`,
      { cause: error },
    );
  }
}

export function influxTransportOf(store: Influx1StoreConfig | Influx2StoreConfig): InfluxTransport {
  if (store.kind === 'influxdb2') {
    const { token, ...server } = store.influxdb2;
    return influx2Transport({ ...server, token: token.reveal() });
  }
  const { password, ...server } = store.influxdb1;
  return influx1Transport({ ...server, password: password?.reveal() });
}

function syncPolicy(
  sync: Config['journal']['sync'],
): { policy: 'always' } | { policy: 'never' } | { policy: 'every'; ms: number } {
  return typeof sync === 'string' ? { policy: sync } : { policy: 'every', ms: sync.everyMs };
}
