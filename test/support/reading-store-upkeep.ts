/** The part of the contract of reading stores that is about keeping data for years. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dayMs, quarterMs } from '../../src/domain/instant.ts';
import {
  allLoads,
  answersOf,
  dirty,
  fill,
  openBed,
  row,
  type StoreHarness,
  slot,
  stored,
  writeLoads,
} from './store-bed.ts';
import { at, readingRows, slots } from './store-columns.ts';

export function describeUpkeep(harness: StoreHarness): void {
  describe('upkeep', () => {
    test('retention cuts each level at its own limit', async () => {
      const { store } = await openBed(harness);
      await writeLoads(store, [row(1, -dayMs, 1), row(1, 0, 2), row(2, -2 * dayMs, 3)]);
      await store.compact(at(0));
      await writeLoads(store, [row(1, -2 * dayMs, 4)]);
      const ages = [slot(1, -3 * dayMs, 1), slot(1, -dayMs, 2), slot(1, 0, 3)];
      await store.writeSlots('15m', [slots('load', ages)], []);
      await store.writeSlots('1d', [slots('load', ages)], []);
      await store.write([], 5, [dirty(1, -dayMs), dirty(1, 0)]);
      await store.applyRetention({
        rawBefore: at(0),
        quartersBefore: at(-dayMs),
        daysBefore: at(-2 * dayMs),
      });
      const after = await answersOf(store);
      expect(after.readings).toEqual([stored(1, 0, 2)]);
      expect(after).toMatchObject({ rows: 1, points: 1, dirty: [dirty(1, 0)], position: 5 });
      expect(after.latest).toEqual([[stored(1, 0, 2)]]);
      expect(after.quarters.map((kept) => kept.at)).toEqual([at(-dayMs), at(0)]);
      expect(after.days.map((kept) => kept.at)).toEqual([at(-dayMs), at(0)]);
      const older = row(2, -3 * dayMs, 6);
      expect(await writeLoads(store, [older, older])).toMatchObject({ inserted: 1, duplicates: 1 });
      expect((await store.latest()).map(readingRows)).toEqual([
        [stored(1, 0, 2), stored(2, -3 * dayMs, 6)],
      ]);
    });

    test('a deleted device leaves nothing behind and may come again', async () => {
      const { store } = await openBed(harness);
      await fill(store);
      await store.compact(at(2 * dayMs));
      await store.deleteDevice('load', 2);
      const left = await answersOf(store);
      expect(left.readings.filter(({ device }) => device === 2)).toEqual([]);
      expect(left).toMatchObject({
        rows: 2 * 4_320 + 1,
        dirty: [dirty(1, 0), dirty(3, quarterMs)],
      });
      expect(left.latest.flat().map(({ device }) => device)).toEqual([1, 3]);
      expect(left.quarters.map(({ device }) => device)).toEqual([1]);
      expect(await writeLoads(store, [row(2, 0, 8)])).toEqual({
        inserted: 1,
        duplicates: 0,
        replaced: 0,
      });
      expect((await store.latest()).flatMap(readingRows)).toContainEqual(stored(2, 0, 8));
    });

    test('compaction changes no answer', async () => {
      const { store } = await openBed(harness);
      await fill(store);
      const before = await answersOf(store);
      await store.compact(at(2 * dayMs));
      expect(await answersOf(store)).toEqual(before);
      await store.compact(at(30 * dayMs));
      expect(await answersOf(store)).toEqual(before);
    });

    test('reads and writes go on during compaction', async () => {
      const { store } = await openBed(harness);
      await fill(store);
      const before = await allLoads(store);
      const compacted = store.compact(at(30 * dayMs));
      const reads = await Promise.all([
        allLoads(store),
        allLoads(store),
        writeLoads(store, [row(1, -dayMs, 1)]),
      ]);
      // A read beside the write may come before it or after it.
      for (const rows of reads.slice(0, 2)) {
        const { length } = rows as unknown[];
        expect([before.length, before.length + 1]).toContain(length);
      }
      await compacted;
      expect(await store.stats()).toMatchObject({ rows: before.length + 1 });
    });

    test('a backup answers like the store at that time', async () => {
      const { folder, store } = await openBed(harness);
      await fill(store);
      await store.compact(at(dayMs));
      const before = await answersOf(store);
      const target = join(folder, "it's a backup");
      await store.backup(target);
      await writeLoads(store, [row(1, -dayMs, 1)]);
      const restored = await harness.restore(target, join(folder, 'restored'));
      onTestFinished(() => restored.close());
      expect(await answersOf(restored)).toEqual(before);
      expect(await writeLoads(restored, [row(1, 0, 0)])).toMatchObject({ duplicates: 1 });
    });

    test('a backup never goes into a folder that holds something', async () => {
      const { folder, store } = await openBed(harness);
      const target = join(folder, 'taken');
      await mkdir(target);
      await writeFile(join(target, 'notes.txt'), 'keep me');
      await expect(store.backup(target)).rejects.toThrow(/not empty/);
    });
  });

  // A store in memory has nothing to come back to.
  if (!harness.durable) return;
  test('what was written is there after a restart', async () => {
    const { folder, store } = await openBed(harness);
    await fill(store);
    await store.compact(at(30 * dayMs));
    const before = await answersOf(store);
    await store.close();
    const reopened = await harness.open(join(folder, 'store'));
    onTestFinished(() => reopened.close());
    expect(await answersOf(reopened)).toEqual(before);
    const again = [row(1, 0, 0), row(1, dayMs, 180)];
    expect(await writeLoads(reopened, again)).toMatchObject({ duplicates: 2 });
  });
}
