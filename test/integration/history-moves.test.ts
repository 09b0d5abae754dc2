import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { dayMs } from '../../src/domain/instant.ts';
import type { CountedStore } from '../../src/service/counted-store.ts';
import { openDuckDbStore } from '../../src/storage/duckdb/duckdb-store.ts';
import { openInfluxStore } from '../../src/storage/influx/influx-store.ts';
import type { InfluxTransport } from '../../src/storage/influx/transport.ts';
import { influx1Transport } from '../../src/storage/influx/transport-1.ts';
import { influx2Transport } from '../../src/storage/influx/transport-2.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { capturedLog } from '../support/captured-log.ts';
import { historyPosition, moved, writeHistory } from '../support/history.ts';
import { type Gateway, gatewayToken, startGateway } from '../support/influx-2-gateway.ts';
import { numberedDevices } from '../support/influx-store-bed.ts';
import { freshDatabase, sharedInfluxdb } from '../support/influxdb-server.ts';
import { at } from '../support/store-columns.ts';
import { tempFolder } from '../support/temp-folder.ts';

const server = sharedInfluxdb();
let gateway: Gateway | undefined;

beforeAll(async () => {
  gateway = await startGateway(server());
});
afterAll(() => gateway?.close());

async function influxStore(transport: InfluxTransport): Promise<CountedStore> {
  const store = openInfluxStore({ folder: tempFolder(), transport, devices: numberedDevices });
  onTestFinished(() => store.close());
  return store;
}

function influx1Store(): Promise<CountedStore> {
  return influxStore(influx1Transport({ url: server().url, database: freshDatabase() }));
}

function influx2Store(): Promise<CountedStore> {
  const bucket = freshDatabase();
  const place = { url: gateway?.url ?? '', organisation: 'lankao', bucket };
  return influxStore(influx2Transport({ ...place, token: gatewayToken }));
}

async function memoryStore(): Promise<CountedStore> {
  return openMemoryStore();
}

async function embeddedStore(folder = tempFolder()): Promise<CountedStore> {
  const store = await openDuckDbStore({ folder, log: capturedLog() });
  onTestFinished(() => store.close());
  return store;
}

describe('history moves', () => {
  test.each<[string, () => Promise<CountedStore>, () => Promise<CountedStore>]>([
    ['from one embedded store into another', embeddedStore, embeddedStore],
    ['from an embedded store into memory', embeddedStore, memoryStore],
    ['from memory into an embedded store', memoryStore, embeddedStore],
    ['from an embedded store into InfluxDB 1', embeddedStore, influx1Store],
    ['from InfluxDB 1 into an embedded store', influx1Store, embeddedStore],
    ['from InfluxDB 1 into InfluxDB 2', influx1Store, influx2Store],
  ])('%s', async (_, openSource, openTarget) => {
    const [source, target] = [await openSource(), await openTarget()];
    await writeHistory(source);
    await source.compact(at(2 * dayMs));
    const { equal, kinds } = await moved(source, target);
    expect(equal).toBe(true);
    expect(kinds.map(({ level, kind, rows }) => [level, kind, rows.target])).toEqual([
      ['raw', 'pv', 720],
      ['raw', 'load', 145],
      ['raw', 'transformer_meter', 216],
      ['15m', 'pv', 576],
      ['15m', 'load', 288],
      ['15m', 'transformer_meter', 288],
      ['1d', 'pv', 6],
      ['1d', 'load', 3],
      ['1d', 'transformer_meter', 3],
    ]);
    expect(await target.position()).toBe(historyPosition);
  });
});
