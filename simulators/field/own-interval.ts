import type { DeviceKind } from '../../src/domain/device.ts';
import { secondMs } from '../../src/domain/instant.ts';
import { uniformAt } from '../models/noise.ts';

/**
 * How often devices of a kind measure, in seconds (assumptions): what balances the network is fast,
 * what only counts is slow.
 */
const usualIntervalsS: Readonly<Record<DeviceKind, readonly number[]>> = {
  pcc_meter: [1, 2, 5],
  transformer_meter: [5, 10],
  pv: [5, 10, 15, 30],
  wind: [1, 2, 5],
  battery: [1, 2, 5],
  heat_pump: [10, 20, 30],
  heat_store: [30, 60],
  load: [10, 15, 30, 60],
  ev_charger: [5, 10, 30],
  biogas: [5, 10],
  weather_station: [10, 30, 60],
};

/**
 * The interval at which a device measures, in ms: a whole number of steps, by chance one of those
 * that are usual for its kind, and never longer than it is registered to be.
 */
export function ownIntervalMs(
  device: { readonly kind: DeviceKind; readonly seed: number; readonly reportIntervalS?: number },
  stepMs: number,
): number {
  const usual = usualIntervalsS[device.kind];
  const chosen = usual[Math.floor(uniformAt(device.seed, -2) * usual.length)] ?? 60;
  const intervalMs = Math.min(chosen, device.reportIntervalS ?? chosen) * secondMs;
  return Math.max(1, Math.floor(intervalMs / stepMs)) * stepMs;
}
