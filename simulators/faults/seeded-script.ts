import { hourMs, minuteMs } from '../../src/domain/instant.ts';
import { uniformAt } from '../models/noise.ts';
import { type FaultKind, faultKinds, isFaultKind } from './fault-kinds.ts';
import type { FaultEntry, FaultScript } from './script.ts';

export interface FaultRate {
  readonly seed: number;
  readonly deviceIds: readonly string[];
  /** Epoch ms; the end is not included. */
  readonly from: number;
  readonly to: number;
  /** Mean number of faults that a device has in a day. */
  readonly perDeviceDay: number;
}

const faultNames = Object.keys(faultKinds).filter(isFaultKind);
const faultsMax = 10_000;
const lastsMs = { min: 5 * minuteMs, max: 6 * hourMs } as const;

/** A script by chance: some faults of some devices, each of its usual strength. */
export function seededScript({ seed, deviceIds, from, to, perDeviceDay }: FaultRate): FaultScript {
  const days = (to - from) / (24 * hourMs);
  const count = Math.min(faultsMax, Math.round(days * deviceIds.length * perDeviceDay));
  const faults = Array.from({ length: count }, (_, number): FaultEntry => {
    const draw = (which: number): number => uniformAt(seed, 8 * number + which);
    const fault: FaultKind = faultNames[Math.floor(draw(0) * faultNames.length)] ?? 'drop_out';
    const beginAt = Math.round(from + draw(1) * (to - from));
    // Most are short, a few are long.
    const ms = lastsMs.min * (lastsMs.max / lastsMs.min) ** draw(2);
    return {
      fault,
      selectors: [deviceIds[Math.floor(draw(3) * deviceIds.length)] ?? ''],
      share: 1,
      from: { type: 'at', epochMs: beginAt },
      to: { type: 'at', epochMs: Math.round(beginAt + ms) },
      strength: faultKinds[fault].strength,
    };
  });
  return { seed, faults, scenarios: [] };
}
