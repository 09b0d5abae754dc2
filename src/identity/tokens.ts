import { randomBytes } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Role } from '../contract/http-accounts.ts';
import { instant } from '../domain/instant.ts';
import type { Accounts, IssuedToken } from '../service/application.ts';
import type { Clock } from '../service/ports.ts';
import { digestOf, randomSecret } from './random-secret.ts';

/** Tells scanners of source code and logs what they found. */
const tokenPrefix = 'plw_';
const idBytes = 9;

/** Bearer tokens of programs. A token has its own role; it outlives the account that issued it. */
export function tokensOver(
  database: DatabaseSync,
  clock: Clock,
): Pick<Accounts, 'bearer' | 'issueToken' | 'tokens' | 'revokeToken'> {
  const insert = database.prepare(
    `INSERT INTO tokens (id, digest, label, role, cooperative_id, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const find = database.prepare('SELECT * FROM tokens WHERE digest = ? AND expires_at > ?');
  const list = database.prepare(
    'SELECT * FROM tokens WHERE expires_at > ? ORDER BY created_at, id',
  );
  const forgetExpired = database.prepare('DELETE FROM tokens WHERE expires_at <= ?');
  const revoke = database.prepare('DELETE FROM tokens WHERE id = ?');
  return {
    bearer: (token) => {
      const row = find.get(digestOf(token), clock.now());
      if (row === undefined) return null;
      const { label, role, cooperativeId } = tokenOf(row);
      return { name: `token:${label}`, role, cooperativeId };
    },
    issueToken: ({ label, role, cooperativeId, expiresAt }) => {
      const token = `${tokenPrefix}${randomSecret()}`;
      const id = randomBytes(idBytes).toString('base64url');
      const createdAt = clock.now();
      forgetExpired.run(createdAt);
      insert.run(id, digestOf(token), label, role, cooperativeId, createdAt, expiresAt);
      return { token, issued: { id, label, role, cooperativeId, createdAt, expiresAt } };
    },
    tokens: () => list.all(clock.now()).map(tokenOf),
    revokeToken: (id) => revoke.run(id).changes === 1,
  };
}

function tokenOf(row: Readonly<Record<string, SQLOutputValue>>): IssuedToken {
  return {
    id: String(row.id),
    label: String(row.label),
    role: row.role as Role,
    cooperativeId: row.cooperative_id as string | null,
    createdAt: instant(Number(row.created_at)),
    expiresAt: instant(Number(row.expires_at)),
  };
}
