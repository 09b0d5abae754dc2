/** Digests are SHA-256 of secrets that we made at random; `password_hash` is scrypt with its salt. */
const accountsSessionsTokens = `
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  role TEXT NOT NULL CHECK (role IN ('admin', 'operator', 'cooperative', 'viewer')),
  cooperative_id TEXT,
  password_hash TEXT NOT NULL,
  CHECK ((role = 'cooperative') = (cooperative_id IS NOT NULL))
) STRICT;

CREATE TABLE sessions (
  digest BLOB PRIMARY KEY,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_account ON sessions (account_id, seen_at);

CREATE TABLE tokens (
  id TEXT PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,
  label TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('admin', 'operator', 'cooperative', 'viewer')),
  cooperative_id TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  CHECK ((role = 'cooperative') = (cooperative_id IS NOT NULL))
) STRICT;
`;

export const accountMigrations: readonly string[] = [accountsSessionsTokens];
