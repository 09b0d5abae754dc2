import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Registry and quarantine, and accounts: every installation has them. */
const neededFiles = ['state.sqlite', 'accounts.sqlite'];

/** All SQLite files: forecasts and their weather came later, and an older backup has none. */
export const stateFiles = [...neededFiles, 'forecasts.sqlite'];

/** What a folder lacks to be the backup of an installation; null where it lacks nothing. */
export function missingFrom(folder: string): string | null {
  return neededFiles.find((name) => !existsSync(join(folder, name))) ?? null;
}

/**
 * A consistent copy, also of what still stands in the write-ahead log; nothing where there is no
 * database. A copy that was broken off has another name.
 */
export function copyDatabase(from: string, to: string): void {
  if (!existsSync(from)) return;
  const unfinished = `${to}.copying`;
  rmSync(unfinished, { force: true });
  const database = new DatabaseSync(from);
  try {
    database.prepare('VACUUM INTO ?').run(unfinished);
  } finally {
    database.close();
  }
  renameSync(unfinished, to);
}
