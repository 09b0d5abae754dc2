import { kindSpecOf } from '../contract/device-kinds.ts';
import { type DeviceKind, deviceKinds } from '../domain/device.ts';

/** Places of the cumulative registers among the points of each kind. */
const placesByKind = new Map<DeviceKind, readonly number[]>(
  deviceKinds.map((kind) => [
    kind,
    kindSpecOf(kind).points.flatMap(({ register }, index) => (register === true ? [index] : [])),
  ]),
);

export function registersOf(kind: DeviceKind): readonly number[] {
  return placesByKind.get(kind) ?? [];
}
