import type { DeviceKind } from '../../src/domain/device.ts';
import type { Instant } from '../../src/domain/instant.ts';
import { seedFor, uniformAt } from '../models/noise.ts';
import { type DeviceFault, faultsByDevice, isActive } from './device-faults.ts';
import type { FaultKind } from './fault-kinds.ts';
import { faultyReports, type Report, skewed } from './message-faults.ts';
import type { FaultScript } from './script.ts';
import { type FaultMemory, faultyValues, type Values } from './value-faults.ts';

export interface FaultLayerOptions {
  /** Null where nothing goes wrong. */
  readonly script: FaultScript | null;
  readonly devices: readonly {
    readonly id: string;
    readonly kind: DeviceKind;
    readonly nodeId: string;
  }[];
  /** Times of the script that are not instants count from here. */
  readonly beginAt: number;
  /** What an earlier run remembered. */
  readonly saved?: Readonly<Record<string, FaultMemory>>;
}

export type SetpointFaultKind = 'refused' | 'ignored';

/** Everything that goes wrong between devices and their wires, by device and time. */
export class FaultLayer {
  readonly #faults: ReadonlyMap<string, readonly DeviceFault[]>;
  readonly #kinds: ReadonlyMap<string, DeviceKind>;
  readonly #memory: Map<string, FaultMemory>;

  constructor({ script, devices, beginAt, saved = {} }: FaultLayerOptions) {
    this.#faults = script === null ? new Map() : faultsByDevice(script, devices, beginAt);
    this.#kinds = new Map(devices.map(({ id, kind }) => [id, kind]));
    this.#memory = new Map(Object.entries(saved));
  }

  /** To be kept for the next start; plain JSON. */
  saved(): Readonly<Record<string, FaultMemory>> {
    return Object.fromEntries(this.#memory);
  }

  /** What the device takes for its values. Times of one device must not go back. */
  valuesOf(deviceId: string, at: Instant, values: Values): Values {
    const faults = this.#faults.get(deviceId);
    const kind = this.#kinds.get(deviceId);
    if (faults === undefined || kind === undefined) return values;
    const before = { values, memory: this.#memory.get(deviceId) ?? {} };
    const after = faultyValues(before, faults, { kind, at });
    this.#memory.set(deviceId, after.memory);
    return after.values;
  }

  reportsOf(deviceId: string, report: Report, intervalMs: number): readonly Report[] {
    const faults = this.#faults.get(deviceId);
    return faults === undefined ? [report] : faultyReports(report, faults, intervalMs);
  }

  /** What the device's own clock shows. */
  clockOf(deviceId: string, at: Instant): Instant {
    const skew = this.#active(deviceId, 'clock_skew', at);
    return skew === undefined ? at : skewed(at, skew);
  }

  isStuck(deviceId: string, at: Instant): boolean {
    return this.#active(deviceId, 'stuck_inverter', at) !== undefined;
  }

  /** Whether the device refuses a command, or does not even answer; null where it does as it should. */
  setpointFault(deviceId: string, commandId: string, at: Instant): SetpointFaultKind | null {
    const hits = (kind: FaultKind): boolean => {
      const fault = this.#active(deviceId, kind, at);
      if (fault === undefined) return false;
      return uniformAt(seedFor(fault.seed, commandId), 0) < fault.strength;
    };
    if (hits('ignored_setpoint')) return 'ignored';
    return hits('refused_setpoint') ? 'refused' : null;
  }

  #active(deviceId: string, kind: FaultKind, at: Instant): DeviceFault | undefined {
    const faults = this.#faults.get(deviceId);
    return faults?.find((fault) => fault.kind === kind && isActive(fault, at));
  }
}
