import type { DeviceKind } from '../../src/domain/device.ts';
import type { Irradiance } from '../../src/physics/solar/irradiance.ts';
import type { Influence } from '../control/order.ts';
import type { CountyWeather, Place } from '../weather/county-weather.ts';
import type { LocalMoment } from './calendar.ts';
import type { LoadUse } from './load.ts';
import type { WakeRose } from './wind/farm-wakes.ts';

/** What does not change about a simulated device. */
export interface SimulatedDevice {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly nodeId: string;
  readonly ratingKw: number;
  readonly place: Place;
  /** Its own randomness. */
  readonly seed: number;
  readonly use: LoadUse;
  /** Line-to-neutral voltage of the place where it is connected. */
  readonly nominalV: number;
  /** Of each turbine of a wind farm; none where nothing stands around. */
  readonly wakeRoses?: readonly WakeRose[];
}

/** What a device keeps from one step to the next: numbers only, so that it can be written down. */
export type ModelState = Readonly<Record<string, number>>;

/** One moment as a device finds it. */
export interface Surroundings extends Influence {
  readonly weather: CountyWeather;
  readonly local: LocalMoment;
  /** Hours since the step before; 0 in the first. */
  readonly hours: number;
  /** Irradiance under the clouds over a place. */
  skyOver(place: Place): Irradiance;
  readonly voltagePu: number;
  readonly frequencyHz: number;
  /**
   * Power into the device's node in kW: for a meter through the meter; for a battery its share of
   * what the node draws without batteries. Zero for the others.
   */
  readonly nodeNetKw: number;
}

export interface ModelStep {
  readonly state: ModelState;
  /** Exact values by point name; what a meter makes of them comes later. */
  readonly values: Readonly<Record<string, number>>;
}

/** The next state and values of a device: a function of its arguments alone. */
export type DeviceModel = (
  device: SimulatedDevice,
  state: ModelState,
  around: Surroundings,
) => ModelStep;

/** A register after a step in which power went from `fromKw` to `toKw` in a straight line. */
export function meteredKwh(totalKwh: number, fromKw: number, toKw: number, hours: number): number {
  return totalKwh + Math.max(0, (fromKw + toKw) / 2) * hours;
}

/** Follows a target like a slow machine: after `timeConstantH` two thirds of the way are done. */
export function follow(
  value: number,
  target: number,
  hours: number,
  timeConstantH: number,
): number {
  return target + (value - target) * Math.exp(-hours / timeConstantH);
}

/** Current of one phase in A of a three-phase connection. */
export function phaseCurrentA(powerKw: number, voltageV: number, powerFactor = 1): number {
  return (powerKw * 1_000) / (3 * voltageV * powerFactor);
}

export function stateValue(state: ModelState, name: string, initial = 0): number {
  return state[name] ?? initial;
}
