/** A county as its configuration file states it: what the generator makes and the writer writes. */
import type { DeviceKind } from '../../src/domain/device.ts';

interface Named {
  readonly id: string;
  readonly name: string;
  readonly nameEn?: string;
}

export interface PlannedNode extends Named {
  readonly latitude: number;
  readonly longitude: number;
}

export interface PlannedSubstation extends PlannedNode {
  readonly ratingKva: number;
}

export interface PlannedFeeder extends Named {
  readonly parent: string;
}

/** What one distribution transformer serves. */
export interface PlannedArea extends PlannedNode {
  readonly parent: string;
  readonly ratingKva: number;
}

export interface PlannedCooperative extends Named {
  /** Household id to its share; they sum to 1. */
  readonly shares: Readonly<Record<string, number>>;
}

/** One device, or with `count` many equal ones whose id and name hold `{n}`. */
export interface PlannedDevice {
  readonly id: string;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly node: string;
  readonly cooperative?: string;
  readonly ratingKw?: number;
  readonly count?: number;
  /** Profile that it speaks; the native topics if left out. */
  readonly profile?: string;
}

export interface CountyPlan {
  readonly county: PlannedNode;
  readonly substations: readonly PlannedSubstation[];
  readonly feeders: readonly PlannedFeeder[];
  readonly areas: readonly PlannedArea[];
  readonly cooperatives: readonly PlannedCooperative[];
  readonly reportIntervalS: number;
  readonly devices: readonly PlannedDevice[];
}

/** Devices that the plan makes, templates expanded. */
export function deviceCountOf({ devices }: CountyPlan): number {
  return devices.reduce((sum, { count = 1 }) => sum + count, 0);
}
