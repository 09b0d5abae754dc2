import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** How long a statement waits for another process (a backup, a command) to let go of the file. */
const busyTimeoutMs = 5_000;

/**
 * `power_cut`: what was answered survives a power cut, at the price of waiting for the disk.
 * `crash`: it survives the end of the process; a power cut may undo the last writes, never mix them.
 */
export type Durability = 'power_cut' | 'crash';

/**
 * Opens a database file that only its owner can read, in write-ahead mode, and brings its tables up
 * to date. `migrations[n]` leads from version n to n + 1; a migration that was once released never
 * changes. Throws where the file was written by a newer release.
 */
export function openSqlite(
  file: string,
  migrations: readonly string[],
  durability: Durability = 'power_cut',
): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  makePrivate(file);
  const database = new DatabaseSync(file, { timeout: busyTimeoutMs });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    database.exec(`PRAGMA synchronous = ${durability === 'power_cut' ? 'FULL' : 'NORMAL'}`);
    database.exec('PRAGMA foreign_keys = ON');
    migrate(database, migrations, file);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** Runs `work` in one transaction: all of it is kept, or nothing. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** SQLite gives its side files the mode of the main file, so that is made private first. */
function makePrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

function migrate(database: DatabaseSync, migrations: readonly string[], file: string): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version > migrations.length) {
    throw new Error(
      `${file} has version ${version}; this release knows up to ${migrations.length}. Use the newer release.`,
    );
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    inTransaction(database, () => {
      database.exec(migration);
      database.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}
