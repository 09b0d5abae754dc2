import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import { type DeviceKind, deviceKinds } from '../../src/domain/device.ts';
import type { Instant } from '../../src/domain/instant.ts';
import type { SimulatedDevice } from './device-model.ts';
import { normalAt } from './noise.ts';

/** Digits after the point that a real meter shows, by unit. */
const digitsByUnit: Readonly<Record<string, number>> = {
  kW: 2,
  kvar: 2,
  kWh: 2,
  V: 1,
  A: 2,
  Hz: 3,
  '°C': 1,
  '%': 1,
  'W/m²': 1,
  'm/s': 2,
  '°': 0,
  rpm: 2,
  'm³/h': 1,
  hPa: 1,
  'mm/h': 1,
};
/** Standard deviation of a power reading: what is usual for a meter of class 0.5. */
const powerErrorRatio = 0.0015;

interface ShownPoint {
  readonly name: string;
  readonly scale: number;
}

function shownPointsOf(kind: DeviceKind): ShownPoint[] {
  return kindSpecOf(kind).points.map(({ name, unit }) => ({
    name,
    scale: 10 ** (digitsByUnit[unit] ?? 2),
  }));
}

const shownPoints = new Map(deviceKinds.map((kind) => [kind, shownPointsOf(kind)]));

export type MeasuredValues = Readonly<Record<string, number>>;

/** What the device's meter shows of exact values: with its error, rounded, absent points left out. */
export function measured(
  device: SimulatedDevice,
  at: Instant,
  exact: Readonly<Record<string, number>>,
): MeasuredValues {
  const shown: Record<string, number> = {};
  for (const { name, scale } of shownPoints.get(device.kind) ?? []) {
    const value = exact[name];
    if (value === undefined || !Number.isFinite(value)) continue;
    const error = name === 'powerKw' ? powerErrorRatio * normalAt(device.seed ^ 77, at) : 0;
    // Adding zero turns the negative zero that rounding can leave into a plain one.
    shown[name] = Math.round(value * (1 + error) * scale) / scale + 0;
  }
  return shown;
}
