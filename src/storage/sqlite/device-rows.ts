import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Device, DeviceKind, DeviceOrigin } from '../../domain/device.ts';
import { instant } from '../../domain/instant.ts';
import type { NewDevice } from '../../service/ports.ts';

export type DeviceRow = Readonly<Record<string, SQLOutputValue>>;

export const deviceColumns =
  'key, id, name, kind, node_id, cooperative_id, rating_kw, report_interval_s, profile, origin, retired_at';

export function deviceOf(row: DeviceRow): Device {
  return {
    key: Number(row.key),
    id: String(row.id),
    name: String(row.name),
    kind: row.kind as DeviceKind,
    nodeId: String(row.node_id),
    cooperativeId: row.cooperative_id as string | null,
    ratingKw: row.rating_kw as number | null,
    reportIntervalS: Number(row.report_interval_s),
    profile: row.profile as string | null,
    origin: row.origin as DeviceOrigin,
    retiredAt: row.retired_at === null ? null : instant(Number(row.retired_at)),
  };
}

/** What a device is described by, as named parameters of a statement. */
export function parametersOf(device: NewDevice): Record<string, string | number | null> {
  return {
    id: device.id,
    name: device.name,
    kind: device.kind,
    nodeId: device.nodeId,
    cooperativeId: device.cooperativeId,
    ratingKw: device.ratingKw,
    reportIntervalS: device.reportIntervalS,
    profile: device.profile,
  };
}

export function insertDevice(
  database: DatabaseSync,
  device: NewDevice,
  origin: DeviceOrigin,
): void {
  database
    .prepare(
      `INSERT INTO devices (id, name, kind, node_id, cooperative_id, rating_kw, report_interval_s, profile, origin)
       VALUES (:id, :name, :kind, :nodeId, :cooperativeId, :ratingKw, :reportIntervalS, :profile, :origin)`,
    )
    .run({ ...parametersOf(device), origin });
}
