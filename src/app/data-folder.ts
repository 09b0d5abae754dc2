import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Why a folder cannot hold data, and what to do, by the error code of the system. */
const remedies: Readonly<Record<string, (folder: string, setting: string) => string>> = {
  ENOENT: (folder, setting) =>
    `${dirname(folder)}, which is to hold ${setting}, is not there. See whether its disk is mounted, or make it.`,
  ENOTDIR: (folder, setting) =>
    `${setting} is ${folder}, and a file stands where a folder should be. Correct ${setting}.`,
  EACCES: (folder, setting) =>
    `This user may not write to ${folder} (${setting}). Give it the right to, or correct ${setting}.`,
  EROFS: (folder, setting) =>
    `${folder} (${setting}) is on a disk that takes no writing. Mount it for writing, or correct ${setting}.`,
  ENOSPC: (folder, setting) => `There is no room left on the disk of ${folder} (${setting}).`,
};

/**
 * Makes the folder where it is not there, for its owner only. The folder above it must be there:
 * on a disk that is not mounted the data would go elsewhere, and nobody would notice.
 *
 * @throws Error that names the setting and the remedy where the folder cannot hold data.
 */
export function makeDataFolder(folder: string, setting: string): void {
  try {
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    accessSync(`${folder}/.`, constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const told = remedies[code === 'EPERM' ? 'EACCES' : code]?.(folder, setting);
    throw told === undefined ? error : new Error(told, { cause: error });
  }
}
