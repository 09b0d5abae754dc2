import {
  type SpawnOptionsWithStdioTuple,
  type StdioNull,
  type StdioPipe,
  spawn,
} from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import { dayMs, minuteMs } from '../../src/domain/instant.ts';
import type { ReadingColumns, ReadingStore } from '../../src/service/ports.ts';
import { restoreDuckDbStore } from '../../src/storage/duckdb/backup.ts';
import { openDuckDbStore } from '../../src/storage/duckdb/duckdb-store.ts';
import { pendingCallsMax } from '../../src/storage/duckdb/store-link.ts';
import { capturedLog } from '../support/captured-log.ts';
import { allLoads, loads, row, stored, writeLoads } from '../support/store-bed.ts';
import { at, readingRows, readings } from '../support/store-columns.ts';
import { tempFolder } from '../support/temp-folder.ts';

const writerScript = join(import.meta.dirname, '../support/reading-store-writer.ts');
const childStdio: SpawnOptionsWithStdioTuple<StdioNull, StdioPipe, StdioNull> = {
  stdio: ['ignore', 'pipe', 'inherit'],
};

type Options = Partial<Parameters<typeof openDuckDbStore>[0]>;

async function open(folder: string, options: Options = {}): Promise<ReadingStore> {
  const store = await openDuckDbStore({ folder, log: capturedLog(), ...options });
  onTestFinished(() => store.close());
  return store;
}

/** Runs the writer until it has committed `commits` times, then kills it; answers the last position. */
async function writeAndKill(folder: string, commits: number): Promise<number> {
  const child = spawn(process.execPath, [writerScript, folder], childStdio);
  const exited = once(child, 'exit');
  let last = 0;
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    count++;
    if (count === commits) child.kill('SIGKILL');
  }
  await exited;
  return last;
}

/** A process that has the store open and writes to it, until the test ends. */
async function startWriter(folder: string): Promise<void> {
  const child = spawn(process.execPath, [writerScript, folder], childStdio);
  const exited = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  await once(child.stdout, 'data');
}

describe('after kill -9', () => {
  test('every row of a confirmed write is there, with the position', async () => {
    const folder = tempFolder();
    let last = 0;
    for (const commits of [3, 40]) {
      last = await writeAndKill(folder, commits);
      const store = await openDuckDbStore({ folder, log: capturedLog() });
      const position = (await store.position()) ?? 0;
      const everyDevice = Array.from({ length: 200 }, (_, index) => index + 1);
      const rows = readingRows(await store.read(loads({ deviceKeys: everyDevice })));
      await store.close();
      expect(position).toBeGreaterThanOrEqual(last);
      expect(rows).toHaveLength(200 * position);
      for (const { device, at: measuredAt, values } of rows) {
        const minute = (measuredAt - at(0)) / minuteMs;
        expect(values.powerKw).toBe(device + minute / 1_000);
      }
    }
    expect(last).toBeGreaterThanOrEqual(43);
  });
});

describe('faults', () => {
  test('a second process is told that the store is in use', async () => {
    const folder = tempFolder();
    await startWriter(folder);
    await expect(openDuckDbStore({ folder, log: capturedLog() })).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
      message: expect.stringMatching(/lock/i),
    });
  });

  test('calls beyond the queue are refused as busy, the others are answered', async () => {
    const store = await open(tempFolder());
    const calls = Array.from({ length: pendingCallsMax + 5 }, () => store.position());
    const settled = await Promise.allSettled(calls);
    const refused = settled.flatMap((call) => (call.status === 'rejected' ? [call.reason] : []));
    expect(refused).toHaveLength(5);
    expect(refused[0]).toMatchObject({ code: 'busy', retryable: true });
  });

  test('a closed store says so, and may be closed again', async () => {
    const store = await open(tempFolder());
    const answered = store.position();
    await store.close();
    await store.close();
    expect(await answered).toBeNull();
    await expect(store.position()).rejects.toMatchObject({ code: 'closed', retryable: false });
  });

  test('closing stops a compaction between two steps, and loses nothing', async () => {
    const folder = tempFolder();
    const store = await open(folder);
    await writeLoads(store, [row(1, 0, 1), row(1, dayMs, 2)]);
    const compacted = store.compact(at(5 * dayMs));
    await store.close();
    await compacted;
    expect(await allLoads(await open(folder))).toEqual([stored(1, 0, 1), stored(1, dayMs, 2)]);
  });

  test('a write that fails leaves nothing behind', async () => {
    const store = await open(tempFolder());
    await writeLoads(store, [row(1, 0, 1)]);
    const bad = { deviceKey: 1, slotStart: at(Number.NaN) };
    await expect(store.write([], 9, [bad])).rejects.toMatchObject({ code: 'failed' });
    expect(await store.position()).toBe(1);
    expect(await writeLoads(store, [row(1, minuteMs, 2)])).toMatchObject({ inserted: 1 });
    expect(await allLoads(store)).toEqual([stored(1, 0, 1), stored(1, minuteMs, 2)]);
  });

  test('a damaged file is reported when the store is opened', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'readings.duckdb'), 'this is no database');
    await expect(openDuckDbStore({ folder, log: capturedLog() })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/not a valid DuckDB database/),
    });
  });
});

