import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { deserialize, serialize } from 'node:v8';
import { instant } from '../../domain/instant.ts';
import { invariant } from '../../domain/outcome.ts';
import type { GroupModelStore } from '../../service/forecast-ports.ts';
import { packModel, unpackModel } from './packed-model.ts';

/** Models of groups, and who serves, over a database with the forecast tables. */
export function sqliteGroupModelStore(database: DatabaseSync): GroupModelStore {
  const add = database.prepare('INSERT OR REPLACE INTO group_models VALUES (?, ?, ?, ?)');
  const model = database.prepare(
    'SELECT model FROM group_models WHERE group_id = ? AND horizon = ? AND trained_at = ?',
  );
  const addContest = database.prepare('INSERT OR REPLACE INTO group_contests VALUES (?, ?, ?, ?)');
  const newestContest = database.prepare(
    `SELECT decided_at, contest FROM group_contests
     WHERE group_id = ? AND horizon = ? AND decided_at <= ? ORDER BY decided_at DESC LIMIT 1`,
  );
  const removeModels = database.prepare('DELETE FROM group_models WHERE trained_at < ?');
  const removeContests = database.prepare('DELETE FROM group_contests WHERE decided_at < ?');
  const packed: GroupModelStore['packed'] = ({ groupId, horizon }, trainedAt) => {
    const row = model.get(groupId, horizon, trainedAt);
    return row === undefined ? null : bytesOf(row.model);
  };
  return {
    add: ({ groupId, horizon }, trainedAt, learned) => {
      add.run(groupId, horizon, trainedAt, packModel(learned));
    },
    packed,
    unpacked: (series, trainedAt) => {
      const bytes = packed(series, trainedAt);
      return bytes === null ? null : unpackModel(bytes);
    },
    addContest: ({ groupId, horizon }, decidedAt, contest) => {
      addContest.run(groupId, horizon, decidedAt, serialize(contest));
    },
    contest: ({ groupId, horizon }, knownAt) => {
      const row = newestContest.get(groupId, horizon, knownAt);
      if (row === undefined) return null;
      const decidedAt = instant(Number(row.decided_at));
      return { decidedAt, contest: deserialize(bytesOf(row.contest)) };
    },
    deleteBefore: (at) => {
      removeModels.run(at);
      removeContests.run(at);
    },
  };
}

function bytesOf(value: SQLOutputValue | undefined): Uint8Array {
  invariant(value instanceof Uint8Array, 'a model is kept as bytes');
  return value;
}
