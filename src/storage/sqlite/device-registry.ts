import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { deviceSaltBytes, hashDeviceSecret } from '../../contract/device-secret.ts';
import type { Device } from '../../domain/device.ts';
import { fail, invariant, type Outcome, succeed } from '../../domain/outcome.ts';
import type { Clock, DeviceRegistry, Log, NewDevice } from '../../service/ports.ts';
import { deviceColumns, deviceOf, insertDevice } from './device-rows.ts';
import { reconcileDevices } from './reconcile-devices.ts';

const secretBytes = 24;

export interface RegistryParts {
  readonly database: DatabaseSync;
  readonly clock: Clock;
  readonly log: Log;
}

/** The registry of devices over a database with the state tables. */
export function sqliteDeviceRegistry(parts: RegistryParts): DeviceRegistry {
  const { database } = parts;
  const byId = database.prepare(`SELECT ${deviceColumns} FROM devices WHERE id = ?`);
  const retire = database.prepare(
    `UPDATE devices SET retired_at = coalesce(retired_at, ?), retired_by = 'operator' WHERE id = ?`,
  );
  const credentials = credentialsOver(database);

  const find = (id: string): Device | null => {
    const row = byId.get(id);
    return row === undefined ? null : deviceOf(row);
  };
  return {
    reconcile: (configured) => reconcileDevices(parts, configured),
    register: (device) => register(database, find, device),
    retire: (id, at) => {
      retire.run(at, id);
      return find(id);
    },
    ...credentials,
    close: () => database.close(),
  };
}

function register(
  database: DatabaseSync,
  find: (id: string) => Device | null,
  device: NewDevice,
): Outcome<Device, 'id_taken'> {
  if (find(device.id) !== null) return fail('id_taken');
  insertDevice(database, device, 'registration');
  const stored = find(device.id);
  invariant(stored !== null, 'a device is there once it was registered');
  return succeed(stored);
}

type Credentials = Pick<
  DeviceRegistry,
  'issueCredential' | 'checkCredential' | 'hasCredential' | 'credentialHashes'
>;

/**
 * Two hashes of one secret. The slow one is what Mosquitto reads. A plain digest answers sign-ins:
 * the secret is 192 random bits, which no amount of guessing finds, so a slow hash would add nothing
 * but a way to keep us busy with wrong secrets and a long wait when all devices come back at once.
 */
function credentialsOver(database: DatabaseSync): Credentials {
  const keep = database.prepare(
    'UPDATE devices SET secret_digest = ?, broker_hash = ? WHERE id = ?',
  );
  const digest = database.prepare(
    'SELECT secret_digest FROM devices WHERE id = ? AND retired_at IS NULL AND secret_digest IS NOT NULL',
  );
  const hashes = database.prepare(
    'SELECT id, broker_hash FROM devices WHERE broker_hash IS NOT NULL AND retired_at IS NULL ORDER BY id',
  );
  return {
    issueCredential: async (id) => {
      const secret = randomBytes(secretBytes).toString('base64url');
      const hash = await hashDeviceSecret(secret, randomBytes(deviceSaltBytes));
      const { changes } = keep.run(digestOf(secret), hash, id);
      invariant(changes === 1, 'a credential is issued for a device that exists');
      return secret;
    },
    checkCredential: async (id, secret) => {
      const kept = digest.get(id)?.secret_digest;
      return kept instanceof Uint8Array && timingSafeEqual(kept, digestOf(secret));
    },
    hasCredential: (id) => digest.get(id) !== undefined,
    credentialHashes: () =>
      hashes.all().map((row) => ({ deviceId: String(row.id), hash: String(row.broker_hash) })),
  };
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
