import type { SlotGrid } from './slot-grid.ts';

/** What is forecast: consumption, generation of roofs or turbines, heat demand, or the exchange of a node. */
export const forecastKinds = ['load', 'pv', 'wind', 'heat', 'net'] as const;
export type ForecastKind = (typeof forecastKinds)[number];

/**
 * Quantile curves over slots in a row. `values` is row-major, slot by level, in the unit of what is
 * forecast; within a slot it never falls from one level to the next.
 */
export interface QuantileCurves {
  readonly slots: SlotGrid;
  /** Quantile levels in (0, 1), rising. */
  readonly levels: readonly number[];
  readonly values: Float64Array;
}
