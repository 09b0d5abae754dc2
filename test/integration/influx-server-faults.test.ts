// The reading store over InfluxDB when the server or the line to it is not as it should be.

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { minuteMs } from '../../src/domain/instant.ts';
import { influx1Transport } from '../../src/storage/influx/transport-1.ts';
import { influxOpener } from '../support/influx-store-bed.ts';
import { sharedInfluxdb, startInfluxdb } from '../support/influxdb-server.ts';
import { allLoads, dirty, loads, row, stored, writeLoads } from '../support/store-bed.ts';
import { tempFolder } from '../support/temp-folder.ts';

const openOn = influxOpener(sharedInfluxdb());

describe('a server that is away', () => {
  test('holds up neither the opening nor what needs no server', async () => {
    const { store } = openOn({ url: 'http://127.0.0.1:9' });
    expect(await store.position()).toBeNull();
    await store.write([], 5, [dirty(1, 0)]);
    expect(await store.dirtySlots(9)).toEqual([dirty(1, 0)]);
    expect(await store.stats()).toEqual({ rows: 0, points: 0, diskBytes: 0 });
    const calls = [writeLoads(store, [row(1, 0, 1)]), store.latest(), store.read(loads())];
    for (const call of calls) {
      await expect(call).rejects.toMatchObject({
        retryable: true,
        message: expect.stringMatching(/cannot be reached/),
      });
    }
    expect(await store.position()).toBe(5);
  });

  test('has all that it confirmed when it is back, and takes the rest once', async () => {
    const mortal = await startInfluxdb();
    const { store } = openOn({ url: mortal.url });
    expect(await writeLoads(store, [row(1, 0, 1)])).toMatchObject({ inserted: 1 });
    await mortal.kill();
    const again = [row(1, 0, 1), row(1, minuteMs, 2)];
    await expect(writeLoads(store, again)).rejects.toMatchObject({ retryable: true });
    await mortal.restart();
    expect(await writeLoads(store, again)).toEqual({ inserted: 1, duplicates: 1, replaced: 0 });
    expect(await allLoads(store)).toEqual([stored(1, 0, 1), stored(1, minuteMs, 2)]);
  });
});

test('a store is closed at once over a server that says nothing', async () => {
  const url = await strangeServer(() => undefined);
  const { store } = openOn({ url });
  const broken = { retryable: true, message: 'The store was closed.' };
  const calls = [
    writeLoads(store, [row(1, 0, 1)]),
    writeLoads(store, [row(1, 0, 1)]),
    store.latest(),
    store.backup(join(tempFolder(), 'backup')),
  ].map((call) => expect(call).rejects.toMatchObject(broken));
  await store.close();
  await Promise.all(calls);
  await expect(store.read(loads())).rejects.toMatchObject(broken);
  await store.close();
});

/** Takes connections, and does with them what the test says; ends with the test. */
async function strangeServer(take: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const strange = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    take(socket);
  }).listen(0, '127.0.0.1');
  await once(strange, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    strange.close();
  });
  return `http://127.0.0.1:${(strange.address() as AddressInfo).port}`;
}

function stopInTheMiddle(socket: Socket): void {
  socket.once('data', () => {
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{"results":[{');
  });
}

describe.each([
  ['says nothing', () => undefined, /did not answer within 0.2 s/],
  [
    'stops in the middle of an answer',
    stopInTheMiddle,
    /did not answer within 0.2 s|cannot be reached/,
  ],
  [
    'breaks the connection',
    (socket: Socket) => void socket.once('data', () => socket.resetAndDestroy()),
    /cannot be reached/,
  ],
  [
    'is something else',
    (socket: Socket) => {
      socket.once('data', () => {
        socket.end(
          'HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-length: 5\r\n\r\nnginx',
        );
      });
    },
    /nginx|Bad Gateway/,
  ],
])('a server that %s', (_, take, words) => {
  test('is given up at the time limit, for now', async () => {
    const url = await strangeServer(take);
    const timeoutsMs = { write: 200, query: 200, delete: 200 };
    const transport = influx1Transport({ url, database: 'county', timeoutsMs });
    onTestFinished(() => transport.close());
    const calls = {
      prepare: () => transport.prepare(),
      write: () => transport.write(Buffer.from('load powerKw=1 1\n')),
      query: () => transport.query('SELECT * FROM load'),
      delete: () => transport.deleteWhere('load', {}),
    };
    for (const call of Object.values(calls)) {
      await expect(call()).rejects.toMatchObject({
        retryable: true,
        message: expect.stringMatching(words),
      });
    }
  });
});

test('a question whose answer is cut off is given up long before its time limit', async () => {
  const transport = influx1Transport({
    url: await strangeServer(stopInTheMiddle),
    database: 'county',
  });
  onTestFinished(() => transport.close());
  await expect(transport.query('SELECT * FROM load')).rejects.toMatchObject({
    retryable: true,
    message: 'InfluxDB cannot be reached: the connection was cut in the middle of the answer',
  });
});

test.each([2, 10_000])(
  'an answer that the server has cut at %i rows is a fault, and no smaller answer',
  async (limit) => {
    const short = await startInfluxdb({ INFLUXDB_HTTP_MAX_ROW_LIMIT: `${limit}` });
    const { store } = openOn({ url: short.url });
    const rows = Array.from({ length: limit + 1 }, (_, second) => row(1, second * 1_000, 1));
    await writeLoads(store, rows);
    await expect(allLoads(store)).rejects.toMatchObject({
      retryable: true,
      message: expect.stringContaining('max-row-limit'),
    });
  },
);

test('who may sign in, and who may make databases, is told without a secret', async () => {
  const guarded = await startInfluxdb({ INFLUXDB_HTTP_AUTH_ENABLED: 'true' });
  await guarded.ask('', "CREATE USER root WITH PASSWORD 'r00t' WITH ALL PRIVILEGES");
  const root = { url: guarded.url, username: 'root', password: 'r00t', database: 'county' };
  const strangers = openOn({ ...root, password: 'wrong-secret' }).store;
  const refused = await writeLoads(strangers, [row(1, 0, 1)]).catch((fault: Error) => fault);
  expect(refused).toMatchObject({ retryable: true, status: 401 });
  expect(JSON.stringify(refused) + String(refused)).not.toContain('wrong-secret');

  const admin = influx1Transport(root);
  onTestFinished(() => admin.close());
  await admin.query("CREATE USER paulownia WITH PASSWORD 'hush'");
  const user = { ...root, username: 'paulownia', password: 'hush' };
  await expect(writeLoads(openOn(user).store, [row(1, 0, 1)])).rejects.toThrow(
    /CREATE DATABASE "county"/,
  );
  await admin.query('CREATE DATABASE county');
  await admin.query('GRANT ALL ON county TO paulownia');
  expect(await writeLoads(openOn(user).store, [row(1, 0, 1)])).toMatchObject({ inserted: 1 });
});
