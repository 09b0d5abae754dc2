/** What must be kept with the readings and has no place in InfluxDB: a small file of our own. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { type Instant, instant } from '../../domain/instant.ts';
import type { DirtySlot, JournalPosition } from '../../service/ports.ts';
import { inTransaction, openSqlite } from '../sqlite/open-sqlite.ts';

const migrations: readonly string[] = [
  `CREATE TABLE state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    position INTEGER,
    rows INTEGER NOT NULL,
    points INTEGER NOT NULL
  ) STRICT;
  INSERT INTO state VALUES (1, NULL, 0, 0);
  CREATE TABLE dirty (
    slot_start INTEGER NOT NULL,
    device INTEGER NOT NULL,
    PRIMARY KEY (slot_start, device)
  ) STRICT, WITHOUT ROWID;`,
];

export const progressFileName = 'influx-progress.sqlite';

const sqliteBusy = 5;

/** How many readings, and present values in them, are stored. */
export interface Totals {
  readonly rows: number;
  readonly points: number;
}

/**
 * Journal position, dirty slots and totals. They are committed once InfluxDB has confirmed what they
 * speak of: a crash in between has the journal read again, which changes nothing that is stored.
 */
export interface Progress {
  position(): JournalPosition | null;
  dirtySlots(limit: number): DirtySlot[];
  totals(): Totals;
  /** After a write of readings: its position, what it made dirty, and what it added. */
  advance(position: JournalPosition, dirty: readonly DirtySlot[], added: Totals): void;
  clean(slots: readonly DirtySlot[]): void;
  forgetDevice(deviceKey: number, removed: Totals): void;
  forgetBefore(limit: Instant, removed: Totals): void;
  /** Writes a consistent copy to a file that is not there yet. */
  copyTo(file: string): void;
  close(): void;
}

/** @throws Error that names the remedy when another process has the file. */
export function openProgress(file: string): Progress {
  const database = openAlone(file);
  const state = database.prepare('SELECT position, rows, points FROM state');
  const setPosition = database.prepare('UPDATE state SET position = ?');
  const add = database.prepare('UPDATE state SET rows = rows + ?, points = points + ?');
  const mark = database.prepare('INSERT OR IGNORE INTO dirty VALUES (?, ?)');
  const clean = database.prepare('DELETE FROM dirty WHERE slot_start = ? AND device = ?');
  const oldest = database.prepare('SELECT * FROM dirty ORDER BY slot_start, device LIMIT ?');
  const forgetDevice = database.prepare('DELETE FROM dirty WHERE device = ?');
  const forgetBefore = database.prepare('DELETE FROM dirty WHERE slot_start < ?');
  return {
    position: () => {
      const position = state.get()?.position ?? null;
      return position === null ? null : Number(position);
    },
    dirtySlots: (limit) =>
      oldest.all(limit).map(({ slot_start: start, device }) => {
        return { deviceKey: Number(device), slotStart: instant(Number(start)) };
      }),
    totals: () => {
      const { rows, points } = state.get() ?? {};
      return { rows: Number(rows), points: Number(points) };
    },
    advance: (position, dirty, { rows, points }) =>
      inTransaction(database, () => {
        for (const { slotStart, deviceKey } of dirty) mark.run(slotStart, deviceKey);
        setPosition.run(position);
        add.run(rows, points);
      }),
    clean: (slots) =>
      inTransaction(database, () => {
        for (const { slotStart, deviceKey } of slots) clean.run(slotStart, deviceKey);
      }),
    forgetDevice: (deviceKey, { rows, points }) =>
      inTransaction(database, () => {
        forgetDevice.run(deviceKey);
        add.run(-rows, -points);
      }),
    forgetBefore: (limit, { rows, points }) =>
      inTransaction(database, () => {
        forgetBefore.run(limit);
        add.run(-rows, -points);
      }),
    copyTo: (target) => {
      database.prepare('VACUUM INTO ?').run(target);
    },
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

/** One process at a time: two would move the position past each other's readings. */
function openAlone(file: string): DatabaseSync {
  try {
    if (existsSync(file)) refuseIfTaken(file);
    const database = openSqlite(file, migrations, 'power_cut');
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
    return database;
  } catch (error) {
    if (!(error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy))
      throw error;
    throw new Error(
      `${file} is in use by another process (\`fuser ${file}\` names it). Stop it first, or configure another store.folder.`,
      { cause: error },
    );
  }
}

/** Says at once what opening would find out after waiting for the other process. */
function refuseIfTaken(file: string): void {
  const probe = new DatabaseSync(file, { timeout: 0 });
  try {
    probe.prepare('PRAGMA user_version').get();
  } finally {
    probe.close();
  }
}
