import type {
  AddUpWork,
  FollowWork,
  ForecastEngine,
  ForecastTrainer,
  PredictWork,
  TrainWork,
} from '../service/forecasting/engine.ts';

/** What the thread of forecasts is asked for. */
export type ForecastCall =
  | { readonly id: number; readonly method: 'predict'; readonly work: PredictWork }
  | { readonly id: number; readonly method: 'addUp'; readonly work: AddUpWork }
  | { readonly id: number; readonly method: 'train'; readonly work: TrainWork }
  | { readonly id: number; readonly method: 'follow'; readonly work: FollowWork };

export type ForecastAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly detail: string };

type Methods = ForecastEngine & ForecastTrainer;

export type ForecastAnswers = {
  readonly [Method in keyof Methods]: Awaited<ReturnType<Methods[Method]>>;
};
