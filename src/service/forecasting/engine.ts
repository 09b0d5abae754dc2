import type { ForecastHorizon } from '../../domain/forecast.ts';
import type { CalibrationDrift } from '../../forecast/calibrate/conformal.ts';
import type { ColdForecast } from '../../forecast/cold-start/cold-forecast.ts';
import type { Origin } from '../../forecast/frame/origins.ts';
import type { SeriesFrame } from '../../forecast/frame/series-frame.ts';
import type { SiteModel } from '../../forecast/site/site-model.ts';
import type { Followed } from '../../forecast/watch/contest.ts';
import type { PackedModel } from '../forecast-ports.ts';

/** A model as it stands: what was learned, and how its calibration has followed since. */
export interface ServingModel {
  readonly packed: PackedModel;
  readonly drift: CalibrationDrift | null;
}

/** Forecasts of some groups of one kind of device. Plain data: it crosses to another thread. */
export interface PredictWork {
  readonly frames: readonly SeriesFrame[];
  /** All groups of that kind of device, added up. */
  readonly neighbours: SeriesFrame;
  readonly horizon: ForecastHorizon;
  readonly origin: Origin;
  readonly levels: readonly number[];
  /** Past days whose errors are wanted. */
  readonly errorDays: number;
  /** The model that serves each frame's group, null where none does. */
  readonly models: readonly (ServingModel | null)[];
  /** First slot that such models speak of; the end of the horizon where there is none. */
  readonly learnedFrom: number;
}

/** Groups' forecasts of one kind, to be added up its tree. */
export interface TreeWork {
  readonly parentOf: Int32Array;
  /** Quantile curves of the leaves, in their order among the entries of the tree. */
  readonly curves: readonly Float64Array[];
  /** Errors on past days of each leaf, slot by day. */
  readonly errors: readonly Float32Array[];
  /** Bounds of each leaf. */
  readonly lowest: readonly number[];
  readonly capacities: readonly number[];
}

export interface AddUpWork {
  readonly trees: readonly TreeWork[];
  readonly slots: number;
  readonly levels: readonly number[];
  readonly errorDays: number;
  /** Each wanted curve as a signed sum over entries of the trees. */
  readonly series: readonly (readonly {
    readonly tree: number;
    readonly place: number;
    readonly sign: 1 | -1;
  }[])[];
  /** Of the draw that joins the groups while the past does not. */
  readonly seed: number;
}

/** One group and horizon to be learned, from a frame that ends where what may be learned from ends. */
export interface TrainWork {
  readonly frame: SeriesFrame;
  readonly horizon: ForecastHorizon;
}

/** Days that are over, to be forecast again by each of those that are compared. */
export interface FollowWork extends TrainWork {
  /** What would have been issued for each day. */
  readonly days: readonly (readonly Origin[])[];
  /** Null is the forecast without a model. */
  readonly contestants: readonly (ServingModel | null)[];
}

/** Where groups are learned: it may take long, and does not hold up forecasts. */
export interface ForecastTrainer {
  train(work: TrainWork): Promise<SiteModel>;
  /** What the days showed of each contestant, in their order. */
  follow(work: FollowWork): Promise<readonly Followed[]>;
}

/** Where forecasts are computed; an adapter does it beside the thread that takes readings. */
export interface ForecastEngine {
  /** One forecast for each frame, in their order. */
  predict(work: PredictWork): Promise<readonly ColdForecast[]>;
  /** Coherent quantile curves of each series, slot by level, in their order. */
  addUp(work: AddUpWork): Promise<readonly Float64Array[]>;
}
