/** Backups of a running service, each a folder that `paulownia restore` takes. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupView } from '../contract/http-backups.ts';
import { succeed } from '../domain/outcome.ts';
import type { Asked, Backups } from '../service/application.ts';
import type { Clock, Log, ReadingStore } from '../service/ports.ts';
import { refuse } from '../service/request-faults.ts';
import { copyDatabase, stateFiles } from './state-copy.ts';

/** Past it the oldest goes, once the new one is there. */
const backupsKeptMax = 7;
const unfinished = '.unfinished';
const namePattern = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/;

export interface BackupParts {
  /** The folder of the data; backups stand below it, in `backups`. */
  readonly folder: string;
  readonly readings: Pick<ReadingStore, 'backup' | 'stats'>;
  /** Room on the disk that a backup must leave, in bytes: the journal may still need it. */
  readonly leaveBytes: () => number;
  readonly clock: Clock;
  readonly log: Log;
}

export function serviceBackups(parts: BackupParts): Backups {
  const folder = join(parts.folder, 'backups');
  /** The newest one, while it runs and where it failed. */
  let newest: BackupView | null = null;

  async function begin(): Promise<Asked<BackupView>> {
    if (newest?.state === 'running') {
      return refuse('backup_running', `The backup ${newest.name} is still running.`);
    }
    const name = new Date(parts.clock.now()).toISOString().replaceAll(/[:.]/g, '-');
    const begun: BackupView = { name, folder: join(folder, name), state: 'running', detail: null };
    newest = begun;
    const lacking = await prepare(folder, parts).catch(wordsOf);
    if (lacking !== null) {
      newest = null;
      return refuse('no_room', lacking);
    }
    void run(begun);
    return succeed(begun);
  }

  async function run(begun: BackupView): Promise<void> {
    const target = `${begun.folder}${unfinished}`;
    try {
      await copyAll(parts, target);
      await rename(target, begun.folder);
      newest = null;
      parts.log.info({ folder: begun.folder }, 'The backup is done.');
    } catch (error) {
      newest = { ...begun, state: 'failed', detail: wordsOf(error) };
      parts.log.error({ err: error }, 'The backup failed, and what there was of it is removed.');
      await rm(target, { recursive: true, force: true }).catch(() => undefined);
    }
    await removeOldest(folder).catch((error: unknown) => {
      parts.log.warn({ err: error }, 'An old backup could not be removed.');
    });
  }

  return {
    begin,
    async list() {
      const done = (await finishedIn(folder)).map((name): BackupView => {
        return { name, folder: join(folder, name), state: 'done', detail: null };
      });
      return newest === null ? done : [newest, ...done];
    },
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Clears away what a crash left; answers why there is no room for a backup, or null. */
async function prepare(
  folder: string,
  { folder: data, readings, leaveBytes }: BackupParts,
): Promise<string | null> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    if (name.endsWith(unfinished)) await rm(join(folder, name), { recursive: true });
  }
  const files = stateFiles.map((name) => join(data, name)).filter((path) => existsSync(path));
  const sizes = await Promise.all(files.map(async (path) => (await stat(path)).size));
  const { diskBytes } = await readings.stats();
  const neededBytes = sizes.reduce((sum, size) => sum + size, diskBytes) + leaveBytes();
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize >= neededBytes
    ? null
    : `The disk of ${folder} has ${bavail * bsize} bytes free. The backup, with the room that the journal may still need, takes ${neededBytes}.`;
}

/** The readings first: the registry that is copied after them knows all of their devices. */
async function copyAll({ folder, readings }: BackupParts, target: string): Promise<void> {
  await mkdir(target, { mode: 0o700 });
  await readings.backup(join(target, 'readings'));
  for (const name of stateFiles) copyDatabase(join(folder, name), join(target, name));
}

async function finishedIn(folder: string): Promise<string[]> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  return names
    .filter((name) => namePattern.test(name))
    .sort()
    .reverse();
}

async function removeOldest(folder: string): Promise<void> {
  for (const name of (await finishedIn(folder)).slice(backupsKeptMax)) {
    await rm(join(folder, name), { recursive: true });
  }
}
