import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Database, databaseFileName } from './database.ts';
import { StoreFault, storeFaultOf } from './store-fault.ts';

const manifestFileName = 'manifest.json';
const manifestFormat = 1;

/** Written last: a backup without it is unfinished and is not restored. */
export interface BackupManifest {
  readonly format: number;
  readonly createdAt: string;
  readonly file: string;
  readonly bytes: number;
  /** Journal position up to which the backup holds readings; null in a new store. */
  readonly position: number | null;
  readonly rows: number;
  readonly points: number;
}

async function fileNamesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw storeFaultOf(error);
  }
}

function quotedPath(path: string): string {
  return `'${path.replaceAll("'", "''")}'`;
}

/**
 * Copies one consistent state of the database into an empty or new folder. Writes go on beside it
 * and are not part of the copy. Refuses a folder that holds anything. `closing` breaks it off.
 */
export async function backUp(
  database: Database,
  folder: string,
  closing: AbortSignal,
): Promise<BackupManifest> {
  if ((await fileNamesIn(folder)).length > 0) {
    throw new StoreFault('refused', `The backup folder ${folder} is not empty.`);
  }
  await mkdir(folder, { recursive: true });
  const path = join(folder, databaseFileName);
  try {
    const [position, rows, points] = await copyDatabase(database, path, closing);
    const manifest = {
      format: manifestFormat,
      createdAt: new Date().toISOString(),
      file: databaseFileName,
      bytes: (await stat(path)).size,
      position: position ?? null,
      rows: rows ?? 0,
      points: points ?? 0,
    };
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await writeFile(join(folder, manifestFileName), text, { flush: true });
    return manifest;
  } catch (error) {
    await rm(path, { force: true });
    await rm(`${path}.wal`, { force: true });
    throw storeFaultOf(error);
  }
}

/** Answers position, rows and points of the copy. */
function copyDatabase(
  database: Database,
  path: string,
  closing: AbortSignal,
): Promise<(number | null)[]> {
  return database.apart(async (connection) => {
    const stop = (): void => connection.interrupt();
    closing.addEventListener('abort', stop, { once: true });
    await connection.run(`ATTACH ${quotedPath(path)} AS copied (STORAGE_VERSION 'latest')`);
    try {
      const [own] = (await connection.runAndReadAll('SELECT current_database()')).getRows();
      await connection.run(`COPY FROM DATABASE "${own?.[0]}" TO copied`);
      const reader = await connection.runAndReadAll(
        'SELECT position, rows, points FROM copied.state',
      );
      return (reader.getRows()[0] ?? []).map((value) => (value === null ? null : Number(value)));
    } finally {
      closing.removeEventListener('abort', stop);
      await connection.run('DETACH copied');
    }
  });
}

async function readManifest(backupFolder: string): Promise<BackupManifest> {
  const path = join(backupFolder, manifestFileName);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new StoreFault('refused', `${backupFolder} holds no finished backup: no ${path}.`);
  });
  const manifest: BackupManifest = JSON.parse(text);
  if (manifest.format !== manifestFormat) {
    throw new StoreFault('refused', `The backup has format ${manifest.format}, not known here.`);
  }
  const { size } = await stat(join(backupFolder, manifest.file));
  if (size !== manifest.bytes) {
    throw new StoreFault(
      'refused',
      `The backup is damaged: ${manifest.file} has ${size} bytes, its manifest says ${manifest.bytes}.`,
    );
  }
  return manifest;
}

/** Opening a database takes its lock, which shows whether a running service has it. */
async function refuseIfInUse(path: string): Promise<void> {
  try {
    (await DuckDBInstance.create(path)).closeSync();
  } catch (error) {
    if (/lock/i.test(String(error))) {
      throw new StoreFault('refused', `The store ${path} is in use by another process.`);
    }
  }
}

/**
 * Puts a backup in the place of a store that is not open. Refuses where a store exists, unless
 * `overwrite` says that it may go; the old one goes only after the copy is complete.
 */
export async function restoreDuckDbStore(options: {
  readonly backupFolder: string;
  readonly folder: string;
  readonly overwrite?: boolean;
}): Promise<BackupManifest> {
  const { backupFolder, folder, overwrite = false } = options;
  const manifest = await readManifest(backupFolder);
  const path = join(folder, databaseFileName);
  if ((await fileNamesIn(folder)).includes(databaseFileName)) {
    if (!overwrite) throw new StoreFault('refused', `There is a store in ${folder} already.`);
    await refuseIfInUse(path);
  }
  try {
    await mkdir(folder, { recursive: true });
    await copyFile(join(backupFolder, manifest.file), `${path}.restoring`);
    await rm(`${path}.wal`, { force: true });
    await rename(`${path}.restoring`, path);
  } catch (error) {
    throw storeFaultOf(error);
  }
  return manifest;
}
