import type { DatabaseSync } from 'node:sqlite';
import type { User } from '../contract/http-accounts.ts';
import { fail, succeed } from '../domain/outcome.ts';
import type { Accounts } from '../service/application.ts';
import type { Clock } from '../service/ports.ts';
import { type PasswordHashing, scryptHashing } from './password-hash.ts';
import { readablePassword } from './random-secret.ts';
import { type Sessions, sessionsOver } from './sessions.ts';
import { tokensOver } from './tokens.ts';
import { userOf } from './user-row.ts';

export interface LocalAccounts extends Accounts {
  /** Makes the account `admin` where there is no account yet, and answers its password this once. */
  ensureFirstAdmin(): Promise<{ readonly name: string; readonly password: string } | null>;
}

/** Accounts over a database whose tables `accountMigrations` made. Whoever opened it closes it. */
export function localAccounts(
  database: DatabaseSync,
  clock: Clock,
  hashing: PasswordHashing = scryptHashing(),
): LocalAccounts {
  const sessions = sessionsOver(database, clock);
  const people = peopleOver(database, sessions, hashing);
  return {
    ...people,
    ...tokensOver(database, clock),
    session: sessions.userOf,
    signOut: sessions.end,
    ensureFirstAdmin: async () => {
      if (people.list().length > 0) return null;
      const first = { name: 'admin', password: readablePassword() };
      const created = await people.create({ ...first, role: 'admin', cooperativeId: null });
      return created.ok ? first : null;
    },
  };
}

type People = Pick<Accounts, 'signIn' | 'list' | 'create' | 'remove' | 'setPassword'>;

function peopleOver(database: DatabaseSync, sessions: Sessions, hashing: PasswordHashing): People {
  const byName = database.prepare('SELECT * FROM accounts WHERE name = ?');
  const all = database.prepare('SELECT * FROM accounts ORDER BY name');
  const insert = database.prepare(
    `INSERT INTO accounts (name, role, cooperative_id, password_hash) VALUES (?, ?, ?, ?)
     ON CONFLICT (name) DO NOTHING`,
  );
  const setHash = database.prepare('UPDATE accounts SET password_hash = ? WHERE id = ?');
  return {
    signIn: async (name, password) => {
      const row = byName.get(canonical(name));
      const passwordHash = row === undefined ? null : String(row.password_hash);
      const correct = await hashing.verify(password, passwordHash);
      if (!correct || row === undefined || passwordHash === null) return null;
      const id = sessions.begin({ id: Number(row.id), passwordHash });
      return id === null ? null : { id, user: userOf(row) };
    },
    list: () => all.all().map(userOf),
    create: async ({ password, ...user }) => {
      const name = canonical(user.name);
      if (byName.get(name) !== undefined) return fail('name_taken');
      const hash = await hashing.hash(password);
      const { changes } = insert.run(name, user.role, user.cooperativeId, hash);
      return changes === 1 ? succeed({ ...user, name }) : fail('name_taken');
    },
    remove: (name) => removeAccount(database, canonical(name)),
    setPassword: async (name, password) => {
      const hash = await hashing.hash(password);
      const row = byName.get(canonical(name));
      if (row === undefined) return false;
      setHash.run(hash, Number(row.id));
      sessions.endAllOf(Number(row.id));
      return true;
    },
  };
}

/** One statement decides and deletes, so that two administrators cannot remove each other at once. */
function removeAccount(database: DatabaseSync, name: string): ReturnType<Accounts['remove']> {
  const { changes } = database
    .prepare(
      `DELETE FROM accounts WHERE name = ? AND
         (role <> 'admin' OR (SELECT count(*) FROM accounts WHERE role = 'admin') > 1)`,
    )
    .run(name);
  if (changes === 1) return succeed(null);
  const row = database.prepare('SELECT 1 FROM accounts WHERE name = ?').get(name);
  return fail(row === undefined ? 'unknown' : 'last_admin');
}

/** Names are compared in one Unicode form, and without regard to the case of Latin letters. */
function canonical(name: string): User['name'] {
  return name.normalize('NFKC');
}
