import { describe, expect, test } from 'vitest';
import { dayMs, minuteMs } from '../../../src/domain/instant.ts';
import { isBehind, type MigrationCursor, planOf } from '../../../src/service/migration-plan.ts';
import { compareStores } from '../../../src/service/store-comparison.ts';
import {
  copyHistory,
  type Migration,
  type MigrationProgress,
} from '../../../src/service/store-migration.ts';
import { MemoryStore } from '../../../src/storage/memory/memory-store.ts';
import { StoreTrouble } from '../../support/faulty-store.ts';
import {
  historyDevices,
  historyPosition,
  migrationOf,
  moved,
  writeHistory,
} from '../../support/history.ts';
import { dirty, row, slot } from '../../support/store-bed.ts';
import { at, readings, slots } from '../../support/store-columns.ts';

async function filledStore(): Promise<MemoryStore> {
  const store = new MemoryStore();
  await writeHistory(store);
  return store;
}

/** A store that breaks off at the given call of `write` or `writeSlots`, before or after it is done. */
class BreakingStore extends MemoryStore {
  #callsLeft = Number.POSITIVE_INFINITY;
  fault: Error = new Error('killed');
  afterwards = false;

  breakIn(calls: number): void {
    this.#callsLeft = calls;
  }

  override async write(...args: Parameters<MemoryStore['write']>) {
    return this.#counted(() => super.write(...args));
  }

  override async writeSlots(...args: Parameters<MemoryStore['writeSlots']>) {
    return this.#counted(() => super.writeSlots(...args));
  }

  async #counted<Result>(call: () => Promise<Result>): Promise<Result> {
    this.#callsLeft -= 1;
    if (this.#callsLeft > 0) return call();
    this.#callsLeft = Number.POSITIVE_INFINITY;
    if (this.afterwards) await call();
    throw this.fault;
  }
}

async function partCount(store: MemoryStore): Promise<number> {
  const { parts } = await planOf(store, () => true);
  return [...parts()].length;
}

describe('the pieces of a history', () => {
  test('hold every row once, in an order that a cursor can point into', async () => {
    const source = await filledStore();
    const plan = await planOf(source, () => true);
    const parts = [...plan.parts()];
    expect(plan.devices).toBe(4);
    expect(parts.reduce((sum, { rows }) => sum + rows, 0)).toBe(plan.rows);
    const raw = historyDevices.reduce((sum, { everyMin }) => sum + (3 * 1_440) / everyMin, 1);
    expect(plan.rows).toBe(raw + 4 * 3 * 96 + 4 * 3);
    const first = parts.slice(0, 4).map(({ level, kind, from, deviceKeys }) => {
      return [level, kind, (from - at(0)) / dayMs, ...deviceKeys];
    });
    expect(first).toEqual([
      ['raw', 'pv', 0, 2, 3],
      ['raw', 'pv', 1, 2, 3],
      ['raw', 'pv', 2, 2, 3],
      ['raw', 'load', 0, 4],
    ]);
    for (const [place, part] of parts.entries()) {
      const { level, kind, from, deviceKeys } = part;
      const cursor: MigrationCursor = { level, kind, from, lastDeviceKey: deviceKeys.at(-1) ?? 0 };
      const behind = parts.map((each) => isBehind(each, cursor));
      expect(behind).toEqual(parts.map((_, each) => each <= place));
    }
  });

  test('stay small: many devices of one day are several pieces', async () => {
    const store = new MemoryStore();
    const minutes = Array.from({ length: 1_440 }, (_, minute) => minute * minuteMs);
    for (let device = 1; device <= 30; device += 1) {
      await store.write(
        [
          readings(
            'load',
            minutes.map((ms) => row(device, ms, 1)),
          ),
        ],
        1,
        [],
      );
    }
    const { parts } = await planOf(store, () => true);
    expect([...parts()].map(({ deviceKeys, rows }) => [deviceKeys.length, rows])).toEqual([
      [13, 18_720],
      [13, 18_720],
      [4, 5_760],
    ]);
  });
});

