import { dayMs, secondMs } from '../../domain/instant.ts';
import type { SlotGrid } from '../../domain/slot-grid.ts';
import type { Origin } from '../frame/origins.ts';

/** The brightest slots of a month reach at least this, and never more, in W/m². */
const brightestWm2 = { least: 300, most: 1500 } as const;
const hourS = 3600;
const monthDays = 30;

/**
 * A reader of global radiation in W/m², whatever unit its column has: W/m², J/m² of an hour or of a
 * slot. The unit is told once, from the brightest slot of the last month that a first origin knows.
 */
export function inWm2(
  read: (slot: number) => number,
  { slotMs }: SlotGrid,
): (origin: Origin, slot: number) => number {
  const units = [1, 1 / hourS, secondMs / slotMs];
  let unit = Number.NaN;
  return (origin, slot) => {
    if (Number.isNaN(unit)) unit = unitOf(brightest(read, origin, slotMs), units);
    return Math.max(0, read(slot) * unit);
  };
}

function brightest(read: (slot: number) => number, { end }: Origin, slotMs: number): number {
  let most = Number.NaN;
  for (let slot = end - Math.ceil((monthDays * dayMs) / slotMs); slot < end; slot++) {
    const value = read(slot);
    if (!Number.isNaN(value) && !(value <= most)) most = value;
  }
  return most;
}

function unitOf(most: number, units: readonly number[]): number {
  if (Number.isNaN(most)) return Number.NaN;
  const { least, most: bound } = brightestWm2;
  return units.find((unit) => most * unit >= least && most * unit <= bound) ?? 1;
}
