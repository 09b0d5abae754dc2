import { restoreDuckDbStore } from '../../src/storage/duckdb/backup.ts';
import { openDuckDbStore } from '../../src/storage/duckdb/duckdb-store.ts';
import { openMemoryStore, restoreMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { capturedLog } from '../support/captured-log.ts';
import { influxHarness } from '../support/influx-store-bed.ts';
import { sharedInfluxdb } from '../support/influxdb-server.ts';
import { describeReadingStore } from '../support/reading-store-contract.ts';

describeReadingStore({
  name: 'memory',
  open: async () => openMemoryStore(),
  restore: restoreMemoryStore,
  durable: false,
});

describeReadingStore({
  name: 'duckdb',
  open: (folder) => openDuckDbStore({ folder, log: capturedLog() }),
  restore: async (backupFolder, folder) => {
    await restoreDuckDbStore({ backupFolder, folder });
    return openDuckDbStore({ folder, log: capturedLog() });
  },
  durable: true,
});

describeReadingStore(influxHarness(sharedInfluxdb()));
