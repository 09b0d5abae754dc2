import type { NodeNow, Resolution } from '../../../../src/contract/http.ts';
import { slotMsOf } from './range.ts';

/** A node's curve as the console holds it: slots with the parts of the balance in kW. */

export const parts = [
  'pvPowerKw',
  'windPowerKw',
  'batteryPowerKw',
  'biogasPowerKw',
  'heatPumpPowerKw',
  'loadPowerKw',
  'evPowerKw',
  'pccPowerKw',
] as const;
export type Part = (typeof parts)[number];

export type PartValues = Readonly<Record<Part, number | null>>;

export type SlotQuality = 'good' | 'questionable' | 'invalid';

export interface Slot {
  /** Half-open, UTC epoch ms. */
  readonly start: number;
  readonly end: number;
  readonly values: PartValues;
  readonly residualKw: number | null;
  /** Share of the slot and its devices that measured values stand for, 0–1; null where not told. */
  readonly completeness: number | null;
  readonly quality: SlotQuality | null;
}

type Cell = string | number | null | readonly string[];
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

function numberOf(cell: Cell | undefined): number | null {
  return typeof cell === 'number' && Number.isFinite(cell) ? cell : null;
}

export function qualityOf(cell: Cell | undefined): SlotQuality | null {
  return cell === 'good' || cell === 'questionable' || cell === 'invalid' ? cell : null;
}

function partValues(read: (part: Part) => number | null): PartValues {
  return {
    pvPowerKw: read('pvPowerKw'),
    windPowerKw: read('windPowerKw'),
    batteryPowerKw: read('batteryPowerKw'),
    biogasPowerKw: read('biogasPowerKw'),
    heatPumpPowerKw: read('heatPumpPowerKw'),
    loadPowerKw: read('loadPowerKw'),
    evPowerKw: read('evPowerKw'),
    pccPowerKw: read('pccPowerKw'),
  };
}

/** Slots of a curve's table in the order of time. Columns are found by name; rows without an instant are left out. */
export function slotsOf(table: Table, resolution: Exclude<Resolution, 'raw'>): Slot[] {
  const place = new Map(table.columns.map((column, index) => [column, index]));
  const cell = (row: readonly Cell[], column: string): Cell | undefined =>
    row[place.get(column) ?? -1];
  const slots: Slot[] = [];
  for (const row of table.rows) {
    const at = cell(row, 'at');
    const start = typeof at === 'string' ? Date.parse(at) : Number.NaN;
    if (Number.isNaN(start)) continue;
    slots.push({
      start,
      end: start + slotMsOf[resolution],
      values: partValues((part) => numberOf(cell(row, part))),
      residualKw: numberOf(cell(row, 'residualKw')),
      completeness: numberOf(cell(row, 'completeness')),
      quality: qualityOf(cell(row, 'quality')),
    });
  }
  return slots.sort((a, b) => a.start - b.start);
}

/** One live update, kept to draw what the store has not rolled up yet. */
export interface Sample {
  readonly at: number;
  readonly values: PartValues;
  readonly residualKw: number | null;
  /** Share of the devices that count, 0–1. */
  readonly completeness: number | null;
}

export function sampleOf(now: NodeNow): Sample {
  return {
    at: Date.parse(now.at),
    values: partValues((part) => now[part]),
    residualKw: now.residualKw,
    completeness: now.devicesTotal === 0 ? null : now.devicesFresh / now.devicesTotal,
  };
}

/** Most live samples that a page keeps; the oldest go. Twenty minutes at one a second. */
export const samplesMax = 1_200;

/** `samples` with one more at its end. One that is not newer than the last is not taken. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (Number.isNaN(sample.at) || (last !== undefined && sample.at <= last.at)) return samples;
  return [...samples.slice(-(samplesMax - 1)), sample];
}
