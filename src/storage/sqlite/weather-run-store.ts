import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { instant } from '../../domain/instant.ts';
import type { WeatherRun, WeatherRunStore } from '../../service/forecast-ports.ts';
import { floatBlob, floatsOf } from './float-blob.ts';
import { inTransaction } from './open-sqlite.ts';

/** Weather runs over a database with the forecast tables. */
export function sqliteWeatherRunStore(database: DatabaseSync): WeatherRunStore {
  const newest = database.prepare(
    `SELECT * FROM weather_runs WHERE received_at <= ?
     ORDER BY issued_at DESC, received_at DESC LIMIT 1`,
  );
  const received = database.prepare(
    'SELECT * FROM weather_runs WHERE received_at >= ? AND received_at < ? ORDER BY received_at, id',
  );
  const columnsOf = database.prepare(
    'SELECT name, slot_values FROM weather_columns WHERE run_id = ?',
  );
  const remove = database.prepare('DELETE FROM weather_runs WHERE received_at < ?');
  const read = (row: Record<string, SQLOutputValue>): WeatherRun => ({
    sourceId: String(row.source_id),
    place: { latitude: Number(row.latitude), longitude: Number(row.longitude) },
    issuedAt: instant(Number(row.issued_at)),
    receivedAt: instant(Number(row.received_at)),
    slots: {
      from: Number(row.slots_from),
      slotMs: Number(row.slot_ms),
      count: Number(row.slot_count),
    },
    columns: Object.fromEntries(
      columnsOf
        .all(Number(row.id))
        .map(({ name, slot_values }) => [String(name), floatsOf(slot_values)]),
    ),
  });
  return {
    add: adderOf(database),
    newest: (knownAt) => {
      const row = newest.get(knownAt);
      return row === undefined ? null : read(row);
    },
    receivedIn: ({ from, to }) => received.all(from, to).map(read),
    deleteBefore: (receivedAt) => {
      remove.run(receivedAt);
    },
  };
}

/** The first receipt of a run is when it was known; a repetition of the same run changes nothing. */
function adderOf(database: DatabaseSync): WeatherRunStore['add'] {
  const addRun = database.prepare(
    `INSERT INTO weather_runs
       (source_id, latitude, longitude, issued_at, received_at, slots_from, slot_ms, slot_count)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id`,
  );
  const addColumn = database.prepare(
    'INSERT INTO weather_columns (run_id, name, slot_values) VALUES (?, ?, ?)',
  );
  return ({ sourceId, place, issuedAt, receivedAt, slots, columns }) =>
    inTransaction(database, () => {
      const { latitude, longitude } = place;
      const run = [sourceId, latitude, longitude, issuedAt, receivedAt] as const;
      const added = addRun.get(...run, slots.from, slots.slotMs, slots.count);
      if (added === undefined) return;
      for (const [name, values] of Object.entries(columns)) {
        addColumn.run(Number(added.id), name, floatBlob(values));
      }
    });
}
