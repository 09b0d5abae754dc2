/** The reading store over a real InfluxDB 1.x, with devices that need no registry. */
import { onTestFinished } from 'vitest';
import type { CountedStore } from '../../src/service/counted-store.ts';
import { restoreInfluxStore } from '../../src/storage/influx/backup.ts';
import { openInfluxStore } from '../../src/storage/influx/influx-store.ts';
import type { InfluxDevices } from '../../src/storage/influx/schema.ts';
import type { InfluxTransport } from '../../src/storage/influx/transport.ts';
import { type Influx1Options, influx1Transport } from '../../src/storage/influx/transport-1.ts';
import type { InfluxdbProcess } from './influxdb-process.ts';
import { freshDatabase } from './influxdb-server.ts';
import type { StoreHarness } from './store-bed.ts';
import { tempFolder } from './temp-folder.ts';

const prefix = 'device-';

/** Every whole number is the key of a device. */
export const numberedDevices: InfluxDevices = {
  byKey: (key) => ({ id: `${prefix}${key}`, area: `area-${key % 7}` }),
  keyOf: (id) => (id.startsWith(prefix) ? Number(id.slice(prefix.length)) : null),
};

/** For the contract of reading stores; a folder that is opened again has the same database. */
export function influxHarness(server: () => InfluxdbProcess): StoreHarness {
  const databases = new Map<string, string>();
  const transportFor = (folder: string): InfluxTransport => {
    const database = databases.get(folder) ?? freshDatabase();
    databases.set(folder, database);
    return influx1Transport({ url: server().url, database });
  };
  const open = async (folder: string): Promise<CountedStore> =>
    openInfluxStore({ folder, transport: transportFor(folder), devices: numberedDevices });
  return {
    name: 'influxdb 1',
    open,
    restore: async (backupFolder, folder) => {
      const transport = transportFor(folder);
      await restoreInfluxStore({ backupFolder, folder, transport });
      await transport.close();
      return open(folder);
    },
    durable: true,
  };
}

/** Opens stores for the running test, each in a database of its own unless told. */
export function influxOpener(server: () => InfluxdbProcess) {
  return (options: Partial<Influx1Options> = {}, folder = tempFolder()) => {
    const database = options.database ?? freshDatabase();
    const transport = influx1Transport({ url: server().url, database, ...options });
    const store = openInfluxStore({ folder, transport, devices: numberedDevices });
    onTestFinished(() => store.close());
    return { store, transport, folder, database };
  };
}
