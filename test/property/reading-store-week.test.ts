import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Device } from '../../src/domain/device.ts';
import { dayMs, hourMs, instant, minuteMs } from '../../src/domain/instant.ts';
import type { JudgedReading, QualityCode } from '../../src/domain/reading.ts';
import type { ReadingStore } from '../../src/service/ports.ts';
import { openDuckDbStore } from '../../src/storage/duckdb/duckdb-store.ts';
import { openInfluxStore } from '../../src/storage/influx/influx-store.ts';
import { influx1Transport } from '../../src/storage/influx/transport-1.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { capturedLog } from '../support/captured-log.ts';
import { deviceWith, readingOf } from '../support/devices.ts';
import { faultyStore } from '../support/faulty-store.ts';
import { numberedDevices } from '../support/influx-store-bed.ts';
import { freshDatabase, sharedInfluxdb } from '../support/influxdb-server.ts';
import { RollUpWorld } from '../support/roll-up-world.ts';
import { readingRows, slotRows, startAt } from '../support/store-columns.ts';
import { tempFolder } from '../support/temp-folder.ts';

const server = sharedInfluxdb();
const weekMs = 7 * dayMs;
const devices: readonly Device[] = [
  deviceWith({ key: 1, id: 'roof', kind: 'pv', reportIntervalS: 1_800 }),
  deviceWith({ key: 2, id: 'mill', kind: 'wind', reportIntervalS: 3_600, nodeId: 'area-2' }),
  deviceWith({ key: 3, id: 'cell', kind: 'battery', reportIntervalS: 3_600 }),
  deviceWith({ key: 4, id: 'roof-2', kind: 'pv', reportIntervalS: 3_600, nodeId: 'area-2' }),
];

/** Times are whole steps: readings of one device often share one, and those of two do. */
const stepMs = 10 * minuteMs;
const kw = fc.integer({ min: -50_000, max: 50_000 }).map((watts) => watts / 1_000);
const told = fc.record({
  step: fc.noBias(fc.integer({ min: 0, max: weekMs / stepMs - 1 })),
  powerKw: fc.option(kw, { nil: undefined, freq: 8 }),
  voltageV: fc.option(kw, { nil: undefined }),
  quality: fc.constantFrom<QualityCode>(0, 0, 0, 0, 1, 2),
});

/** What one device says in a week, at times that often are those of other readings. */
const weekOf = (device: Device): fc.Arbitrary<JudgedReading[]> =>
  fc.array(told, { minLength: 150, maxLength: 250 }).map((readings) =>
    readings.map(({ step, powerKw, voltageV, quality }, number) => {
      const measuredAt = startAt + step * stepMs;
      const energyKwh = 1_000 + (measuredAt - startAt) / hourMs;
      const register = device.kind === 'battery' ? 'chargedTotalKwh' : 'energyTotalKwh';
      const values = {
        ...(powerKw === undefined ? {} : { powerKw }),
        ...(voltageV === undefined ? {} : { voltageV }),
        ...(number % 3 === 0 ? { [register]: energyKwh } : {}),
      };
      return { reading: readingOf(device, measuredAt, values), quality, reasons: 0 };
    }),
  );

/** A week in the order of its arrival: mostly in time, with late ones and repetitions. */
const week = fc.tuple(...devices.map(weekOf)).chain((perDevice) => {
  const inTime = perDevice
    .flat()
    .sort(
      (a, b) =>
        a.reading.measuredAt - b.reading.measuredAt || a.reading.device.key - b.reading.device.key,
    );
  return fc
    .record({
      late: fc.shuffledSubarray(inTime, { maxLength: 60 }),
      again: fc.subarray(inTime, { maxLength: 60 }),
      parts: fc.integer({ min: 3, max: 6 }),
    })
    .map(({ late, again, parts }) => {
      const held = new Set(late);
      const arrived = [...inTime.filter((reading) => !held.has(reading)), ...late, ...again];
      const size = Math.ceil(arrived.length / parts);
      return Array.from({ length: parts }, (_, part) =>
        arrived.slice(part * size, (part + 1) * size),
      );
    });
});

/** All that is stored of the week, once its roll-ups are done. */
async function answersAfter(store: ReadingStore, parts: readonly JudgedReading[][]) {
  const world = new RollUpWorld(devices, faultyStore(store));
  for (const part of parts) {
    await world.store(...part);
    await world.run(instant(startAt + 9 * dayMs));
  }
  // Slots that a late count has changed are due once another batch has told the store of them.
  await world.store();
  await world.run(instant(startAt + 9 * dayMs));
  expect(world.dirty.size).toBe(0);
  const range = { from: instant(startAt - dayMs), to: instant(startAt + 9 * dayMs) };
  const perKind = ['pv', 'wind', 'battery'] as const;
  return {
    stats: { ...(await store.stats()), diskBytes: 0 },
    dirty: await store.dirtySlots(10),
    latest: Object.fromEntries(
      (await store.latest()).map((rows) => [rows.kind, readingRows(rows)]),
    ),
    kinds: await Promise.all(
      perKind.map(async (kind) => {
        const query = { kind, deviceKeys: [1, 2, 3, 4], ...range };
        const sum = await store.sumSlots('15m', { ...query, point: 'powerKw' });
        return {
          raw: readingRows(await store.read(query)),
          quarters: slotRows(await store.readSlots('15m', query)),
          days: slotRows(await store.readSlots('1d', query)),
          sum: { ...sum, sum: Array.from(sum.sum, (value) => value.toPrecision(12)) },
        };
      }),
    ),
  };
}

async function eachStore<Result>(use: (store: ReadingStore) => Promise<Result>) {
  const transport = influx1Transport({ url: server().url, database: freshDatabase() });
  const stores = [
    openMemoryStore(),
    await openDuckDbStore({ folder: tempFolder(), log: capturedLog() }),
    openInfluxStore({ folder: tempFolder(), transport, devices: numberedDevices }),
  ];
  const results: Result[] = [];
  for (const store of stores) {
    onTestFinished(() => store.close());
    results.push(await use(store));
  }
  return results;
}

test('a random week is the same in every store, point for point and slot for slot', async () => {
  const property = fc.asyncProperty(fc.integer(), async (seed) => {
    const [parts = []] = fc.sample(week, { seed, numRuns: 1 });
    const [memory, embedded, influx] = await eachStore((store) => answersAfter(store, parts));
    expect(embedded).toStrictEqual(memory);
    expect(influx).toStrictEqual(memory);
    expect(memory?.kinds.map(({ quarters }) => quarters.length > 100)).toEqual([true, true, true]);
  });
  await fc.assert(property, { numRuns: 1 });
});
