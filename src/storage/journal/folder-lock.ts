/** Keeps a second process out of a folder. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const sqliteBusy = 5;

/**
 * Locks the folder until the answered function is called or the process ends. SQLite takes a lock
 * of the operating system for us: unlike a file with a process id in it, that lock ends with its
 * process even at `kill -9`, and is seen from other containers that share the folder.
 *
 * @throws Error that names the remedy when another process has the folder.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock');
  createOwnerOnly(path);
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw isBusy(error) ? inUse(folder, path) : error;
  }
  return () => database.close();
}

function createOwnerOnly(path: string): void {
  try {
    writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}

function inUse(folder: string, path: string): Error {
  return new Error(
    `The journal folder ${folder} is in use by another process. Stop that process ` +
      `(\`fuser ${path}\` names it), or configure another folder for this one.`,
  );
}
