import { existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Registry and quarantine, and accounts; each is one SQLite file. */
export const stateFiles = ['state.sqlite', 'accounts.sqlite'];

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
