import type { KnownView } from '../../forecast/frame/known-view.ts';
import type { Origin, OriginRule } from '../../forecast/frame/origins.ts';
import type { SeriesFrame } from '../../forecast/frame/series-frame.ts';

/** What is trained on a series and forecasts it from one origin after the other. */
export interface Forecaster {
  /** What the model used and left out, for the record. */
  readonly card: unknown;
  /** Quantiles 0.01 … 0.99 of each slot of the horizon, row by row. The view stands at the origin. */
  predict(origin: Origin): Float64Array;
  /** Learns from the forecasts made before, as far as their actuals are known at this origin. */
  learnFrom(origin: Origin): void;
}

/** Trains on a frame that ends with training, and forecasts on a view of the whole. */
export type Train = (given: {
  readonly training: SeriesFrame;
  readonly view: KnownView;
  readonly rule: OriginRule;
}) => Forecaster;
