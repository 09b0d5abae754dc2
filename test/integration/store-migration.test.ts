import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { configOf } from '../../src/app/cli/serve.ts';
import { storeMigrateCommand } from '../../src/app/cli/store-migrate.ts';
import { Closers } from '../../src/app/closers.ts';
import { migrate } from '../../src/app/migration.ts';
import { openEnds, storeName } from '../../src/app/migration-ends.ts';
import { systemClock } from '../../src/app/system.ts';
import { dayMs, minuteMs } from '../../src/domain/instant.ts';
import type { CountedStore } from '../../src/service/counted-store.ts';
import { openDuckDbStore } from '../../src/storage/duckdb/duckdb-store.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openStateDatabase } from '../../src/storage/sqlite/state-database.ts';
import { capturedLog } from '../support/captured-log.ts';
import { historyPosition, moved, writeHistory } from '../support/history.ts';
import { eventually } from '../support/running-service.ts';
import { paulownia, secretsOf, serve, writeConfig } from '../support/service-process.ts';
import { row } from '../support/store-bed.ts';
import { at, readings } from '../support/store-columns.ts';
import { tempFolder } from '../support/temp-folder.ts';

const main = join(import.meta.dirname, '../../src/app/main.ts');

async function embeddedStore(folder = tempFolder()): Promise<CountedStore> {
  const store = await openDuckDbStore({ folder, log: capturedLog() });
  onTestFinished(() => store.close());
  return store;
}

/** Opens the store of a stopped service for a moment. */
async function inStore<Result>(
  folder: string,
  task: (store: CountedStore) => Promise<Result>,
): Promise<Result> {
  const store = await openDuckDbStore({
    folder: join(folder, 'data/readings'),
    log: capturedLog(),
  });
  try {
    return await task(store);
  } finally {
    await store.close();
  }
}

async function hasCredential(file: string, deviceId: string): Promise<boolean> {
  const { store } = configOf(file);
  const parts = { clock: systemClock, log: capturedLog() };
  const state = openStateDatabase(join(store.folder, 'state.sqlite'), parts);
  try {
    return state.registry.hasCredential(deviceId);
  } finally {
    state.close();
  }
}

interface Ground {
  readonly from: { readonly folder: string; readonly file: string };
  readonly to: { readonly folder: string; readonly file: string };
  readonly progressFile: string;
  readonly run: (...more: string[]) => ReturnType<typeof paulownia>;
}

/** Two configurations of the test county, the data of the first one filled. */
async function ground(): Promise<Ground> {
  const [from, to] = [tempFolder(), tempFolder()].map((folder) => ({
    folder,
    file: writeConfig(folder),
  })) as [Ground['from'], Ground['to']];
  await secretsOf(from.file, ['zhao-pv']);
  await inStore(from.folder, writeHistory);
  return {
    ...{ from, to },
    progressFile: join(to.folder, 'data/migration-to-embedded.json'),
    run: (...more) => paulownia('store', 'migrate', '--from', from.file, '--to', to.file, ...more),
  };
}

/** The same migration in this process, without a terminal. */
async function migrateHere({ from, to, progressFile }: Ground, again = false) {
  const [source, target] = [configOf(from.file), configOf(to.file)];
  const opened = new Closers();
  const told: string[] = [];
  try {
    const comparison = await migrate({
      ends: await openEnds({ from: source, to: target }, capturedLog(), opened),
      ...{ source: storeName(source), target: storeName(target), file: progressFile, again },
      onProgress: () => {},
      onRetry: () => {},
      delay: async () => {},
      stopped: () => false,
      tell: (sentence) => void told.push(sentence),
    });
    return { equal: comparison?.equal, told };
  } finally {
    await opened.closeAll();
  }
}

/** Makes the file of a finished migration say something else. */
function restate({ progressFile }: Ground, state: 'copying' | 'copied'): void {
  const kept = JSON.parse(readFileSync(progressFile, 'utf8'));
  writeFileSync(progressFile, JSON.stringify({ ...kept, state }));
}

/** Starts a migration and kills it as soon as its progress file says something new. */
async function killedMigration({ from, to, progressFile }: Ground): Promise<void> {
  const said = () => (existsSync(progressFile) ? readFileSync(progressFile, 'utf8') : '');
  const before = said();
  const args = [main, 'store', 'migrate', '--from', from.file, '--to', to.file];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const exit = once(child, 'exit');
  let ended = false;
  void exit.then(() => {
    ended = true;
  });
  await eventually(
    () => ended || said() !== before,
    (done) => done,
    20_000,
  );
  child.kill('SIGKILL');
  await exit;
}

