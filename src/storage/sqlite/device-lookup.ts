import { openSqlite } from './open-sqlite.ts';
import { stateMigrations } from './state-migrations.ts';

/** Tells which device has a key, retired ones too, and which key an id has. */
export interface DeviceLookup {
  byKey(key: number): { readonly id: string; readonly area: string } | null;
  keyOf(id: string): number | null;
  close(): void;
}

/**
 * Looks devices up in the registry's file. A device's key and id never change; its node changes with
 * the configuration alone, which is reconciled before anything is looked up.
 */
export function openDeviceLookup(file: string): DeviceLookup {
  const database = openSqlite(file, stateMigrations, 'crash');
  const byKey = database.prepare('SELECT id, node_id FROM devices WHERE key = ?');
  const byId = database.prepare('SELECT key FROM devices WHERE id = ?');
  return {
    byKey: (key) => {
      const row = byKey.get(key);
      return row === undefined ? null : { id: String(row.id), area: String(row.node_id) };
    },
    keyOf: (id) => {
      const row = byId.get(id);
      return row === undefined ? null : Number(row.key);
    },
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}
