import { type DeviceKind, deviceKinds } from '../../domain/device.ts';
import type { RetentionLimits } from '../../service/ports.ts';
import { totalsWhere } from './counts.ts';
import { tagIn, timeBefore } from './influxql.ts';
import type { Totals } from './progress.ts';
import { type RowSource, tagOfKey } from './rows.ts';
import { levels, measurementOf } from './schema.ts';
import type { InfluxTransport } from './transport.ts';

/** Deletes all of a device; answers the readings that went. */
export async function deleteDeviceRows(
  { transport, devices }: RowSource,
  kind: DeviceKind,
  deviceKey: number,
): Promise<Totals> {
  const device = tagOfKey(devices, deviceKey);
  if (device === null) return { rows: 0, points: 0 };
  const removed = await totalsWhere(transport, kind, [tagIn('device', [device])]);
  for (const level of levels) {
    await transport.deleteWhere(measurementOf(kind, level), { tags: { device } });
  }
  return removed;
}

/** Deletes what is older than the limit of its level; answers the readings that went. */
export async function deleteExpiredRows(
  transport: InfluxTransport,
  { rawBefore, quartersBefore, daysBefore }: RetentionLimits,
): Promise<Totals> {
  const removed = { rows: 0, points: 0 };
  for (const kind of deviceKinds) {
    const { rows, points } = await totalsWhere(transport, kind, [timeBefore(rawBefore)]);
    removed.rows += rows;
    removed.points += points;
    await transport.deleteWhere(measurementOf(kind, 'raw'), { before: rawBefore });
    await transport.deleteWhere(measurementOf(kind, '15m'), { before: quartersBefore });
    await transport.deleteWhere(measurementOf(kind, '1d'), { before: daysBefore });
  }
  return removed;
}
