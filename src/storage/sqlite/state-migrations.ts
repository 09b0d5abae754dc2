/**
 * `retired_by` tells an operator's retirement, which a restart must not undo, from a device that
 * left the configuration and may come back. A device's key is never given again, which is what
 * AUTOINCREMENT promises.
 */
const devicesAndQuarantine = `
CREATE TABLE devices (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  node_id TEXT NOT NULL,
  cooperative_id TEXT,
  rating_kw REAL,
  report_interval_s REAL NOT NULL,
  profile TEXT,
  origin TEXT NOT NULL CHECK (origin IN ('configuration', 'registration')),
  retired_at INTEGER,
  retired_by TEXT CHECK (retired_by IN ('configuration', 'operator')),
  secret_digest BLOB,
  broker_hash TEXT,
  CHECK ((retired_at IS NULL) = (retired_by IS NULL)),
  CHECK ((secret_digest IS NULL) = (broker_hash IS NULL))
) STRICT;

CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  topic TEXT NOT NULL,
  device_id TEXT,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  payload BLOB NOT NULL,
  payload_bytes INTEGER NOT NULL,
  replayed_at INTEGER
) STRICT;
CREATE INDEX quarantine_by_code ON quarantine (code, id);
`;

const births = `
CREATE TABLE births (
  device_key INTEGER PRIMARY KEY REFERENCES devices (key),
  birth TEXT NOT NULL
) STRICT;
`;

export const stateMigrations: readonly string[] = [devicesAndQuarantine, births];
