import type { DatabaseSync } from 'node:sqlite';
import type { Device } from '../../domain/device.ts';
import type { Clock, Log, NewDevice } from '../../service/ports.ts';
import {
  type DeviceRow,
  deviceColumns,
  deviceOf,
  insertDevice,
  parametersOf,
} from './device-rows.ts';
import { inTransaction } from './open-sqlite.ts';

interface Parts {
  readonly database: DatabaseSync;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Makes the stored devices agree with the configuration. A configured device takes over a registered
 * one of the same id; one that left the configuration is retired and comes back with it; one that an
 * operator retired stays so while it is configured. A device whose kind changed gets a new key, since what is stored under
 * the old key has other points. Answers every device, in the order of their keys.
 */
export function reconcileDevices(parts: Parts, configured: readonly NewDevice[]): Device[] {
  const { database } = parts;
  return inTransaction(database, () => {
    const stored = new Map(
      database
        .prepare(`SELECT ${deviceColumns}, retired_by FROM devices`)
        .all()
        .map((row) => [String(row.id), row]),
    );
    for (const device of configured) settle(parts, device, stored.get(device.id));
    retireVanished(parts, configured, [...stored.values()]);
    return database
      .prepare(`SELECT ${deviceColumns} FROM devices ORDER BY key`)
      .all()
      .map(deviceOf);
  });
}

function settle({ database, log }: Parts, device: NewDevice, row: DeviceRow | undefined): void {
  if (row === undefined) {
    insertDevice(database, device, 'configuration');
    return;
  }
  const facts = { device: device.id };
  if (row.origin === 'registration') {
    log.warn(facts, 'The configuration takes over a device that was registered at run time');
  } else if (row.retired_by === 'configuration') {
    log.info(facts, 'The device is in the configuration again and back in service');
  } else if (row.retired_by === 'operator') {
    log.warn(facts, 'The device is configured but an operator retired it: it stays retired');
  }
  if (row.kind !== device.kind) {
    log.warn({ ...facts, was: row.kind, is: device.kind }, 'The kind of the device changed');
    giveNewKey(database, device.id);
  }
  update(database, device);
}

/** Right-hand sides of an UPDATE read the row as it was, so `origin` is still the old one here. */
function update(database: DatabaseSync, device: NewDevice): void {
  const staysRetired = `retired_by = 'operator' AND origin = 'configuration'`;
  database
    .prepare(
      `UPDATE devices SET name = :name, kind = :kind, node_id = :nodeId, cooperative_id = :cooperativeId,
         rating_kw = :ratingKw, report_interval_s = :reportIntervalS, profile = :profile,
         origin = 'configuration',
         retired_at = iif(${staysRetired}, retired_at, NULL),
         retired_by = iif(${staysRetired}, retired_by, NULL)
       WHERE id = :id`,
    )
    .run(parametersOf(device));
}

/** Takes the next key from the counter of AUTOINCREMENT, so that no other device gets it too. */
function giveNewKey(database: DatabaseSync, id: string): void {
  database.exec(`UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'devices'`);
  database
    .prepare(
      `UPDATE devices SET key = (SELECT seq FROM sqlite_sequence WHERE name = 'devices') WHERE id = ?`,
    )
    .run(id);
}

/** Also a device that an operator had retired counts as gone with the configuration, and may return. */
function retireVanished(
  { database, clock, log }: Parts,
  configured: readonly NewDevice[],
  stored: readonly DeviceRow[],
): void {
  const kept = new Set(configured.map((device) => device.id));
  const retire = database.prepare(
    `UPDATE devices SET retired_at = coalesce(retired_at, ?), retired_by = 'configuration' WHERE id = ?`,
  );
  for (const row of stored) {
    const id = String(row.id);
    if (row.origin !== 'configuration' || kept.has(id)) continue;
    retire.run(clock.now(), id);
    if (row.retired_at === null) {
      log.info({ device: id }, 'The device left the configuration and is retired');
    }
  }
}
