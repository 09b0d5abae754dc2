import type { NodeForecastView } from '../../../../../src/contract/http-forecast.ts';
import type { Answer } from '../../api/http.ts';
import { readForecast } from '../../api/routes.ts';
import { type QueryHandle, useQuery } from '../../api/use-query.ts';
import {
  type ForecastHorizon,
  type ForecastKind,
  type ForecastSlot,
  forecastHorizons,
  forecastKinds,
  forecastSlotsOf,
} from '../../curve/forecast.ts';
import type { Range } from '../../curve/range.ts';
import { currentQuery } from '../../state/router.ts';
import { useReread } from './use-curve.ts';

export interface ForecastChoice {
  readonly kind: ForecastKind;
  readonly horizon: ForecastHorizon;
}

/** The forecast that the address asks for; null where it asks for the measured curve. */
export function forecastChoice(): ForecastChoice | null {
  const query = currentQuery.value;
  const kind = forecastKinds.find((known) => known === query.get('forecast'));
  if (kind === undefined) return null;
  const [usual = 'day_ahead'] = forecastHorizons;
  return { kind, horizon: forecastHorizons.find((h) => h === query.get('horizon')) ?? usual };
}

/** A forecast as it was read. Without one there is neither slot nor run. */
export interface ForecastData {
  readonly slots: readonly ForecastSlot[];
  readonly run: NodeForecastView['run'] | null;
  readonly model: string;
}

const none: ForecastData = { slots: [], run: null, model: '' };

export interface ForecastAsked extends ForecastChoice {
  readonly nodeId: string;
  readonly range: Range;
}

async function read(
  { nodeId, kind, horizon, range }: ForecastAsked,
  signal: AbortSignal,
): Promise<Answer<ForecastData>> {
  const { from, to } = range;
  const answer = await readForecast(nodeId, { kind, horizon, from, to }, signal);
  if (answer.ok) {
    const { run, model } = answer.value;
    return { ok: true, value: { slots: forecastSlotsOf(answer.value), run, model } };
  }
  const { fault } = answer;
  const isNone = fault.kind === 'not_found' && fault.code === 'no_forecast';
  return isNone ? { ok: true, value: none } : answer;
}

/** A node's forecast over a range, kept up to date. */
export function useForecast(asked: ForecastAsked): QueryHandle<ForecastData> {
  const { nodeId, kind, horizon, range } = asked;
  const key = `${nodeId} ${kind} ${horizon} ${range.from} ${range.to}`;
  const query = useQuery(key, (signal) => read(asked, signal));
  useReread(range, query.reload);
  return query;
}
