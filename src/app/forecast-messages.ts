import type { AddUpWork, ForecastEngine, PredictWork } from '../service/forecasting/engine.ts';

/** What the thread of forecasts is asked for. */
export type ForecastCall =
  | { readonly id: number; readonly method: 'predict'; readonly work: PredictWork }
  | { readonly id: number; readonly method: 'addUp'; readonly work: AddUpWork };

export type ForecastAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly detail: string };

export type ForecastAnswers = {
  readonly [Method in keyof ForecastEngine]: Awaited<ReturnType<ForecastEngine[Method]>>;
};
