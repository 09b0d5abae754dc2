import type { KnownView } from '../frame/known-view.ts';
import type { Origin } from '../frame/origins.ts';
import type { PhysicalFit } from '../physical/physical-fit.ts';

/** What a recipe writes for one slot of one horizon; the same draft is used again for the next. */
export interface RowDraft {
  /** Features in the order of `RowSource.names`; NaN is missing. */
  readonly features: Float32Array;
  /** The plain forecast that trees improve: persistence, yesterday's shape, physics. */
  base: number;
  /** Which ridge model this row belongs to, `0 … groups − 1`: the slot of the day, say. */
  group: number;
  /** Which calibration the row belongs to, `0 … regimes − 1`: lead time, part of the day, weather. */
  regime: number;
  /** Bounds that hold here for certain. Equal bounds are the forecast: night of a roof. */
  low: number;
  high: number;
}

/** Rows of one frame for one rule of issue. */
export interface RowSource {
  readonly names: readonly string[];
  /** The names that suit a linear model; trees see them all. */
  readonly linear: readonly string[];
  readonly groups: number;
  readonly regimes: number;
  /**
   * Rows that share one fate, such as the lit slots of a day whose sky is not foreseen: features tell
   * days apart rather than slots, so that trees must not split finer than several days. 1 if left out.
   */
  readonly kinRows?: number;
  /**
   * Features that are quantiles of the target already, one for each of `trainedLevels`. They are the
   * forecast as they stand: a few past windows would calibrate them to their own weather alone.
   */
  readonly quantiles?: readonly string[];
  /** Fills the draft for a slot of the horizon of `origin`. The view already stands at the origin. */
  write(origin: Origin, slot: number, draft: RowDraft): void;
}

/** How one kind of series is turned into rows. Opened once for a view, it may keep tables of its own. */
export interface Recipe {
  readonly id: string;
  /** Physical parameters from all that the view knows; it stands at the end of the training history. */
  fit?(view: KnownView): PhysicalFit | undefined;
  /** `fit` is what was fitted when the model was trained; without it usual parameters stand. */
  open(view: KnownView, fit?: PhysicalFit): RowSource;
}
