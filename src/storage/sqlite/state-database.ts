import type { BirthStore } from '../../service/births.ts';
import type { Clock, DeviceRegistry, Log, QuarantineStore } from '../../service/ports.ts';
import { sqliteBirthStore } from './birth-store.ts';
import { sqliteDeviceRegistry } from './device-registry.ts';
import { openSqlite } from './open-sqlite.ts';
import { type QuarantineLimits, sqliteQuarantineStore } from './quarantine-store.ts';
import { stateMigrations } from './state-migrations.ts';

export interface StateDatabase {
  readonly registry: DeviceRegistry;
  readonly births: BirthStore;
  readonly quarantine: QuarantineStore;
  close(): void;
}

/**
 * Opens the file that holds what the service knows besides readings. Registrations wait for the
 * disk; births and the quarantine have a connection that does not, so that a flood of either never
 * holds up readings.
 */
export function openStateDatabase(
  file: string,
  options: {
    readonly clock: Clock;
    readonly log: Log;
    readonly quarantineLimits?: QuarantineLimits;
  },
): StateDatabase {
  const database = openSqlite(file, stateMigrations, 'power_cut');
  const hasty = openSqlite(file, stateMigrations, 'crash');
  const close = (): void => {
    for (const each of [hasty, database]) if (each.isOpen) each.close();
  };
  const registry = sqliteDeviceRegistry({ database, clock: options.clock, log: options.log });
  return {
    registry: { ...registry, close },
    births: sqliteBirthStore(hasty),
    quarantine: sqliteQuarantineStore(hasty, options.quarantineLimits),
    close,
  };
}
