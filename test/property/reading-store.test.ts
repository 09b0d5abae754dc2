import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import { hourMs } from '../../src/domain/instant.ts';
import type { ReadingStore, SlotSum } from '../../src/service/ports.ts';
import { openDuckDbStore } from '../../src/storage/duckdb/duckdb-store.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { capturedLog } from '../support/captured-log.ts';
import { influxHarness } from '../support/influx-store-bed.ts';
import { sharedInfluxdb } from '../support/influxdb-server.ts';
import { answersOf, loads } from '../support/store-bed.ts';
import { at, readings, slots } from '../support/store-columns.ts';
import { tempFolder } from '../support/temp-folder.ts';

type Step = (store: ReadingStore, firstDevice: number) => Promise<unknown>;

const device = fc.integer({ min: 0, max: 2 });
const hour = fc.integer({ min: -30, max: 30 }).map((hours) => at(hours * hourMs));
const number = fc.oneof(
  fc.constantFrom(0, 1, 2),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const row = fc.record({
  device,
  at: hour,
  values: fc.record({ powerKw: number, voltageV: number }, { requiredKeys: [] }),
  quality: fc.integer({ min: 0, max: 2 }),
  reasons: fc.integer({ min: 0, max: 255 }),
});
const slot = row.chain((of) =>
  fc.integer({ min: 0, max: 4 }).map((quarters) => ({ ...of, completeness: quarters / 4 })),
);
const mark = fc.record({ deviceKey: device, slotStart: hour });

/** Each run has devices of its own in the same two stores. */
const moved = <Row extends { readonly device: number }>(rows: readonly Row[], first: number) =>
  rows.map((of) => ({ ...of, device: first + of.device }));
const movedMarks = (
  marks: readonly { deviceKey: number; slotStart: ReturnType<typeof at> }[],
  first: number,
) => marks.map((of) => ({ ...of, deviceKey: first + of.deviceKey }));

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.array(row, { maxLength: 12 }),
        fc.array(row, { maxLength: 4 }),
        fc.array(mark, { maxLength: 3 }),
        fc.nat(),
      )
      .map(
        ([rows, more, marks, position]): Step =>
          (store, first) =>
            store.write(
              [readings('load', moved(rows, first)), readings('load', moved(more, first))],
              position,
              movedMarks(marks, first),
            ),
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('15m', '1d'),
        fc.array(slot, { maxLength: 8 }),
        fc.array(mark, { maxLength: 3 }),
      )
      .map(
        ([level, rows, clean]): Step =>
          (store, first) =>
            store.writeSlots(level, [slots('load', moved(rows, first))], movedMarks(clean, first)),
      ),
  },
  {
    weight: 2,
    arbitrary: hour.map(
      (before): Step =>
        (store) =>
          store.compact(before),
    ),
  },
  {
    weight: 1,
    arbitrary: device.map(
      (key): Step =>
        (store, first) =>
          store.deleteDevice('load', first + key),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(hour, hour, hour).map(
      ([rawBefore, quartersBefore, daysBefore]): Step =>
        (store) =>
          store.applyRetention({ rawBefore, quartersBefore, daysBefore }),
    ),
  },
);

function sumRows(sum: SlotSum) {
  return Array.from(sum.slotStart, (slotStart, index) => ({
    slotStart,
    sum: expect.closeTo(sum.sum[index] ?? 0),
    completeness: sum.completenessSum[index],
    quality: sum.worstQuality[index],
  }));
}

async function compare(store: ReadingStore, memory: ReadingStore, first: number): Promise<void> {
  const query = { deviceKeys: [first, first + 1, first + 2] };
  expect(await answersOf(store, query)).toStrictEqual(await answersOf(memory, query));
  await compareSums(store, memory, first);
}

/** Asked after each step: a store that keeps sums must not keep those of before. */
async function compareSums(
  store: ReadingStore,
  memory: ReadingStore,
  first: number,
): Promise<void> {
  const query = { deviceKeys: [first, first + 1, first + 2] };
  const span = { from: at(-5 * hourMs), to: at(7 * hourMs) };
  const point = { ...loads({ ...query, ...span }), point: 'powerKw' };
  const [of, reference] = [await store.sumSlots('15m', point), await memory.sumSlots('15m', point)];
  expect(sumRows(of)).toEqual(sumRows(reference));
}

const influx = influxHarness(sharedInfluxdb());
const embedded = {
  name: 'duckdb',
  open: (folder: string) =>
    openDuckDbStore({ folder, log: capturedLog(), kinds: [kindSpecOf('load')] }),
};

test.each([embedded, influx])(
  '$name: the store answers like the one in memory, whatever is done to both',
  async ({ open }) => {
    const store = await open(join(tempFolder(), 'store'));
    onTestFinished(() => store.close());
    const memory = openMemoryStore();
    let first = 1;
    const property = fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 12 }),
      async (steps) => {
        first += 3;
        for (const of of steps) {
          expect(await of(store, first)).toEqual(await of(memory, first));
          await compareSums(store, memory, first);
        }
        await compare(store, memory, first);
        for (const key of [first, first + 1, first + 2]) {
          await store.deleteDevice('load', key);
          await memory.deleteDevice('load', key);
        }
      },
    );
    await fc.assert(property, { numRuns: 20 });
  },
);
