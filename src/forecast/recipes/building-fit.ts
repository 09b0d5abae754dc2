import { dayMs, hourMs } from '../../domain/instant.ts';
import type { KnownView } from '../frame/known-view.ts';
import { localDayOf, localMsOf } from '../frame/origins.ts';
import { type FittedBuilding, fitBuilding, newShare, roomHeat } from '../physical/fit-building.ts';
import { type TemperatureC, temperaturesIn } from './outdoor-temperature.ts';

/**
 * The buildings as all that the view knows tells them, by the outdoor temperature that is foreseen, else
 * measured. `undefined` for demand other than heat, without temperature, or with too little history.
 */
export function buildingFrom(view: KnownView): FittedBuilding | undefined {
  const { facts, foreseen, measured, target } = view;
  const temperatures = temperaturesIn(foreseen, facts) ?? temperaturesIn(measured, facts);
  if (facts.kind !== 'heat' || temperatures === undefined) return undefined;
  const column = (read: (slot: number) => number): Float64Array =>
    Float64Array.from({ length: facts.slots.count }, (_, slot) => read(slot));
  return fitBuilding({
    slotsPerHour: slotsPerHourOf(facts),
    heat: column((slot) => target.at(slot)),
    outdoorC: column(temperatures.meanC),
    hour: Uint8Array.from(column((slot) => Math.floor(dayShare(facts, slot) * 24))),
    day: Int32Array.from(column((slot) => localDayOf(facts, slot))),
  });
}

/** Heat for rooms by slot under an outdoor temperature; NaN where that is missing. */
export function openRoomHeat(
  facts: KnownView['facts'],
  meanC: TemperatureC,
  fitted: FittedBuilding,
): (slot: number) => number {
  const { count } = facts.slots;
  const share = newShare(fitted.inertiaH, slotsPerHourOf(facts));
  const felt = new Float64Array(count).fill(Number.NaN);
  let through = -1;
  let last = Number.NaN;
  const extendThrough = (slot: number): void => {
    for (; through < slot; through += 1) {
      const now = meanC(through + 1);
      if (Number.isNaN(now)) continue;
      last = Number.isNaN(last) ? now : last + share * (now - last);
      felt[through + 1] = last;
    }
  };
  return (slot) => {
    extendThrough(Math.min(slot, count) - 1);
    if (!Number.isNaN(meanC(slot))) extendThrough(Math.min(slot, count - 1));
    return roomHeat(fitted, felt[slot] ?? Number.NaN);
  };
}

/** A view whose demand is without the heat for rooms: what days alike then share is not their weather. */
export function withoutRoomHeat(view: KnownView, heatAt: (slot: number) => number): KnownView {
  return { ...view, target: { at: (slot) => view.target.at(slot) - heatAt(slot) } };
}

function slotsPerHourOf({ slots }: KnownView['facts']): number {
  return Math.max(1, Math.round(hourMs / slots.slotMs));
}

/** How much of its local day has passed when a slot starts, 0 to below 1. */
function dayShare(facts: KnownView['facts'], slot: number): number {
  return (((localMsOf(facts, slot) % dayMs) + dayMs) % dayMs) / dayMs;
}
