import type { Instant } from './instant.ts';
import type { SlotGrid } from './slot-grid.ts';

/** What is forecast: consumption, generation of roofs or turbines, heat demand, or the exchange of a node. */
export const forecastKinds = ['load', 'pv', 'wind', 'heat', 'net'] as const;
export type ForecastKind = (typeof forecastKinds)[number];

/** `day_ahead`: quarter hours to the end of tomorrow; `ultra_short`: the next 16 of them. */
export const forecastHorizons = ['day_ahead', 'ultra_short'] as const;
export type ForecastHorizon = (typeof forecastHorizons)[number];

/** Levels at which the service keeps every forecast. */
export const keptLevels = [
  0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98,
] as const;

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

/** Something that a forecast was made of, and when it became available: never after the issue. */
export interface ForecastInput {
  readonly name: string;
  readonly availableAt: Instant;
}

/** Forecasts of all nodes that were issued together. */
export interface ForecastRun {
  readonly id: string;
  readonly horizon: ForecastHorizon;
  /** Only what was known then was used. */
  readonly issuedAt: Instant;
  /** When it was ready. */
  readonly computedAt: Instant;
  readonly inputs: readonly ForecastInput[];
}

/** The forecast of one kind at one node of the tree or one cooperative, kW; `net` imports positive. */
export interface NodeForecast {
  readonly nodeId: string;
  readonly kind: ForecastKind;
  /** What made it: models of its own, the sum of its parts, or a plain rule, in one word. */
  readonly model: string;
  readonly curves: QuantileCurves;
}
