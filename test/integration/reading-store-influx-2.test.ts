/** The store over the interface of InfluxDB 2.x; a gateway before a real 1.x speaks it. */
import { afterAll, beforeAll } from 'vitest';
import type { CountedStore } from '../../src/service/counted-store.ts';
import { restoreInfluxStore } from '../../src/storage/influx/backup.ts';
import { openInfluxStore } from '../../src/storage/influx/influx-store.ts';
import type { InfluxTransport } from '../../src/storage/influx/transport.ts';
import { influx2Transport } from '../../src/storage/influx/transport-2.ts';
import { type Gateway, gatewayToken, startGateway } from '../support/influx-2-gateway.ts';
import { numberedDevices } from '../support/influx-store-bed.ts';
import { freshDatabase, sharedInfluxdb } from '../support/influxdb-server.ts';
import { describeReadingStore } from '../support/reading-store-contract.ts';

const server = sharedInfluxdb();
let gateway: Gateway | undefined;

beforeAll(async () => {
  gateway = await startGateway(server());
});
afterAll(() => gateway?.close());

const buckets = new Map<string, string>();

/** A folder that is opened again has the same bucket. */
function transportFor(folder: string): InfluxTransport {
  const bucket = buckets.get(folder) ?? freshDatabase();
  buckets.set(folder, bucket);
  return influx2Transport({
    ...{ url: gateway?.url ?? '', organisation: 'lankao', bucket, token: gatewayToken },
  });
}

async function open(folder: string): Promise<CountedStore> {
  return openInfluxStore({ folder, transport: transportFor(folder), devices: numberedDevices });
}

describeReadingStore({
  name: 'influxdb 2 before a real 1.x',
  open,
  restore: async (backupFolder, folder) => {
    const transport = transportFor(folder);
    await restoreInfluxStore({ backupFolder, folder, transport });
    await transport.close();
    return open(folder);
  },
  durable: true,
});
