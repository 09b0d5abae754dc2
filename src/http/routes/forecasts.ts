import { z } from 'zod';
import {
  forecastListQuerySchema,
  forecastListSchema,
  forecastModelQuerySchema,
  forecastModelSchema,
  forecastParams,
  forecastQuerySchema,
  forecastRunSchema,
  forecastScoreQuerySchema,
  forecastScoreSchema,
  nodeForecastSchema,
  runForecastSchema,
} from '../../contract/http-forecast.ts';
import { type Instant, instant } from '../../domain/instant.ts';
import { type Api, type HttpParts, route, scope } from '../parts.ts';
import { answered } from '../problem-error.ts';

export function forecastRoutes(api: Api, { forecasts }: HttpParts): void {
  const ofNode = {
    params: forecastParams,
    querystring: forecastQuerySchema,
    description:
      'Quantiles in kW of slots of 15 minutes, labelled by their start. Without a range the newest ' +
      'forecast is answered whole; with one every slot comes from the newest forecast that covers it. ' +
      '`issuedAt` answers what was known at that instant.',
    response: { 200: nodeForecastSchema },
  };
  api.get(
    '/nodes/:id/forecast',
    route('forecasts.read', 'What is forecast for a node or cooperative', ofNode),
    (request) => {
      const { kind, horizon, quantiles, issuedAt, from, to } = request.query;
      const levels = quantiles.split(',').map(Number);
      const range = rangeOf(from, to);
      const question = { kind, horizon, levels, knownAt: instantOf(issuedAt), range };
      return answered(forecasts.ofNode(scope(request), request.params.id, question));
    },
  );

  const score = {
    params: forecastParams,
    querystring: forecastScoreQuerySchema,
    description:
      'Of the forecasts with slots in the range that have been measured since. Accuracy is a mean over ' +
      'days of (1 − RMSE / capacity) × 100: day-ahead by the newest forecast issued before the day, ' +
      'ultra-short by the fourth hour of every run. Capacity is the rating of plants, else the most ' +
      'that was measured. `net` is the exchange before storage and biogas. The rule set is for ' +
      'orientation, no claim of compliance.',
    response: { 200: forecastScoreSchema },
  };
  api.get(
    '/nodes/:id/forecast-score',
    route('forecasts.read', 'How good the forecasts of a node were', score),
    async (request) => {
      const { kind, horizon, from, to } = request.query;
      const range = { from: instant(Date.parse(from)), to: instant(Date.parse(to)) };
      const question = { kind, horizon, ...range };
      return answered(await forecasts.score(scope(request), request.params.id, question));
    },
  );

  forecastModelRoute(api, forecasts);
  forecastRunRoutes(api, forecasts);
}

function forecastModelRoute(api: Api, forecasts: HttpParts['forecasts']): void {
  const model = {
    params: forecastParams,
    querystring: forecastModelQuerySchema,
    description:
      'The groups of devices that the forecast is made of, the largest twenty one by one: what serves ' +
      'each since when, which new model is being compared, and the card of the model: what it used, ' +
      'what it ignored or mended, what the history told of the plant.',
    response: { 200: forecastModelSchema },
  };
  api.get(
    '/nodes/:id/forecast-model',
    route('forecasts.read', 'What the forecasts of a node rest on', model),
    (request) => answered(forecasts.models(scope(request), request.params.id, request.query)),
  );
}

function forecastRunRoutes(api: Api, forecasts: HttpParts['forecasts']): void {
  const list = { querystring: forecastListQuerySchema, response: { 200: forecastListSchema } };
  api.get(
    '/forecasts',
    route('forecasts.list', 'Runs of the forecast, the newest first', list),
    (request) => {
      const { horizon = null, from, to, limit } = request.query;
      return forecasts.runs({ horizon, from: instantOf(from), to: instantOf(to), limit });
    },
  );

  const run = {
    body: runForecastSchema,
    description:
      'Forecasts every node with what is known now, and answers when that is done: some seconds, in ' +
      'a large county up to a minute. Who asks while such a run goes on gets the same run. The ' +
      'schedule is as before.',
    response: { 201: forecastRunSchema },
  };
  api.post(
    '/forecasts::run',
    route('forecasts.run', 'Forecast now', run),
    async (request, reply) => {
      const issued = answered(await forecasts.issue(request.body.horizon));
      const place = `/api/v1/forecasts/${encodeURIComponent(issued.id)}`;
      return reply.code(201).header('location', place).send(issued);
    },
  );

  const one = {
    params: z.object({ id: z.string().max(100) }),
    description: 'When it was issued, and of what: each input with the time at which it was known.',
    response: { 200: forecastRunSchema },
  };
  api.get('/forecasts/:id', route('forecasts.list', 'One run of the forecast', one), (request) =>
    answered(forecasts.run(request.params.id)),
  );
}

function instantOf(text: string | undefined): Instant | null {
  return text === undefined ? null : instant(Date.parse(text));
}

function rangeOf(from: string | undefined, to: string | undefined) {
  if (from === undefined || to === undefined) return null;
  return { from: instant(Date.parse(from)), to: instant(Date.parse(to)) };
}
