/** How far a migration has come, in a file beside the store that it fills. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { deviceKinds } from '../domain/device.ts';

const migrationSchema = z.strictObject({
  format: z.literal(1),
  source: z.string(),
  target: z.string(),
  /** Journal position of the source when the copy began: it moves when the source is written to. */
  sourcePosition: z.number().nullable(),
  state: z.enum(['copying', 'copied', 'equal']),
  cursor: z
    .strictObject({
      level: z.enum(['raw', '15m', '1d']),
      kind: z.enum(deviceKinds),
      from: z.number(),
      lastDeviceKey: z.number(),
    })
    .nullable(),
});

export type MigrationState = z.output<typeof migrationSchema>;

/** The store of another kind in the same folder, such as the source, has a file of its own. */
export function migrationFileOf(store: { readonly folder: string; readonly kind: string }): string {
  return join(store.folder, `migration-to-${store.kind}.json`);
}

/** Null where no migration has begun. Throws, and names the remedy, where the file is no good. */
export function readMigration(file: string): MigrationState | null {
  if (!existsSync(file)) return null;
  try {
    return migrationSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Error(
      `${file} does not say how far the migration has come. Empty the target, remove the file and migrate anew.`,
      { cause: error },
    );
  }
}

/** In one step, so that a kill or a power cut leaves the old state or the new one. */
export function writeMigration(file: string, state: MigrationState): void {
  const text = `${JSON.stringify(state, null, 2)}\n`;
  writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

/** Keeps a service off a store of which a part is still missing. */
export function refuseUnfinishedMigration(store: {
  readonly folder: string;
  readonly kind: string;
}): void {
  const file = migrationFileOf(store);
  const migration = readMigration(file);
  if (migration === null || migration.state === 'equal') return;
  throw new Error(
    `A migration from ${migration.source} has not filled this store yet. Run "paulownia store migrate" again until it says that both are equal, or remove ${file} to use the store as it is.`,
  );
}
