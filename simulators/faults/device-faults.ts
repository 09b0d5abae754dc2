import { seedFor, uniformAt } from '../models/noise.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { FaultScript, ScriptTime } from './script.ts';

/** A fault of one device, with its times worked out. */
export interface DeviceFault {
  readonly kind: FaultKind;
  /** Epoch ms; the end is not included. */
  readonly from: number;
  readonly to: number;
  readonly strength: number;
  /** Its own randomness. */
  readonly seed: number;
}

export interface FaultyDevice {
  readonly id: string;
  readonly kind: string;
  readonly nodeId: string;
}

/** The faults of a script by device; devices without any are left out. */
export function faultsByDevice(
  script: FaultScript,
  devices: readonly FaultyDevice[],
  beginAt: number,
): ReadonlyMap<string, readonly DeviceFault[]> {
  const found = new Map<string, DeviceFault[]>();
  for (const [index, entry] of script.faults.entries()) {
    const { fault: kind, share, strength } = entry;
    const from = epochMsOf(entry.from, beginAt);
    const to = entry.to === null ? Number.POSITIVE_INFINITY : epochMsOf(entry.to, beginAt);
    const matches = entry.selectors.map(matcherOf);
    for (const device of devices) {
      const seed = seedFor(script.seed, `${index} ${kind} ${device.id}`);
      if (!matches.some((match) => match(device)) || uniformAt(seed, -1) >= share) continue;
      const own = found.get(device.id) ?? [];
      found.set(device.id, own);
      own.push({ kind, from, to, strength, seed });
    }
  }
  return found;
}

function epochMsOf(time: ScriptTime, beginAt: number): number {
  return time.type === 'at' ? time.epochMs : beginAt + time.ms;
}

function matcherOf(selector: string): (device: FaultyDevice) => boolean {
  if (selector.startsWith('kind:')) return ({ kind }) => selector === `kind:${kind}`;
  if (selector.startsWith('node:')) return ({ nodeId }) => selector === `node:${nodeId}`;
  const pieces = selector.split('*').map((piece) => piece.replaceAll('.', '\\.'));
  const pattern = new RegExp(`^${pieces.join('.*')}$`);
  return ({ id }) => pattern.test(id);
}

export function isActive({ from, to }: DeviceFault, at: number): boolean {
  return at >= from && at < to;
}

/** Whether a fault strikes this time, where its strength is a chance. */
export function strikes({ seed, strength }: DeviceFault, index: number): boolean {
  return uniformAt(seed, index) < strength;
}
