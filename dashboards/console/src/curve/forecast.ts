import type { NodeForecastView } from '../../../../src/contract/http-forecast.ts';
import { slotMsOf } from './range.ts';
import type { PartValues, Slot } from './slots.ts';
import { type AreaStep, addStep, type Source, sourceOf } from './sources.ts';
import type { Trace } from './trace.ts';

/** A node's forecast as the console holds it, and what was measured beside it. */

export type ForecastKind = NodeForecastView['kind'];
export type ForecastHorizon = NodeForecastView['horizon'];

export const forecastKinds: readonly ForecastKind[] = ['load', 'pv', 'wind', 'heat', 'net'];
export const forecastHorizons: readonly ForecastHorizon[] = ['day_ahead', 'ultra_short'];

const slotMs = slotMsOf['15m'];

export interface ForecastSlot {
  /** Half-open, UTC epoch ms. */
  readonly start: number;
  readonly end: number;
  readonly issuedAt: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** Slots of an answer in the order of time. Columns are found by name; rows that lack any are left out. */
export function forecastSlotsOf({
  columns,
  rows,
}: Pick<NodeForecastView, 'columns' | 'rows'>): ForecastSlot[] {
  const place = (column: string): number => columns.indexOf(column);
  const [at, issued, low, middle, high] = ['at', 'issuedAt', 'p10', 'p50', 'p90'].map(place);
  return rows
    .map((row): ForecastSlot => {
      const start = Date.parse(String(row[at ?? -1]));
      const issuedAt = Date.parse(String(row[issued ?? -1]));
      const kw = (cell: number | undefined): number => {
        const value = row[cell ?? -1];
        return typeof value === 'number' ? value : Number.NaN;
      };
      return { start, end: start + slotMs, issuedAt, p10: kw(low), p50: kw(middle), p90: kw(high) };
    })
    .filter((slot) => Object.values(slot).every((value) => Number.isFinite(value)))
    .sort((a, b) => a.start - b.start);
}

/** The colour of what is forecast: that of its source on every page. */
export function forecastSource(kind: ForecastKind): Source {
  switch (kind) {
    case 'load':
      return sourceOf('loadPowerKw');
    case 'pv':
      return sourceOf('pvPowerKw');
    case 'wind':
      return sourceOf('windPowerKw');
    case 'heat':
      return sourceOf('heatPumpPowerKw');
    case 'net':
      return sourceOf('pccPowerKw');
  }
}

/**
 * What was measured of a kind, in kW, as its score counts it: charging points are load, and the
 * exchange is that without what storage and biogas gave.
 */
export function actualKw(kind: ForecastKind, values: PartValues): number | null {
  if (kind === 'net') return exchangeKw(values);
  if (kind !== 'load') return values[forecastSource(kind).part];
  const { loadPowerKw, evPowerKw } = values;
  if (loadPowerKw === null && evPowerKw === null) return null;
  return (loadPowerKw ?? 0) + (evPowerKw ?? 0);
}

function exchangeKw({ pccPowerKw, batteryPowerKw, biogasPowerKw }: PartValues): number | null {
  if (pccPowerKw === null) return null;
  return pccPowerKw + (batteryPowerKw ?? 0) + (biogasPowerKw ?? 0);
}

/** The band from P10 to P90, as steps that follow each other. */
export function forecastBand(slots: readonly ForecastSlot[]): AreaStep[][] {
  const runs: AreaStep[][] = [];
  for (const { start, end, p10, p90 } of slots) {
    addStep(runs, { start, end, lowKw: p10, highKw: p90 });
  }
  return runs;
}

/** Extent in kW of band and actual values; zero is inside. */
export function forecastExtent(
  slots: readonly ForecastSlot[],
  actual: readonly (number | null)[],
): { min: number; max: number } {
  let [min, max] = [0, 0];
  const take = (value: number): void => {
    min = Math.min(min, value);
    max = Math.max(max, value);
  };
  for (const { p10, p90 } of slots) {
    take(p10);
    take(p90);
  }
  for (const value of actual) take(value ?? 0);
  return { min, max };
}

/** A quarter hour with what was forecast for it and what it brought. */
export interface ForecastStop {
  readonly start: number;
  readonly end: number;
  readonly forecast: ForecastSlot | null;
  readonly actualKw: number | null;
  /** The slot is still running. */
  readonly isProvisional: boolean;
}

/** Pieces that stand for a quarter hour, by its start: whole slots, and the newest of the running one. */
function piecesBySlot({ pieces, provisionalFrom }: Trace): Map<number, Slot> {
  const bySlot = new Map<number, Slot>();
  for (const piece of pieces) {
    if (provisionalFrom !== null && piece.start >= provisionalFrom) {
      bySlot.set(provisionalFrom, piece);
    } else if (piece.end - piece.start === slotMs) bySlot.set(piece.start, piece);
  }
  return bySlot;
}

/** Every quarter hour that was forecast or measured, in the order of time. */
export function forecastStops(
  kind: ForecastKind,
  slots: readonly ForecastSlot[],
  trace: Trace,
): ForecastStop[] {
  const measured = piecesBySlot(trace);
  const forecast = new Map(slots.map((slot) => [slot.start, slot]));
  return [...new Set([...measured.keys(), ...forecast.keys()])]
    .sort((a, b) => a - b)
    .map((start) => {
      const piece = measured.get(start);
      return {
        start,
        end: start + slotMs,
        forecast: forecast.get(start) ?? null,
        actualKw: piece === undefined ? null : actualKw(kind, piece.values),
        isProvisional: start === trace.provisionalFrom,
      };
    });
}

/** A day-ahead forecast is issued every day, an ultra-short one every quarter hour; then some slack. */
const staleAfterMs: Readonly<Record<ForecastHorizon, number>> = {
  day_ahead: 26 * slotMsOf['1h'],
  ultra_short: 3 * slotMs,
};

export function isForecastStale(horizon: ForecastHorizon, issuedAt: number, now: number): boolean {
  return now - issuedAt > staleAfterMs[horizon];
}
