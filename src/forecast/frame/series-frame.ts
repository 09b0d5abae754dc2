import type { ForecastKind } from '../../domain/forecast.ts';
import type { SlotGrid } from '../../domain/slot-grid.ts';

/** Days that do not follow the week: days off, the days around Spring Festival, working weekends. */
export type SpecialDay = 'holiday' | 'springFestival' | 'workday';

/** Special days by local day number (days since 1970-01-01 on the local calendar). */
export type SpecialDays = ReadonlyMap<number, SpecialDay>;

/** Where a plant stands and how it is mounted, as far as known. Degrees; azimuth clockwise from north. */
export interface SiteFacts {
  readonly latDeg?: number;
  readonly lonDeg?: number;
  readonly altitudeM?: number;
  readonly tiltDeg?: number;
  readonly azimuthDeg?: number;
}

/**
 * What is on record of one series on a regular grid. A missing value is NaN everywhere.
 * All columns have one value for each slot: the mean of the slot, or what held in it.
 */
export interface SeriesFrame {
  readonly id: string;
  readonly kind: ForecastKind;
  readonly slots: SlotGrid;
  /** Local clock minus UTC, ms, for each slot: it places slots in local days. */
  readonly localOffsetsMs: Int32Array;
  /** Bounds of the target in its own unit: nothing is forecast outside. */
  readonly capacity: number;
  readonly lowest: number;
  readonly target: Float64Array;
  /** Measured beside the target: known when its slot is over, never before. */
  readonly measured: ReadonlyMap<string, Float64Array>;
  /** Foreseen at issue for the whole horizon: weather forecasts and the like. */
  readonly foreseen: ReadonlyMap<string, Float64Array>;
  readonly site: SiteFacts;
  readonly specialDays: SpecialDays;
}
