import type { Device } from './device.ts';
import type { Instant } from './instant.ts';

export const qualityLevels = ['good', 'questionable', 'invalid'] as const;
export type QualityLevel = (typeof qualityLevels)[number];

/** Index into `qualityLevels`, as kept in stores. Larger is worse. */
export type QualityCode = 0 | 1 | 2;

/** Reasons for a quality below good, in the order of their bits in a reason mask. */
export const qualityReasons = [
  'out_of_range',
  'jump',
  'stuck',
  'clock_ahead',
  'clock_behind',
  'unit_doubt',
  'sign_doubt',
  'register_reset',
] as const;
export type QualityReason = (typeof qualityReasons)[number];

export function reasonBit(reason: QualityReason): number {
  return 1 << qualityReasons.indexOf(reason);
}

export function reasonsOf(mask: number): QualityReason[] {
  return mask === 0 ? [] : qualityReasons.filter((_, bit) => (mask & (1 << bit)) !== 0);
}

/** What a device reported for one instant, before it was judged. */
export interface Reading {
  readonly device: Device;
  readonly measuredAt: Instant;
  readonly receivedAt: Instant;
  readonly seq: number | null;
  /** Back-fill: kept in history, never shown as the live value. */
  readonly historical: boolean;
  /** One value for each point of the device's kind, in the order of the kind's table; NaN if absent. */
  readonly values: Float64Array;
}

export interface JudgedReading {
  readonly reading: Reading;
  readonly quality: QualityCode;
  /** Bit mask of `qualityReasons`. */
  readonly reasons: number;
}

/** Reasons that make the instant itself doubtful, as a mask. */
export const clockReasons = reasonBit('clock_ahead') | reasonBit('clock_behind');

/** An invalid clock says nothing about any instant: such a reading is kept, and counts nowhere. */
export function hasNoTime({ quality, reasons }: Omit<JudgedReading, 'reading'>): boolean {
  return quality === 2 && (reasons & clockReasons) !== 0;
}
