/** What every reading store must do, whatever it is made of. */
import { describe, expect, test } from 'vitest';
import { dayMs, minuteMs, quarterMs } from '../../src/domain/instant.ts';
import { describeUpkeep } from './reading-store-upkeep.ts';
import {
  allLoads,
  always,
  answersOf,
  dirty,
  loads,
  openBed,
  row,
  type StoreHarness,
  slot,
  stored,
  writeLoads,
} from './store-bed.ts';
import { at, readingRows, readings, slotRows, slots } from './store-columns.ts';

const wholeDay = { from: at(0), to: at(dayMs) };

export function describeReadingStore(harness: StoreHarness): void {
  describe(`reading store: ${harness.name}`, () => {
    describe('readings', () => {
      test('a new store is empty', async () => {
        const { store } = await openBed(harness);
        expect(await answersOf(store)).toEqual({
          rows: 0,
          points: 0,
          position: null,
          readings: [],
          latest: [],
          dirty: [],
          quarters: [],
          days: [],
        });
      });

      test('values come back bit for bit, absent ones absent', async () => {
        const { store } = await openBed(harness);
        const doubles = [0, -0, 0.1 + 0.2, 1e308, -1e308, 5e-324, 2 ** 53 + 2, -1 / 3, 1234.567];
        const rows = doubles.map((value, minute) => ({
          ...row(1, minute * minuteMs, value),
          values: { powerKw: value, ...(minute % 2 === 0 ? { voltageV: -value } : {}) },
          quality: minute % 3,
          reasons: minute * 31,
        }));
        await writeLoads(store, rows);
        await store.compact(at(-dayMs));
        expect(await allLoads(store)).toStrictEqual(rows);
        await store.compact(at(2 * dayMs));
        expect(await allLoads(store)).toStrictEqual(rows);
      });

      test('a reading without any value is still a reading', async () => {
        const { store } = await openBed(harness);
        await writeLoads(store, [{ device: 1, at: at(0), values: {} }]);
        expect(await allLoads(store)).toEqual([
          { device: 1, at: at(0), values: {}, quality: 0, reasons: 0 },
        ]);
        expect(await store.stats()).toMatchObject({ rows: 1, points: 0 });
      });

      test('columns may be longer than the batch, and stay with the caller', async () => {
        const { store } = await openBed(harness);
        const batch = readings('load', [row(1, 0, 1), row(1, minuteMs, 2)]);
        await store.write([{ ...batch, length: 1 }], 1, []);
        await store.write([batch], 2, []);
        expect(await allLoads(store)).toEqual([stored(1, 0, 1), stored(1, minuteMs, 2)]);
        expect(Array.from(batch.deviceKeys)).toEqual([1, 1]);
      });

      test('rows come ordered by device, then time, from half-open ranges', async () => {
        const { store } = await openBed(harness);
        await writeLoads(store, [
          row(2, minuteMs, 1),
          row(1, minuteMs, 2),
          row(1, 2 * minuteMs, 3),
        ]);
        await writeLoads(store, [row(1, 0, 4), row(2, dayMs, 5)]);
        const range = { from: at(minuteMs), to: at(2 * minuteMs) };
        expect(readingRows(await store.read(loads(range)))).toEqual([
          stored(1, minuteMs, 2),
          stored(2, minuteMs, 1),
        ]);
        expect(readingRows(await store.read(loads({ deviceKeys: [2], ...wholeDay })))).toEqual([
          stored(2, minuteMs, 1),
        ]);
        expect(await store.read(loads({ deviceKeys: [] }))).toMatchObject({ length: 0 });
      });

      test('kinds are kept apart and written together', async () => {
        const { store } = await openBed(harness);
        const pv = readings('pv', [{ device: 7, at: at(0), values: { powerKw: 3 } }]);
        const result = await store.write([pv, readings('load', [row(1, 0, 1)])], 12, []);
        expect(result).toEqual({ inserted: 2, duplicates: 0, replaced: 0 });
        expect(await store.read({ kind: 'pv', deviceKeys: [1, 7], ...always })).toMatchObject({
          length: 1,
          kind: 'pv',
        });
        expect(await store.position()).toBe(12);
      });

      test('latest is the newest measured row of each device, not the last written', async () => {
        const { store } = await openBed(harness);
        await writeLoads(store, [row(1, 2 * minuteMs, 1), row(2, 0, 2)]);
        await writeLoads(store, [row(1, minuteMs, 3), row(3, -300 * dayMs, 4)]);
        const latest = await store.latest();
        expect(latest.map((rows) => rows.kind)).toEqual(['load']);
        expect(latest.map(readingRows)).toEqual([
          [stored(1, 2 * minuteMs, 1), stored(2, 0, 2), stored(3, -300 * dayMs, 4)],
        ]);
      });
    });

    describe('identity', () => {
      test('an equal reading again changes nothing and is counted', async () => {
        const { store } = await openBed(harness);
        await writeLoads(store, [row(1, 0, 1), row(1, minuteMs, 2)]);
        const worse = { ...row(1, 0, 1), quality: 2, reasons: 4 };
        expect(await writeLoads(store, [worse, row(1, minuteMs, 2)])).toEqual({
          inserted: 0,
          duplicates: 2,
          replaced: 0,
        });
        expect(await allLoads(store)).toEqual([stored(1, 0, 1), stored(1, minuteMs, 2)]);
      });

      test('what is written ahead can be read, and is one reading when its turn has come', async () => {
        const { store } = await openBed(harness);
        const load = (...rows: Parameters<typeof readings>[1]) => [readings('load', rows)];
        await store.write(load(row(1, 0, 1)), 1, []);
        const ahead = await store.write(load(row(1, 2 * minuteMs, 5)), null, []);
        expect(await allLoads(store)).toEqual([stored(1, 0, 1), stored(1, 2 * minuteMs, 5)]);
        expect(await store.position()).toBe(1);
        // A correction between: the last message decides, whichever was written first.
        const inTurn = load(row(1, minuteMs, 2), row(1, 2 * minuteMs, 4));
        const turn = await store.write(inTurn, 2, []);
        await store.write(load(row(1, 2 * minuteMs, 5)), 3, []);
        expect(await allLoads(store)).toEqual([
          stored(1, 0, 1),
          stored(1, minuteMs, 2),
          stored(1, 2 * minuteMs, 5),
        ]);
        expect(ahead.inserted + turn.inserted).toBe(2);
        expect(await store.stats()).toMatchObject({ rows: 3, points: 3 });
        expect(await store.position()).toBe(3);
      });

      test('other values win where present, absent ones leave what was there', async () => {
        const { store } = await openBed(harness);
        await writeLoads(store, [
          { device: 1, at: at(0), values: { powerKw: 1, voltageV: 230 } },
          row(1, minuteMs, 5),
        ]);
        const later = {
          device: 1,
          at: at(0),
          values: { powerKw: 2, currentA: 8 },
          quality: 1,
          reasons: 2,
        };
        expect(await writeLoads(store, [later])).toEqual({
          inserted: 0,
          duplicates: 0,
          replaced: 1,
        });
        const merged = { ...later, values: { powerKw: 2, voltageV: 230, currentA: 8 } };
        expect(await allLoads(store)).toEqual([merged, stored(1, minuteMs, 5)]);
        expect(await store.stats()).toMatchObject({ rows: 2, points: 4 });
      });

      test('a reading that carries less than what is stored is a duplicate', async () => {
        const { store } = await openBed(harness);
        await writeLoads(store, [{ device: 1, at: at(0), values: { powerKw: 1, voltageV: 230 } }]);
        expect(await writeLoads(store, [row(1, 0, 1)])).toMatchObject({
          duplicates: 1,
          replaced: 0,
        });
      });

      test('late readings fall into place', async () => {
        const { store } = await openBed(harness);
        await writeLoads(store, [row(1, 10 * minuteMs, 1)]);
        const result = await writeLoads(store, [row(1, 5 * minuteMs, 2), row(1, 11 * minuteMs, 3)]);
        expect(result).toEqual({ inserted: 2, duplicates: 0, replaced: 0 });
        expect((await allLoads(store)).map(({ values }) => values.powerKw)).toEqual([2, 1, 3]);
      });

      test('repeats inside one call count as if they had come one by one', async () => {
        const { store } = await openBed(harness);
        const first = readings('load', [row(1, 0, 1), row(1, 0, 1), row(1, 0, 2), row(1, -1, 7)]);
        const second = readings('load', [row(1, 0, 2), row(1, -1, 8), row(1, minuteMs, 9)]);
        expect(await store.write([first, second], 1, [])).toEqual({
          inserted: 3,
          duplicates: 2,
          replaced: 2,
        });
        expect(await allLoads(store)).toEqual([
          stored(1, -1, 8),
          stored(1, 0, 2),
          stored(1, minuteMs, 9),
        ]);
        expect(await store.stats()).toMatchObject({ rows: 3, points: 3 });
      });

      test('identity holds in days that were compacted', async () => {
        const { store } = await openBed(harness);
        await writeLoads(store, [row(1, 0, 1), row(1, minuteMs, 2), row(2, 0, 3)]);
        await store.compact(at(dayMs));
        const again = [row(1, 0, 1), row(1, minuteMs, 20), row(2, minuteMs, 4)];
        expect(await writeLoads(store, again)).toEqual({ inserted: 1, duplicates: 1, replaced: 1 });
        expect(await writeLoads(store, again)).toEqual({ inserted: 0, duplicates: 3, replaced: 0 });
        await store.compact(at(dayMs));
        expect(await allLoads(store)).toEqual([
          stored(1, 0, 1),
          stored(1, minuteMs, 20),
          stored(2, 0, 3),
          stored(2, minuteMs, 4),
        ]);
      });
    });

    describe('slots', () => {
      test('a slot that is written again replaces the old one', async () => {
        const { store } = await openBed(harness);
        const half = { ...slot(1, 0, 4), completeness: 0.5, quality: 1, reasons: 3 };
        await store.writeSlots('15m', [slots('load', [half, slot(2, 0, 6)])], []);
        await store.writeSlots('15m', [slots('load', [slot(2, 0, 7), slot(2, 0, 8)])], []);
        await store.writeSlots('1d', [slots('load', [slot(1, 0, 99)])], []);
        expect(slotRows(await store.readSlots('15m', loads()))).toEqual([
          half,
          { ...slot(2, 0, 8), quality: 0, reasons: 0 },
        ]);
        expect(slotRows(await store.readSlots('1d', loads(wholeDay)))).toHaveLength(1);
        expect((await store.readSlots('1d', loads({ to: at(0) }))).length).toBe(0);
      });

      test('a point is summed over the devices that have it', async () => {
        const { store } = await openBed(harness);
        const rows = [
          slot(1, 0, 1.5),
          { ...slot(2, 0, 2), completeness: 0.25, quality: 2 },
          { device: 3, at: at(0), values: { voltageV: 230 }, completeness: 1 },
          slot(1, quarterMs, 4),
          { device: 1, at: at(2 * quarterMs), values: {}, completeness: 0 },
          slot(9, 0, 1_000),
        ];
        await store.writeSlots('15m', [slots('load', rows)], []);
        const sum = await store.sumSlots('15m', { ...loads(wholeDay), point: 'powerKw' });
        expect(Array.from(sum.slotStart)).toEqual([at(0), at(quarterMs)]);
        expect(Array.from(sum.sum)).toEqual([3.5, 4]);
        expect(Array.from(sum.completenessSum)).toEqual([1.25, 1]);
        expect(Array.from(sum.worstQuality)).toEqual([2, 0]);
      });

      test('a point that the kind does not have is refused', async () => {
        const { store } = await openBed(harness);
        const query = { ...loads(), point: 'no"such' };
        await expect(store.sumSlots('15m', query)).rejects.toThrow(/no"such/);
      });

      test('the dirty list holds each slot once, oldest first, until it is cleaned', async () => {
        const { store } = await openBed(harness);
        await store.write([], 1, [dirty(2, quarterMs), dirty(1, quarterMs)]);
        await store.write([], 2, [dirty(2, 0), dirty(2, quarterMs)]);
        const all = [dirty(2, 0), dirty(1, quarterMs), dirty(2, quarterMs)];
        expect(await store.dirtySlots(10)).toEqual(all);
        expect(await store.dirtySlots(2)).toEqual(all.slice(0, 2));
        await store.writeSlots(
          '15m',
          [slots('load', [slot(2, quarterMs, 1)])],
          [dirty(2, quarterMs), dirty(5, 0)],
        );
        expect(await store.dirtySlots(10)).toEqual(all.slice(0, 2));
      });
    });

    describeUpkeep(harness);
  });
}
