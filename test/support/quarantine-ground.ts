import type {
  DeviceMessenger,
  NewQuarantineEntry,
  QuarantineStore,
} from '../../src/service/ports.ts';
import { QuarantineDesk } from '../../src/service/quarantine-desk.ts';
import { openSqlite } from '../../src/storage/sqlite/open-sqlite.ts';
import { sqliteQuarantineStore } from '../../src/storage/sqlite/quarantine-store.ts';
import { stateMigrations } from '../../src/storage/sqlite/state-migrations.ts';
import { capturedLog } from './captured-log.ts';

/** A desk over a real quarantine, whose disk and whose way to the devices can be made to fail. */
export function quarantineGround(file: string) {
  const database = openSqlite(file, stateMigrations, 'crash');
  const real = sqliteQuarantineStore(database);
  const faults = { disk: false, broker: false };
  const quarantine: QuarantineStore = {
    ...real,
    add: (entries: readonly NewQuarantineEntry[]) => {
      if (faults.disk) throw new Error('database or disk is full');
      real.add(entries);
    },
  };
  const told: { deviceId: string; code: string; detail: string }[] = [];
  const messenger: DeviceMessenger = {
    sendError: (deviceId, error) => {
      if (faults.broker) throw new Error('no broker');
      told.push({ deviceId, ...error });
    },
  };
  const log = capturedLog();
  const desk = new QuarantineDesk({ quarantine, messenger: () => messenger, log });
  const kept = () => quarantine.list({ before: null, limit: 200, code: null });
  return { quarantine, desk, told, kept, faults, log };
}
