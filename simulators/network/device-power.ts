import type { DeviceKind } from '../../src/domain/device.ts';

/** How a kind of device meets the network. */
interface GridTraits {
  /** +1 if a positive power is drawn, −1 if it is fed. */
  readonly direction: 1 | -1;
  /**
   * Reactive over active power, in the direction of the active one, where the device does not state
   * it. Converters run at unity; motors lag; a gas engine's generator gives a little.
   */
  readonly reactiveRatio: number;
  /** Of the rating: what many of them draw together at a time, and what they feed. */
  readonly drawRatio: number;
  readonly feedRatio: number;
}

/** Kinds without an entry have no power: weather stations, heat stores; or measure that of others. */
const gridTraits: Readonly<Partial<Record<DeviceKind, GridTraits>>> = {
  load: { direction: 1, reactiveRatio: 0.48, drawRatio: 0.6, feedRatio: 0 },
  heat_pump: { direction: 1, reactiveRatio: 0.43, drawRatio: 0.9, feedRatio: 0 },
  ev_charger: { direction: 1, reactiveRatio: 0.2, drawRatio: 0.6, feedRatio: 0 },
  pv: { direction: -1, reactiveRatio: 0, drawRatio: 0, feedRatio: 1 },
  wind: { direction: -1, reactiveRatio: 0, drawRatio: 0, feedRatio: 1 },
  battery: { direction: -1, reactiveRatio: 0, drawRatio: 1, feedRatio: 0.5 },
  biogas: { direction: -1, reactiveRatio: 0.2, drawRatio: 0, feedRatio: 1 },
};

export interface DrawnPower {
  readonly kw: number;
  readonly kvar: number;
}

/** What a device draws from the network, by what it shows of itself. */
export function drawnPower(
  kind: DeviceKind,
  values: Readonly<Record<string, number>> | undefined,
): DrawnPower {
  const traits = gridTraits[kind];
  if (traits === undefined || values === undefined) return { kw: 0, kvar: 0 };
  const { powerKw = 0 } = values;
  const { reactivePowerKvar = powerKw * traits.reactiveRatio } = values;
  return { kw: traits.direction * powerKw, kvar: traits.direction * reactivePowerKvar };
}

/** What lines are planned for; null for kinds that no line is needed for. */
export function plannedKva(
  kind: DeviceKind,
  ratingKw: number,
): { readonly drawKva: number; readonly feedKva: number } | null {
  const traits = gridTraits[kind];
  if (traits === undefined) return null;
  return { drawKva: traits.drawRatio * ratingKw, feedKva: traits.feedRatio * ratingKw };
}