describe('a migration', () => {
  test('brings everything along, and the journal position last', async () => {
    const [source, target] = [await filledStore(), new MemoryStore()];
    const progress: MigrationProgress[] = [];
    const migration = migrationOf({ source, target }, { onProgress: (now) => progress.push(now) });
    expect(await copyHistory(migration)).toBe(true);
    expect(progress.at(-1)).toMatchObject({ phase: 'copy', devices: 4 });
    expect(progress.at(-1)?.rowsDone).toBe(progress.at(-1)?.rows);
    const comparison = await compareStores(migration);
    expect(comparison).toMatchObject({
      equal: true,
      places: [],
      dirtySlots: { source: 2, target: 2 },
    });
    const [pv] = comparison?.kinds ?? [];
    expect(pv).toMatchObject({ level: 'raw', kind: 'pv', rows: { source: 720, target: 720 } });
    const power = pv?.points.find(({ point }) => point === 'powerKw');
    expect([power?.source.count, power?.target]).toEqual([712, power?.source]);
    expect(await target.position()).toBe(historyPosition);
    expect(await target.dirtySlots(10)).toEqual([dirty(4, 0), dirty(2, dayMs)]);
  });

  test.each([
    ['before', false],
    ['after', true],
  ])('that ends %s any of its writes goes on and ends the same', async (_, afterwards) => {
    const source = await filledStore();
    const calls = (await partCount(source)) + 2;
    for (let call = 1; call <= calls; call += 1) {
      const target = new BreakingStore();
      target.afterwards = afterwards;
      target.breakIn(call);
      let cursor: MigrationCursor | null = null;
      const keep: Migration['keep'] = (next) => {
        cursor = next;
      };
      const first = migrationOf({ source, target }, { keep });
      await expect(copyHistory(first)).rejects.toThrow('killed');
      if (call < calls) expect((await target.position()) ?? 0).toBe(0);
      await copyHistory(migrationOf({ source, target }, { keep, cursor }));
      expect(await compareStores(first)).toMatchObject({ equal: true });
      expect(await target.position()).toBe(historyPosition);
    }
  });

  test('stops between two pieces when it is told to', async () => {
    const [source, target] = [await filledStore(), new MemoryStore()];
    let pieces = 0;
    const stopped = () => pieces === 3;
    const keep = () => {
      pieces += 1;
    };
    expect(await copyHistory(migrationOf({ source, target }, { stopped, keep }))).toBe(false);
    expect(pieces).toBe(3);
    expect(await target.position()).toBe(0);
    expect(
      await compareStores(migrationOf({ source, target }, { stopped: () => true })),
    ).toBeNull();
  });

  test('tries again what a store cannot do just now, and not for ever', async () => {
    const [source, target] = [await filledStore(), new BreakingStore()];
    target.fault = new StoreTrouble('away for now');
    target.breakIn(2);
    const waits: number[] = [];
    const delay = async (ms: number) => void waits.push(ms);
    await copyHistory(migrationOf({ source, target }, { delay }));
    expect(waits).toEqual([1_000]);
    expect(await compareStores(migrationOf({ source, target }))).toMatchObject({ equal: true });

    const gone = Object.assign(new MemoryStore(), {
      write: () => Promise.reject(new StoreTrouble('gone')),
    });
    waits.length = 0;
    await expect(copyHistory(migrationOf({ source, target: gone }, { delay }))).rejects.toThrow(
      'gone',
    );
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30].map((seconds) => seconds * 1_000));
  });

  test('leaves out what nothing shows any more', async () => {
    const [source, target] = [await filledStore(), new MemoryStore()];
    const isKnown: Migration['isKnown'] = (kind, deviceKey) => kind !== 'pv' || deviceKey === 3;
    expect((await planOf(source, isKnown)).rowsLeftOut).toBe(3 * 144 + 3 * 96 + 3);
    await copyHistory(migrationOf({ source, target }, { isKnown }));
    expect((await target.latest()).flatMap(({ deviceKeys }) => [...deviceKeys]).sort()).toEqual([
      ...[1, 3, 4],
    ]);
    expect(await compareStores(migrationOf({ source, target }, { isKnown }))).toMatchObject({
      equal: true,
    });
    expect(await compareStores(migrationOf({ source, target }))).toMatchObject({ equal: false });
  });

  test('names the reading that the target does not take', async () => {
    const source = await filledStore();
    const target = Object.assign(new MemoryStore(), {
      write: async () => ({
        ...{ inserted: 1, duplicates: 0, replaced: 0 },
        rejected: [{ batch: 0, row: 1, reason: 'field type conflict' }],
      }),
    });
    await expect(copyHistory(migrationOf({ source, target }))).rejects.toThrow(
      /pv reading of device 2 at \d+: field type conflict/,
    );
  });
});

describe('a comparison finds', () => {
  test.each<[string, (target: MemoryStore) => Promise<unknown>, object, object | null]>([
    [
      'a reading that is missing',
      (target) => target.deleteDevice('load', 4),
      { kind: 'load', missing: 145, surplus: 0, different: 0 },
      { level: 'raw', kind: 'load', deviceKey: 4, at: at(0) },
    ],
    [
      'a reading too many, also on a day that the source has nothing of',
      (target) => target.write([readings('load', [row(9, 50 * dayMs, 1)])], historyPosition, []),
      { kind: 'load', missing: 0, surplus: 1, different: 0 },
      { level: 'raw', kind: 'load', deviceKey: 9, at: at(50 * dayMs) },
    ],
    [
      'a value that is another',
      (target) =>
        target.write([readings('load', [row(4, 30 * minuteMs, 99)])], historyPosition, []),
      { kind: 'load', missing: 0, surplus: 0, different: 1 },
      { level: 'raw', kind: 'load', deviceKey: 4, at: at(30 * minuteMs) },
    ],
    [
      'values that were exchanged, though their sum is the same',
      (target) =>
        target.write(
          [
            readings('load', [
              row(4, 30 * minuteMs, 4 / 3 + 2 / 7),
              row(4, 60 * minuteMs, 4 / 3 + 1 / 7),
            ]),
          ],
          historyPosition,
          [],
        ),
      { kind: 'load', missing: 0, surplus: 0, different: 2 },
      { level: 'raw', kind: 'load', deviceKey: 4, at: at(30 * minuteMs) },
    ],
    [
      'a slot that is another',
      (target) =>
        target.writeSlots('1d', [slots('load', [{ ...slot(4, dayMs, 1), completeness: 0.4 }])], []),
      { level: '1d', kind: 'load', missing: 0, surplus: 0, different: 1 },
      { level: '1d', kind: 'load', deviceKey: 4, at: at(dayMs) },
    ],
    [
      'a slot that waits for its roll-up in one store only',
      (target) => target.writeSlots('15m', [], [dirty(4, 0)]),
      {},
      null,
    ],
  ])('%s', async (_, tamper, kind, place) => {
    const [source, target] = [await filledStore(), new MemoryStore()];
    expect((await moved(source, target)).equal).toBe(true);
    await tamper(target);
    const comparison = await compareStores(migrationOf({ source, target }));
    expect(comparison?.equal).toBe(false);
    expect(comparison?.kinds).toContainEqual(expect.objectContaining(kind));
    if (place === null) expect(comparison).toMatchObject({ dirtySlots: { source: 2, target: 1 } });
    else expect(comparison?.places[0]).toMatchObject(place);
  });
});
