import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { deserialize, serialize } from 'node:v8';
import { instant } from '../../domain/instant.ts';
import { invariant } from '../../domain/outcome.ts';
import type { GroupModelStore } from '../../service/forecast-ports.ts';

/** Models of groups over a database with the forecast tables. */
export function sqliteGroupModelStore(database: DatabaseSync): GroupModelStore {
  const add = database.prepare('INSERT OR REPLACE INTO group_models VALUES (?, ?, ?)');
  const newest = database.prepare(
    `SELECT trained_at, model FROM group_models WHERE group_id = ? AND trained_at <= ?
     ORDER BY trained_at DESC LIMIT 1`,
  );
  const ages = database.prepare(
    'SELECT group_id, max(trained_at) AS trained_at FROM group_models GROUP BY group_id',
  );
  const remove = database.prepare('DELETE FROM group_models WHERE trained_at < ?');
  return {
    add: ({ groupId, trainedAt, model }) => {
      add.run(groupId, trainedAt, serialize(model));
    },
    newest: (groupId, knownAt) => {
      const row = newest.get(groupId, knownAt);
      if (row === undefined) return null;
      const trainedAt = instant(Number(row.trained_at));
      return { groupId, trainedAt, model: deserialize(bytesOf(row.model)) };
    },
    trainedAt: () =>
      new Map(ages.all().map((row) => [String(row.group_id), instant(Number(row.trained_at))])),
    deleteBefore: (trainedAt) => {
      remove.run(trainedAt);
    },
  };
}

function bytesOf(value: SQLOutputValue | undefined): Uint8Array {
  invariant(value instanceof Uint8Array, 'a model is kept as bytes');
  return value;
}
