import type { DeviceKind } from '../domain/device.ts';
import { kindSpecOf } from './device-kinds.ts';
import { quotedBytes } from './plain-bytes.ts';

export const measuredAtKey = quotedBytes('measuredAt');
export const seqKey = quotedBytes('seq');
export const valuesKey = quotedBytes('values');

const keysByKind = new Map<DeviceKind, readonly Uint8Array[]>();

/** The names of the kind's points as they are written, in their order. */
export function pointKeysOf(kind: DeviceKind): readonly Uint8Array[] {
  const known = keysByKind.get(kind);
  if (known !== undefined) return known;
  const keys = kindSpecOf(kind).points.map(({ name }) => quotedBytes(name));
  keysByKind.set(kind, keys);
  return keys;
}
