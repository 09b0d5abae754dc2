/** How readings and slots lie in InfluxDB. The names are read by dashboards too, so they stay. */
import { kindSpecOf } from '../../contract/device-kinds.ts';
import type { DeviceKind } from '../../domain/device.ts';
import type { HistoryLevel } from '../../service/counted-store.ts';

/** Device keys and what stands for them in InfluxDB. */
export interface InfluxDevices {
  /** The device's id, and the id of the area (or other node) that it is connected to. */
  byKey(key: number): { readonly id: string; readonly area: string } | null;
  keyOf(id: string): number | null;
  /** Called when the store is closed. */
  close?(): void;
}

export const levels: readonly HistoryLevel[] = ['raw', '15m', '1d'];

/** `pv`, `pv_15m` and `pv_1d`. */
export function measurementOf(kind: DeviceKind, level: HistoryLevel): string {
  return level === 'raw' ? kind : `${kind}_${level}`;
}

/** Fields that every row has, before the points of its kind. All fields are floats. */
export function rowFieldsOf(level: HistoryLevel): readonly string[] {
  return level === 'raw' ? ['quality', 'reasons'] : ['quality', 'reasons', 'completeness'];
}

export function pointNamesOf(kind: DeviceKind): readonly string[] {
  return kindSpecOf(kind).points.map(({ name }) => name);
}
