import type { Clock, DeviceRegistry, Log, QuarantineStore } from '../../service/ports.ts';
import { sqliteDeviceRegistry } from './device-registry.ts';
import { openSqlite } from './open-sqlite.ts';
import { type QuarantineLimits, sqliteQuarantineStore } from './quarantine-store.ts';
import { stateMigrations } from './state-migrations.ts';

export interface StateDatabase {
  readonly registry: DeviceRegistry;
  readonly quarantine: QuarantineStore;
  close(): void;
}

/**
 * Opens the file that holds what the service knows besides readings. Registrations wait for the
 * disk; the quarantine has its own connection that does not, so that a flood of bad messages never
 * holds up good ones.
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
  const quarantineDatabase = openSqlite(file, stateMigrations, 'crash');
  const close = (): void => {
    for (const each of [quarantineDatabase, database]) if (each.isOpen) each.close();
  };
  const registry = sqliteDeviceRegistry({ database, clock: options.clock, log: options.log });
  return {
    registry: { ...registry, close },
    quarantine: sqliteQuarantineStore(quarantineDatabase, options.quarantineLimits),
    close,
  };
}
