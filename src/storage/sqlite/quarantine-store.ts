import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { instant } from '../../domain/instant.ts';
import {
  type NewQuarantineEntry,
  type QuarantineEntry,
  type QuarantineStore,
  quarantinePayloadBytesMax,
} from '../../service/ports.ts';
import { inTransaction } from './open-sqlite.ts';

export interface QuarantineLimits {
  readonly entriesMax: number;
  /** Of kept payload, over all entries. */
  readonly payloadBytesMax: number;
}

export const defaultQuarantineLimits: QuarantineLimits = {
  entriesMax: 10_000,
  payloadBytesMax: 32 * 1024 * 1024,
};

/** A topic may be 64 KB on the wire; what is kept of it and of the reason is enough to tell them apart. */
const textCharsMax = 512;

/** The quarantine over a database with the state tables. At a limit the oldest entries go. */
export function sqliteQuarantineStore(
  database: DatabaseSync,
  limits: QuarantineLimits = defaultQuarantineLimits,
): QuarantineStore {
  const held = heldEntries(database, limits);
  const page = database.prepare(
    `SELECT * FROM quarantine WHERE (:before IS NULL OR id < :before) AND (:code IS NULL OR code = :code)
     ORDER BY id DESC LIMIT :limit`,
  );
  const byId = database.prepare('SELECT * FROM quarantine WHERE id = ?');
  const replayed = database.prepare('UPDATE quarantine SET replayed_at = ? WHERE id = ?');
  return {
    add: (entries) => {
      try {
        inTransaction(database, () => entries.forEach(held.keep));
      } catch (error) {
        held.count();
        throw error;
      }
    },
    list: ({ before, limit, code }) => page.all({ before, limit, code }).map(entryOf),
    get: (id) => {
      const row = byId.get(id);
      return row === undefined ? null : entryOf(row);
    },
    markReplayed: (id, at) => {
      replayed.run(at, id);
    },
    stats: held.stats,
  };
}

/**
 * Keeps entries within the limits. Ids count every entry ever added, and entries only ever leave at
 * the limit, so what was dropped is what was added and is no longer there.
 */
function heldEntries(database: DatabaseSync, limits: QuarantineLimits) {
  const totals = database.prepare(
    `SELECT count(*) AS kept, total(length(payload)) AS bytes,
       (SELECT seq FROM sqlite_sequence WHERE name = 'quarantine') AS added
     FROM quarantine`,
  );
  let kept = 0;
  let bytes = 0;
  let added = 0;
  const count = (): void => {
    const row = totals.get();
    kept = Number(row?.kept);
    bytes = Number(row?.bytes);
    added = Number(row?.added ?? 0);
  };
  count();

  const insert = database.prepare(
    `INSERT INTO quarantine (at, topic, device_id, code, detail, payload, payload_bytes)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const dropOldest = database.prepare(
    'DELETE FROM quarantine WHERE id = (SELECT min(id) FROM quarantine) RETURNING length(payload) AS bytes',
  );
  const keep = (entry: NewQuarantineEntry): void => {
    const payload = entry.payload.subarray(0, quarantinePayloadBytesMax);
    insert.run(
      entry.at,
      entry.topic.slice(0, textCharsMax),
      entry.deviceId,
      entry.code,
      entry.detail.slice(0, textCharsMax),
      payload,
      entry.payloadBytes,
    );
    added += 1;
    kept += 1;
    bytes += payload.length;
    while (kept > limits.entriesMax || bytes > limits.payloadBytesMax) {
      bytes -= Number(dropOldest.get()?.bytes);
      kept -= 1;
    }
  };
  return { keep, count, stats: () => ({ kept, added, dropped: added - kept }) };
}

function entryOf(row: Record<string, SQLOutputValue>): QuarantineEntry {
  return {
    id: Number(row.id),
    at: instant(Number(row.at)),
    topic: String(row.topic),
    deviceId: row.device_id as string | null,
    code: String(row.code),
    detail: String(row.detail),
    payload: row.payload as Uint8Array,
    payloadBytes: Number(row.payload_bytes),
    replayedAt: row.replayed_at === null ? null : instant(Number(row.replayed_at)),
  };
}
