import type { Instant } from './instant.ts';

export const deviceKinds = [
  'pv',
  'wind',
  'battery',
  'heat_pump',
  'heat_store',
  'load',
  'ev_charger',
  'biogas',
  'pcc_meter',
  'transformer_meter',
  'weather_station',
] as const;

export type DeviceKind = (typeof deviceKinds)[number];

/** Where a device comes from: the configuration file, or a registration at run time. */
export type DeviceOrigin = 'configuration' | 'registration';

export interface Device {
  /** Small integer that stores use instead of the id. Never given to a second device. */
  readonly key: number;
  readonly id: string;
  readonly name: string;
  readonly kind: DeviceKind;
  /** The node of the county's tree that the device is connected to, most often an area. */
  readonly nodeId: string;
  readonly cooperativeId: string | null;
  /** Nameplate power in kW; null where the kind has none (a weather station). */
  readonly ratingKw: number | null;
  /** How often the device is expected to report, in seconds. */
  readonly reportIntervalS: number;
  /** Profile that decodes its messages; null for the native topics. */
  readonly profile: string | null;
  readonly origin: DeviceOrigin;
  readonly retiredAt: Instant | null;
}

/**
 * How long a value stands for the time after it, in whole ms: one and a half report intervals. A
 * device that reports a little late leaves no hole; one that misses a report leaves one.
 */
export function holdMsOf(device: Pick<Device, 'reportIntervalS'>): number {
  return Math.round(device.reportIntervalS * 1_500);
}

/** From this age on, in ms, the newest value of a device no longer says what it does now. */
export function staleMsOf(device: Pick<Device, 'reportIntervalS'>): number {
  return device.reportIntervalS * 3_000;
}
