import type { SetpointMode } from '../../src/contract/setpoint.ts';
import type { DeviceKind } from '../../src/domain/device.ts';
import { minuteMs, secondMs } from '../../src/domain/instant.ts';
import type { LoadUse } from '../models/load.ts';

/** How a device obeys. Powers have the sign of its `powerKw`. */
export interface ControlTraits {
  readonly modes: readonly SetpointMode[];
  readonly powerKwMin: number;
  readonly powerKwMax: number;
  /** Fastest change that the device makes. */
  readonly rampKwPerS: number;
  /** A new power this near to the one in force moves nothing. */
  readonly deadBandKw: number;
  /** For machines that are off or run at a least power; null where any power will do. */
  readonly machine: MachineTraits | null;
}

export interface MachineTraits {
  readonly runKwMin: number;
  readonly onMsMin: number;
  readonly offMsMin: number;
}

interface KindTraits {
  readonly modes: readonly SetpointMode[];
  /** Least power as a share of the rating; the greatest is the rating. */
  readonly ratioMin: number;
  readonly rampRatioPerS: number;
  readonly deadBandRatio: number;
  readonly machine?: {
    readonly runRatioMin: number;
    readonly onMs: number;
    readonly offMs: number;
  };
}

/**
 * Assumptions of usual size. Inverters and turbines stay below the change that is taken for a jump
 * of the measurement; a charger needs 6 A of its 32 A to charge at all (IEC 61851-1); engines and
 * compressors are spared short runs.
 */
const traitsByKind: Readonly<Partial<Record<DeviceKind, KindTraits>>> = {
  pv: { modes: ['limit'], ratioMin: 0, rampRatioPerS: 0.05, deadBandRatio: 0.005 },
  wind: { modes: ['limit'], ratioMin: 0, rampRatioPerS: 0.02, deadBandRatio: 0.01 },
  battery: { modes: ['target'], ratioMin: -1, rampRatioPerS: 0.25, deadBandRatio: 0.005 },
  load: { modes: ['limit'], ratioMin: 0, rampRatioPerS: 0.2, deadBandRatio: 0.02 },
  ev_charger: {
    modes: ['limit'],
    ratioMin: 0,
    rampRatioPerS: 0.25,
    deadBandRatio: 0.02,
    machine: { runRatioMin: 6 / 32, onMs: 30 * secondMs, offMs: 30 * secondMs },
  },
  heat_pump: {
    modes: ['limit', 'target'],
    ratioMin: 0,
    rampRatioPerS: 0.02,
    deadBandRatio: 0.02,
    machine: { runRatioMin: 0.25, onMs: 10 * minuteMs, offMs: 5 * minuteMs },
  },
  biogas: {
    modes: ['target'],
    ratioMin: 0,
    rampRatioPerS: 0.01,
    deadBandRatio: 0.02,
    machine: { runRatioMin: 0.4, onMs: 30 * minuteMs, offMs: 10 * minuteMs },
  },
};

/** Null for devices that take no setpoints: meters, stores, weather stations and households. */
export function controlTraitsOf(device: {
  readonly kind: DeviceKind;
  readonly ratingKw: number;
  readonly use: LoadUse;
}): ControlTraits | null {
  const traits = traitsByKind[device.kind];
  if (traits === undefined || (device.kind === 'load' && device.use === 'household')) return null;
  const { ratingKw } = device;
  const { modes, ratioMin, rampRatioPerS, deadBandRatio, machine } = traits;
  return {
    modes,
    powerKwMin: ratioMin * ratingKw,
    powerKwMax: ratingKw,
    rampKwPerS: rampRatioPerS * ratingKw,
    deadBandKw: deadBandRatio * ratingKw,
    machine:
      machine === undefined
        ? null
        : {
            runKwMin: machine.runRatioMin * ratingKw,
            onMsMin: machine.onMs,
            offMsMin: machine.offMs,
          },
  };
}
