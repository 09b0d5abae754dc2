import type { DatabaseSync } from 'node:sqlite';
import type { BirthStore } from '../../service/births.ts';
import { inTransaction } from './open-sqlite.ts';

/** Births over a database with the state tables. */
export function sqliteBirthStore(database: DatabaseSync): BirthStore {
  const keep = database.prepare(
    `INSERT INTO births (device_key, birth) VALUES (?, ?)
     ON CONFLICT (device_key) DO UPDATE SET birth = excluded.birth`,
  );
  const all = database.prepare('SELECT device_key, birth FROM births');
  return {
    keep: (births) =>
      inTransaction(database, () => {
        for (const { deviceKey, birth } of births) keep.run(deviceKey, JSON.stringify(birth));
      }),
    all: () =>
      all.all().map((row) => ({
        deviceKey: Number(row.device_key),
        birth: JSON.parse(String(row.birth)) as Record<string, unknown>,
      })),
  };
}
