import type { DatabaseSync } from 'node:sqlite';
import type { User } from '../contract/http-accounts.ts';
import { dayMs, hourMs, minuteMs } from '../domain/instant.ts';
import type { Clock } from '../service/ports.ts';
import { digestOf, randomSecret } from './random-secret.ts';
import { userOf } from './user-row.ts';

export const sessionIdleMsMax = 12 * hourMs;
export const sessionAgeMsMax = 7 * dayMs;
/** Past this many of one account the one unused for longest ends. */
const sessionsPerAccountMax = 500;
/** Use is noted this often, which spares a write on every request. */
const seenEveryMs = minuteMs;

export interface Sessions {
  /** Null where the account or its password changed since `passwordHash` was read. */
  begin(account: { id: number; passwordHash: string }): string | null;
  userOf(sessionId: string): User | null;
  end(sessionId: string): void;
  endAllOf(accountId: number): void;
}

export function sessionsOver(database: DatabaseSync, clock: Clock): Sessions {
  const insert = database.prepare(
    `INSERT INTO sessions (digest, account_id, created_at, seen_at)
     SELECT :digest, id, :now, :now FROM accounts WHERE id = :id AND password_hash = :passwordHash`,
  );
  const find = database.prepare(
    `SELECT name, role, cooperative_id, created_at, seen_at
     FROM sessions JOIN accounts ON accounts.id = account_id WHERE digest = ?`,
  );
  const see = database.prepare('UPDATE sessions SET seen_at = ? WHERE digest = ?');
  const end = database.prepare('DELETE FROM sessions WHERE digest = ?');
  const endAll = database.prepare('DELETE FROM sessions WHERE account_id = ?');
  const endExpired = database.prepare(
    'DELETE FROM sessions WHERE created_at <= :now - :ageMsMax OR seen_at <= :now - :idleMsMax',
  );
  const endSurplus = database.prepare(
    `DELETE FROM sessions WHERE digest IN (
       SELECT digest FROM sessions WHERE account_id = ? ORDER BY seen_at DESC LIMIT -1 OFFSET ?)`,
  );
  return {
    begin: ({ id, passwordHash }) => {
      const secret = randomSecret();
      const now = clock.now();
      endExpired.run({ now, ageMsMax: sessionAgeMsMax, idleMsMax: sessionIdleMsMax });
      endSurplus.run(id, sessionsPerAccountMax - 1);
      const { changes } = insert.run({ digest: digestOf(secret), now, id, passwordHash });
      return changes === 1 ? secret : null;
    },
    userOf: (sessionId) => {
      const digest = digestOf(sessionId);
      const row = find.get(digest);
      if (row === undefined) return null;
      const now = clock.now();
      const seenAt = Number(row.seen_at);
      if (now - Number(row.created_at) >= sessionAgeMsMax || now - seenAt >= sessionIdleMsMax) {
        end.run(digest);
        return null;
      }
      if (now - seenAt >= seenEveryMs) see.run(now, digest);
      return userOf(row);
    },
    end: (sessionId) => {
      end.run(digestOf(sessionId));
    },
    endAllOf: (accountId) => {
      endAll.run(accountId);
    },
  };
}
