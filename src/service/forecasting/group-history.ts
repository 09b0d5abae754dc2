import { pointIndexesOf } from '../../contract/device-kinds.ts';
import type { DeviceKind } from '../../domain/device.ts';
import { dayMs, hourMs, type Instant, instant, quarterMs } from '../../domain/instant.ts';
import { type SlotGrid, slotIndexOf } from '../../domain/slot-grid.ts';
import type { SlotReader } from '../forecast-ports.ts';
import type { SlotColumns } from '../ports.ts';
import type { DeviceGroup } from './node-series.ts';

/** Slots of one read, so that a large group does not hold much at once. */
const rowsPerReadMax = 300_000;
/** A slot less covered than this says nothing; nor do groups of which less than this is known. */
const knownShareMin = 0.5;
/** What is read again for the short horizon: later than this hardly any reading comes. */
const lateMs = 6 * hourMs;

/** Power of a group in each slot, kW; NaN where too little of it was measured. */
interface Kept {
  readonly members: string;
  readonly from: number;
  readonly powerKw: Float64Array;
}

/**
 * What groups did in the past, out of the store's quarter hours. It is kept between forecasts, so
 * that the short horizon reads hours again and not weeks: one number a slot and group.
 */
export class GroupHistory {
  readonly #store: SlotReader;
  readonly #kept = new Map<string, Kept>();

  constructor(store: SlotReader) {
    this.#store = store;
  }

  /**
   * Power in each slot of the grid, whose slots are quarter hours that are over. `again` reads all of
   * it anew; without, only what may have changed.
   */
  async read(
    group: DeviceGroup,
    slots: SlotGrid,
    { again }: { again: boolean },
  ): Promise<Float64Array> {
    const members = group.devices.map(({ key, ratingKw }) => `${key}:${ratingKw}`).join();
    const kept = this.#kept.get(group.id);
    const isSame = !again && kept?.members === members;
    const powerKw = new Float64Array(slots.count).fill(Number.NaN);
    const known = isSame ? takeOver(kept, slots, powerKw) : 0;
    await this.#fill(group, { slots, first: known }, powerKw);
    this.#kept.set(group.id, { members, from: slots.from, powerKw });
    return powerKw.slice();
  }

  /** Lets go of groups that are no more. */
  keepOnly(groups: readonly DeviceGroup[]): void {
    const ids = new Set(groups.map(({ id }) => id));
    for (const id of this.#kept.keys()) if (!ids.has(id)) this.#kept.delete(id);
  }

  async #fill(
    group: DeviceGroup,
    { slots, first }: { slots: SlotGrid; first: number },
    powerKw: Float64Array,
  ): Promise<void> {
    const perRead = Math.max(96, Math.floor(rowsPerReadMax / group.devices.length));
    for (let start = first; start < slots.count; start += perRead) {
      const count = Math.min(perRead, slots.count - start);
      const part = { from: slots.from + start * slots.slotMs, slotMs: slots.slotMs, count };
      const rows = await this.#store.readSlots('15m', {
        kind: group.deviceKind,
        deviceKeys: group.devices.map(({ key }) => key),
        from: instant(part.from),
        to: instant(part.from + count * slots.slotMs),
      });
      addUp(group, { rows, slots: part }, powerKw.subarray(start, start + count));
    }
  }
}

/** Copies what is kept and no longer changes; answers the first slot that is to be read. */
function takeOver(kept: Kept, slots: SlotGrid, powerKw: Float64Array): number {
  const shift = Math.round((slots.from - kept.from) / slots.slotMs);
  const sure = kept.powerKw.length - shift - lateMs / slots.slotMs;
  if (shift < 0 || sure <= 0) return 0;
  powerKw.set(kept.powerKw.subarray(shift, shift + Math.min(sure, slots.count)));
  return Math.min(sure, slots.count);
}

/** The sum over devices, as if those that miss a slot had done as the others for their rating. */
function addUp(
  { deviceKind, devices, capacityKw }: DeviceGroup,
  { rows, slots }: { rows: SlotColumns; slots: SlotGrid },
  powerKw: Float64Array,
): void {
  const ratings = new Map(devices.map(({ key, ratingKw }) => [key, ratingKw ?? 0]));
  const powerOf = rowValues(deviceKind, rows);
  const ratedKw = new Float64Array(slots.count);
  const sumKw = new Float64Array(slots.count);
  for (let row = 0; row < rows.length; row += 1) {
    const slot = slotIndexOf(slots, rows.slotStart[row] as number);
    const value = powerOf(row);
    if (slot < 0 || Number.isNaN(value)) continue;
    sumKw[slot] = (sumKw[slot] as number) + value;
    const ratingKw = ratings.get(rows.deviceKeys[row] as number) ?? 0;
    ratedKw[slot] = (ratedKw[slot] as number) + ratingKw;
  }
  for (let slot = 0; slot < slots.count; slot += 1) {
    const rated = ratedKw[slot] as number;
    if (rated < knownShareMin * capacityKw) continue;
    powerKw[slot] = ((sumKw[slot] as number) * capacityKw) / rated;
  }
}

/**
 * Power of a device in a row's slot, NaN where too little of it was measured. A plant that says what
 * it could give without a limit counts with that: limits are not weather.
 */
function rowValues(kind: DeviceKind, rows: SlotColumns): (row: number) => number {
  const points = pointIndexesOf(kind);
  const power = rows.values[points.get('powerKw') ?? -1];
  const available = rows.values[points.get('availablePowerKw') ?? -1];
  return (row) => {
    if ((rows.completeness[row] as number) < knownShareMin) return Number.NaN;
    const possible = available?.[row] ?? Number.NaN;
    return Number.isNaN(possible) ? (power?.[row] ?? Number.NaN) : possible;
  };
}

/** Quarter hours of so many days before `end`. */
export function pastSlots(end: Instant, days: number): SlotGrid {
  const count = Math.round((days * dayMs) / quarterMs);
  return { from: end - count * quarterMs, slotMs: quarterMs, count };
}