describe('growing', () => {
  const spec = kindSpecOf('load');
  const fewer = spec.points.filter((point) => point.name !== 'voltageV');
  const olderKinds = [{ ...spec, points: fewer }];
  const olderBatch = (measuredAt: number): ReadingColumns => ({
    ...readings('load', [row(1, measuredAt, 0)]),
    values: fewer.map(() => Float64Array.of(1.5)),
  });
  const olderValues = Object.fromEntries(fewer.map((point) => [point.name, 1.5]));

  test('points that came with a later version are new columns in an old store', async () => {
    const folder = tempFolder();
    const older = await open(folder, { kinds: olderKinds });
    await older.write([olderBatch(0), olderBatch(dayMs)], 1, []);
    await older.compact(at(dayMs));
    await older.close();
    const store = await open(folder);
    const later = { device: 1, at: at(0), values: { voltageV: 230 } };
    expect(await writeLoads(store, [later])).toMatchObject({ replaced: 1 });
    expect((await allLoads(store)).map(({ values }) => values)).toEqual([
      { ...olderValues, voltageV: 230 },
      olderValues,
    ]);
  });

  test('points that are no longer known stay in the store, empty in new rows', async () => {
    const folder = tempFolder();
    const store = await open(folder);
    await writeLoads(store, [{ device: 1, at: at(0), values: { voltageV: 230 } }]);
    await store.close();
    const older = await open(folder, { kinds: olderKinds });
    await older.write([olderBatch(minuteMs)], 1, []);
    await older.compact(at(dayMs));
    await older.close();
    expect((await allLoads(await open(folder))).map(({ values }) => values)).toEqual([
      { voltageV: 230 },
      olderValues,
    ]);
  });
});

describe('restoring', () => {
  async function backedUp(): Promise<{ folder: string; backupFolder: string }> {
    const folder = tempFolder();
    const backupFolder = join(tempFolder(), 'backup');
    const store = await openDuckDbStore({ folder, log: capturedLog() });
    await writeLoads(store, [row(1, 0, 1)]);
    await store.backup(backupFolder);
    await writeLoads(store, [row(1, minuteMs, 2)]);
    await store.close();
    return { folder, backupFolder };
  }

  test('a backup beside writes holds one state between two of them', async () => {
    const store = await open(tempFolder());
    const devices = Array.from({ length: 500 }, (_, index) => index + 1);
    const writeMinute = (minute: number) =>
      store.write(
        [
          readings(
            'load',
            devices.map((device) => row(device, minute * minuteMs, minute)),
          ),
        ],
        minute,
        [],
      );
    for (let minute = 1; minute <= 20; minute++) await writeMinute(minute);
    const backupFolder = join(tempFolder(), 'backup');
    let backedUp = false;
    const backup = store.backup(backupFolder).then(() => {
      backedUp = true;
    });
    for (let minute = 21; !backedUp; minute++) await writeMinute(minute);
    await backup;
    const folder = tempFolder();
    const { position, rows } = await restoreDuckDbStore({ backupFolder, folder });
    expect(position).toBeGreaterThanOrEqual(20);
    const query = loads({ deviceKeys: devices });
    const restored = await (await open(folder)).read(query);
    expect(restored.length).toBe(500 * (position ?? 0));
    expect(rows).toBe(restored.length);
    expect((await store.read(query)).length).toBeGreaterThan(restored.length);
  });

  test('a store that exists is replaced only when told', async () => {
    const { folder, backupFolder } = await backedUp();
    await expect(restoreDuckDbStore({ backupFolder, folder })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/already/),
    });
    const manifest = await restoreDuckDbStore({ backupFolder, folder, overwrite: true });
    expect(manifest).toMatchObject({ position: 1, rows: 1, points: 1 });
    expect(await allLoads(await open(folder))).toEqual([stored(1, 0, 1)]);
  });

  test('a store in use is never replaced', async () => {
    const { folder, backupFolder } = await backedUp();
    await startWriter(folder);
    await expect(
      restoreDuckDbStore({ backupFolder, folder, overwrite: true }),
    ).rejects.toMatchObject({ code: 'refused', message: expect.stringMatching(/in use/) });
  });

  test('an unfinished or damaged backup is not restored', async () => {
    const { backupFolder } = await backedUp();
    const target = join(tempFolder(), 'store');
    const unfinished = join(tempFolder(), 'unfinished');
    cpSync(backupFolder, unfinished, { recursive: true });
    rmSync(join(unfinished, 'manifest.json'));
    await expect(restoreDuckDbStore({ backupFolder: unfinished, folder: target })).rejects.toThrow(
      /no finished backup/,
    );
    truncateSync(join(backupFolder, 'readings.duckdb'), 4_096);
    await expect(restoreDuckDbStore({ backupFolder, folder: target })).rejects.toThrow(/damaged/);
    expect(existsSync(target)).toBe(false);
  });

  test('a backup that cannot be written is an error and leaves no half of one', async () => {
    const store = await open(tempFolder());
    const place = join(tempFolder(), 'file');
    mkdirSync(join(place, '..'), { recursive: true });
    writeFileSync(place, '');
    await expect(store.backup(join(place, 'below'))).rejects.toMatchObject({
      message: expect.stringMatching(/ENOTDIR/),
    });
  });
});
