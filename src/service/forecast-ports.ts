/** What forecasting needs from outside. Adapters implement these. */
import type {
  ForecastHorizon,
  ForecastKind,
  ForecastRun,
  NodeForecast,
} from '../domain/forecast.ts';
import type { Instant } from '../domain/instant.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { SlotGrid } from '../domain/slot-grid.ts';
import type { SiteModel } from '../forecast/site/site-model.ts';
import type { Contest } from '../forecast/watch/contest.ts';
import type { ReadingStore } from './ports.ts';

/** The part of a reading store that answers what was rolled up. */
export type SlotReader = Pick<ReadingStore, 'readSlots' | 'sumSlots'>;

// ---------------------------------------------------------------- weather

/** What a weather forecast may say, a mean over each slot; what a source does not say is left out. */
export const weatherColumns = [
  'ghiWm2',
  'dniWm2',
  'dhiWm2',
  'tempC',
  'windSpeedMps',
  'windSpeed100Mps',
  'windDirectionDeg',
  'cloudRatio',
  'humidityPct',
  'pressureHpa',
  'rainMmPerH',
] as const;
export type WeatherColumn = (typeof weatherColumns)[number];

/** One run of a weather model for one place. */
export interface WeatherRun {
  /** The configured source that it came from. */
  readonly sourceId: string;
  readonly place: { readonly latitude: number; readonly longitude: number };
  /** When the weather service made it, as far as it says so; else when it was received. */
  readonly issuedAt: Instant;
  /** When it was in hand here: no forecast issued before may use it. */
  readonly receivedAt: Instant;
  readonly slots: SlotGrid;
  /** A value for each slot; NaN where it is missing. */
  readonly columns: Readonly<Partial<Record<WeatherColumn, Float64Array>>>;
}

export interface WeatherFault {
  readonly retryable: boolean;
  /** What is wrong and what to do, for the log and the readiness of the service. */
  readonly detail: string;
}

/** Where weather forecasts come from. */
export interface WeatherSource {
  readonly id: string;
  /** The newest run that is to be had; the same one again while there is none newer. */
  fetch(now: Instant): Promise<Outcome<WeatherRun, WeatherFault>>;
}

/** Keeps runs with their issue times, so that a forecast can be made again from what was known. */
export interface WeatherRunStore {
  /** Keeps a run; one of the same source, place and issue time that is kept already stays as it is. */
  add(run: WeatherRun): void;
  /** The newest run that had been received at `knownAt`. */
  newest(knownAt: Instant): WeatherRun | null;
  /** Runs received in `[from, to)`, in that order. */
  receivedIn(range: { readonly from: Instant; readonly to: Instant }): WeatherRun[];
  deleteBefore(receivedAt: Instant): void;
}

// ---------------------------------------------------------------- forecasts

export interface ForecastQuery {
  readonly nodeId: string;
  readonly kind: ForecastKind;
  readonly horizon: ForecastHorizon;
}

export interface KeptForecast {
  readonly run: ForecastRun;
  readonly forecast: NodeForecast;
}

/** Forecasts as they were issued; one that was kept never changes. */
export interface ForecastStore {
  /** Keeps a run with all its forecasts, or nothing of it. */
  add(run: ForecastRun, forecasts: readonly NodeForecast[]): void;
  run(id: string): ForecastRun | null;
  /** Runs issued in `[from, to)`, the newest first, at most `limit`. */
  runs(query: {
    readonly horizon: ForecastHorizon | null;
    readonly from: Instant;
    readonly to: Instant;
    readonly limit: number;
  }): ForecastRun[];
  /** The newest one of a node that had been issued at `knownAt`. */
  newest(query: ForecastQuery & { readonly knownAt: Instant }): KeptForecast | null;
  /** All of a node with a slot in `[from, to)` that had been issued at `knownAt`, in order of issue. */
  covering(
    query: ForecastQuery & {
      readonly from: Instant;
      readonly to: Instant;
      readonly knownAt: Instant;
    },
  ): KeptForecast[];
  deleteBefore(issuedAt: Instant, horizon: ForecastHorizon): void;
}

// ---------------------------------------------------------------- models

/** One series that is learned: a group of devices, under the rule of one horizon. */
export interface LearnedSeries {
  readonly groupId: string;
  readonly horizon: ForecastHorizon;
}

/** A model in the form that it is kept in: it is unpacked where it is used, beside the thread that takes readings. */
export type PackedModel = Uint8Array;

/** Keeps models and how they fared for a while, so that a forecast can be made again as it was issued. */
export interface GroupModelStore {
  add(series: LearnedSeries, trainedAt: Instant, model: SiteModel): void;
  /** The model of a series that was ready at exactly that time. */
  packed(series: LearnedSeries, trainedAt: Instant): PackedModel | null;
  unpacked(series: LearnedSeries, trainedAt: Instant): SiteModel | null;
  /** Keeps who serves from `decidedAt` on. */
  addContest(series: LearnedSeries, decidedAt: Instant, contest: Contest): void;
  /** The newest decision that had been taken at `knownAt`. */
  contest(
    series: LearnedSeries,
    knownAt: Instant,
  ): { readonly decidedAt: Instant; readonly contest: Contest } | null;
  /** Lets go of what was learned or decided before. */
  deleteBefore(at: Instant): void;
}
