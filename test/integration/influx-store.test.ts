// The reading store over InfluxDB when what is in the database, or beside it, is not as it should be.

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { minuteMs } from '../../src/domain/instant.ts';
import { openInfluxStore } from '../../src/storage/influx/influx-store.ts';
import { progressFileName } from '../../src/storage/influx/progress.ts';
import { influx1Transport } from '../../src/storage/influx/transport-1.ts';
import { influxOpener, numberedDevices } from '../support/influx-store-bed.ts';
import { sharedInfluxdb } from '../support/influxdb-server.ts';
import { allLoads, dirty, loads, row, stored, writeLoads } from '../support/store-bed.ts';
import { at, readingRows, readings, slots } from '../support/store-columns.ts';
import { tempFolder } from '../support/temp-folder.ts';

const server = sharedInfluxdb();
const openOn = influxOpener(server);

describe('a field that is of another type in the database', () => {
  const conflict = /field type conflict.*"powerKw".*"load".*float.*string/;

  async function conflicting() {
    const opened = openOn();
    await opened.transport.prepare();
    await opened.transport.write(Buffer.from(`load,device=x powerKw="high" ${at(0)}\n`));
    return opened;
  }

  test('costs the rows that carry it, and none beside them', async () => {
    const { store } = await conflicting();
    const pv = readings('pv', [{ device: 7, at: at(0), values: { powerKw: 3 } }]);
    const load = readings('load', [
      { device: 1, at: at(0), values: { voltageV: 230 } },
      row(2, 0, 5),
      { device: 1, at: at(minuteMs), values: { voltageV: 231 } },
    ]);
    expect(await store.write([pv, load], 9, [dirty(1, 0)])).toEqual({
      inserted: 3,
      duplicates: 0,
      replaced: 0,
      rejected: [{ batch: 1, row: 1, reason: expect.stringMatching(conflict) }],
    });
    expect(readingRows(await store.read(loads())).map(({ values }) => values)).toEqual([
      { voltageV: 230 },
      { voltageV: 231 },
    ]);
    expect(await store.stats()).toMatchObject({ rows: 3, points: 3 });
    expect(await store.position()).toBe(9);
  });

  test('costs late rows alike, however often they came', async () => {
    const { store } = await conflicting();
    const newest = { device: 1, at: at(5 * minuteMs), values: { voltageV: 230 } };
    await writeLoads(store, [newest]);
    const late = [newest, row(1, 0, 5), row(1, 0, 6), { ...newest, at: at(minuteMs) }];
    const result = await store.write([readings('load', late)], 2, []);
    expect(result).toMatchObject({ inserted: 1, duplicates: 1, replaced: 0 });
    expect(result.rejected?.map(({ row: place }) => place)).toEqual([1, 2]);
    expect(await store.stats()).toMatchObject({ rows: 2, points: 2 });
  });
});

test('a reading beyond the time that InfluxDB can hold is rejected alone', async () => {
  const { store } = openOn();
  const result = await writeLoads(store, [row(1, 0, 1), row(1, 300 * 365 * 86_400_000, 2)]);
  expect(result).toMatchObject({ inserted: 1, rejected: [{ row: 1 }] });
  expect(result.rejected?.[0]?.reason).toMatch(/time/);
});

test('what was written but not noted before a crash is written again and changes nothing', async () => {
  const folder = tempFolder();
  const { store, database } = openOn({}, folder);
  await writeLoads(store, [row(1, 0, 1)]);
  const saved = join(tempFolder(), 'saved.sqlite');
  await store.close();
  copyFileSync(join(folder, progressFileName), saved);
  const { store: second } = openOn({ database }, folder);
  const batch = [row(1, minuteMs, 2), row(2, 0, 3)];
  await second.write([readings('load', batch)], 2, [dirty(1, 0)]);
  await second.close();
  copyFileSync(saved, join(folder, progressFileName));
  const { store: third } = openOn({ database }, folder);
  expect(await third.position()).toBe(1);
  expect(await third.write([readings('load', batch)], 2, [dirty(1, 0)])).toEqual({
    inserted: 0,
    duplicates: 2,
    replaced: 0,
  });
  expect(await allLoads(third)).toEqual([stored(1, 0, 1), stored(1, minuteMs, 2), stored(2, 0, 3)]);
  expect(await third.dirtySlots(9)).toEqual([dirty(1, 0)]);
});

test('what is written again after its device has moved to another area is still one row', async () => {
  const folder = tempFolder();
  const { store, database } = openOn({}, folder);
  const slot = { device: 1, at: at(0), values: { powerKw: 4, voltageV: 230 }, completeness: 1 };
  await writeLoads(store, [row(1, 0, 1), row(1, minuteMs, 2)]);
  await store.writeSlots('15m', [slots('load', [slot])], []);
  await store.close();
  for (const area of ['a-field', 'z-field']) {
    const moved = { ...numberedDevices, byKey: (key: number) => ({ id: `device-${key}`, area }) };
    const transport = influx1Transport({ url: server().url, database });
    const after = openInfluxStore({ folder, transport, devices: moved });
    const power = area === 'a-field' ? 5 : 6;
    const again = [row(1, 0, power), row(1, minuteMs, 2)];
    expect(await writeLoads(after, again)).toMatchObject({ replaced: 1, duplicates: 1 });
    await after.writeSlots('15m', [slots('load', [{ ...slot, values: { powerKw: power } }])], []);
    expect(await allLoads(after)).toEqual([stored(1, 0, power), stored(1, minuteMs, 2)]);
    const query = { ...loads(), point: 'powerKw' };
    expect(Array.from((await after.sumSlots('15m', query)).sum)).toEqual([power]);
    expect(readingRows((await after.latest())[0] ?? readings('load', []))).toEqual([
      stored(1, minuteMs, 2),
    ]);
    await after.close();
  }
});

test('a second process is kept out, and told why', async () => {
  const { folder } = openOn();
  expect(() => openOn({}, folder)).toThrow(/in use by another process.*Stop it first/);
});

test('a database that was dropped is made anew', async () => {
  const { store, database } = openOn();
  await writeLoads(store, [row(1, 0, 1)]);
  await server().ask('', `DROP DATABASE "${database}"`);
  await expect(writeLoads(store, [row(1, minuteMs, 2)])).rejects.toMatchObject({
    retryable: true,
    message: expect.stringContaining('database not found'),
  });
  expect(await writeLoads(store, [row(1, minuteMs, 2)])).toMatchObject({ inserted: 1 });
});

test('slots that the server does not take are told, beside those that it takes', async () => {
  const { store, transport } = openOn();
  await transport.prepare();
  await transport.write(Buffer.from(`load_15m,device=x powerKw="high" ${at(0)}\n`));
  const slot = { device: 1, at: at(0), values: { powerKw: 1 }, completeness: 1 };
  const other = { ...slot, device: 2, values: { voltageV: 230 } };
  const written = store.writeSlots('15m', [slots('load', [slot, other])], []);
  await expect(written).rejects.toMatchObject({
    retryable: true,
    message: expect.stringMatching(/1 slots were not taken: .*field type conflict/),
  });
  expect((await store.readSlots('15m', loads())).length).toBe(1);
});
