/** Two stores of the test county, and migrations between them as processes and in this one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configOf } from '../../src/app/cli/serve.ts';
import { Closers } from '../../src/app/closers.ts';
import { migrate } from '../../src/app/migration.ts';
import { openEnds, storeName } from '../../src/app/migration-ends.ts';
import { systemClock } from '../../src/app/system.ts';
import type { CountedStore } from '../../src/service/counted-store.ts';
import { openDuckDbStore } from '../../src/storage/duckdb/duckdb-store.ts';
import { openStateDatabase } from '../../src/storage/sqlite/state-database.ts';
import { capturedLog } from './captured-log.ts';
import { writeHistory } from './history.ts';
import { eventually, testConfig } from './running-service.ts';
import { paulownia, secretsOf, writeConfig } from './service-process.ts';
import { tempFolder } from './temp-folder.ts';

const main = join(import.meta.dirname, '../../src/app/main.ts');

/** Opens the store of a stopped service for a moment. */
export async function inStore<Result>(
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

export async function hasCredential(file: string, deviceId: string): Promise<boolean> {
  const { store } = configOf(file);
  const parts = { clock: systemClock, log: capturedLog() };
  const state = openStateDatabase(join(store.folder, 'state.sqlite'), parts);
  try {
    return state.registry.hasCredential(deviceId);
  } finally {
    state.close();
  }
}

export interface Ground {
  readonly from: { readonly folder: string; readonly file: string };
  readonly to: { readonly folder: string; readonly file: string };
  readonly progressFile: string;
  readonly run: (...more: string[]) => ReturnType<typeof paulownia>;
}

/** Two configurations of the test county, the data of the first one filled. */
export async function ground(): Promise<Ground> {
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

/** The store of a county, and an InfluxDB that is to take its place in the same folder. */
export async function influxGround(server: { url: string; database: string }): Promise<Ground> {
  const { from } = await ground();
  const file = join(from.folder, 'influxdb.yaml');
  const { url, database } = server;
  const store = `store: { folder: ${join(from.folder, 'data')}`;
  writeFileSync(
    file,
    testConfig(from.folder).replace(
      store,
      `${store}, kind: influxdb1, influxdb1: { url: '${url}', database: ${database} }`,
    ),
  );
  return {
    ...{ from, to: { folder: from.folder, file } },
    progressFile: join(from.folder, 'data/migration-to-influxdb1.json'),
    run: (...more) => paulownia('store', 'migrate', '--from', from.file, '--to', file, ...more),
  };
}

/** The same migration in this process, without a terminal. */
export async function migrateHere({ from, to, progressFile }: Ground, again = false) {
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
export function restate({ progressFile }: Ground, state: 'copying' | 'copied'): void {
  const kept = JSON.parse(readFileSync(progressFile, 'utf8'));
  writeFileSync(progressFile, JSON.stringify({ ...kept, state }));
}

/** Starts a migration and kills it as soon as its progress file says something new. */
export async function killedMigration({ from, to, progressFile }: Ground): Promise<void> {
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