describe('history moves', () => {
  test.each<[string, () => Promise<CountedStore>, () => Promise<CountedStore>]>([
    ['from one embedded store into another', embeddedStore, embeddedStore],
    ['from an embedded store into memory', embeddedStore, async () => openMemoryStore()],
    ['from memory into an embedded store', async () => openMemoryStore(), embeddedStore],
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

describe('store migrate', () => {
  test('fills a new folder, devices and credentials too, and says that both are equal', async () => {
    const { from, to, run } = await ground();
    const { exitCode, stdout, stderr } = await run();
    expect(stderr).toContain(`From the embedded store in ${join(from.folder, 'data')}\nto the `);
    const bar = '[##############################] 100 %  4 devices  2,245 of 2,245';
    expect(stderr).toContain(`Copying ${bar}`);
    expect(stderr).toContain(`Comparing ${bar}`);
    expect(stderr).toMatch(/Both stores are equal\.\n$/);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^level +kind +point +values +sum +result\nreadings +pv +\(rows\) +720 +equal\n/,
    );
    expect(stdout).toMatch(/\n15-min slots +load +powerKw +28\d +[\d,]+\.\d+ +equal\n/);
    expect(stdout).toMatch(/\nslots to roll up +2 +equal\n$/);
    expect(await hasCredential(to.file, 'zhao-pv')).toBe(true);
    // The two have journals of their own, so the service reads the target's from its beginning.
    expect(await inStore(to.folder, (store) => store.position())).toBe(0);

    const again = await run();
    expect(again).toMatchObject({ exitCode: 0, stdout: '' });
    expect(again.stderr).toMatch(/is finished\. To begin a new one, remove .*-to-embedded\.json/);
    const { end } = await serve(to.file);
    const inUse = await run('--again');
    expect([inUse.exitCode, inUse.stderr]).toEqual([1, expect.stringContaining('in use by')]);
    expect((await end('SIGTERM')).code).toBe(0);
  });

  test('that is killed goes on, and a service keeps off the store until it is whole', async () => {
    const place = await ground();
    const { from, to } = place;
    for (let kills = 0; kills < 2; kills += 1) await killedMigration(place);
    expect((await migrateHere(place)).equal).toBe(true);
    const stats = (folder: string) => inStore(folder, (store) => store.stats());
    const { rows, points } = await stats(from.folder);
    expect(await stats(to.folder)).toMatchObject({ rows, points });

    restate(place, 'copying');
    const refused = await paulownia('serve', to.file);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(
      'has not filled this store yet. Run "paulownia store migrate" again',
    );
  });

  test('notices what was changed since, names where, and copies it once more', async () => {
    const place = await ground();
    expect((await migrateHere(place)).equal).toBe(true);
    await inStore(place.to.folder, (store) =>
      store.write([readings('load', [row(4, 30 * minuteMs, 99)])], 0, []),
    );
    restate(place, 'copied');
    const { exitCode, stdout, stderr } = await place.run();
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/\nreadings +load +\(rows\) +145 +1 different\n/);
    expect(stdout).toMatch(/\nreadings +load +powerKw +\d+ +[\d,.]+ \| [\d,.]+ +DIFFERENT\n/);
    expect(stdout).toContain('readings of load zhao-load at 2025-06-01T00:30:00.000Z');
    expect(stderr).toContain('--again, which copies everything once more');

    await inStore(place.from.folder, (store) =>
      store.write([readings('pv', [row(2, minuteMs, 5)])], historyPosition + 1, []),
    );
    const wentOn = await migrateHere(place);
    expect(wentOn.told).toEqual([expect.stringContaining('The source was written to')]);
    expect(wentOn.equal).toBe(true);

    restate(place, 'copied');
    rmSync(join(place.to.folder, 'data/readings'), { recursive: true });
    const emptied = await migrateHere(place);
    expect(emptied.told).toEqual([expect.stringContaining('The target is empty again')]);
    expect(emptied.equal).toBe(true);
  });

  test('writes over nothing, and refuses what cannot be', async () => {
    const place = await ground();
    const { from, to, progressFile } = place;
    const here = { ...place, to: from };
    await expect(migrateHere(here)).rejects.toThrow('Both files name the same store');
    await expect(storeMigrateCommand.run([], { from: from.file })).rejects.toThrow(
      'needs --from and --to',
    );

    mkdirSync(join(to.folder, 'data'));
    writeFileSync(progressFile, 'torn');
    await expect(migrateHere(place)).rejects.toThrow('Empty the target, remove the file');
    rmSync(progressFile);
    await inStore(to.folder, (store) => store.write([readings('load', [row(4, 0, 1)])], 7, []));
    await expect(migrateHere(place)).rejects.toThrow(
      /There are 1 rows already .* Migrate into an empty store/,
    );
    const nothing = { folder: tempFolder(), file: '' };
    const empty = { ...place, from: { ...nothing, file: writeConfig(nothing.folder) } };
    await expect(migrateHere(empty)).rejects.toThrow(/There is no data in/);
  });
});
