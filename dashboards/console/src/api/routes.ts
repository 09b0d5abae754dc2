import type {
  curveSchema,
  DeviceDetail,
  DeviceList,
  LatestView,
  quarantineListSchema,
  Resolution,
  readingsSchema,
  replayResultSchema,
  TopologyView,
} from '../../../../src/contract/http.ts';
import type { User } from '../../../../src/contract/http-accounts.ts';
import type {
  ForecastModelView,
  ForecastRunView,
  ForecastScoreView,
  NodeForecastView,
} from '../../../../src/contract/http-forecast.ts';
import type { Readiness } from '../../../../src/contract/http-health.ts';
import { type Answer, ask, askSignedIn } from './http.ts';

/** Every question that the console asks the service. */

type Wire<Schema extends { readonly _zod: { readonly output: unknown } }> =
  Schema['_zod']['output'];
export type CurveAnswer = Wire<typeof curveSchema>;
export type ReadingsAnswer = Wire<typeof readingsSchema>;
export type QuarantineList = Wire<typeof quarantineListSchema>;
export type ReplayResult = Wire<typeof replayResultSchema>;

const base = '/api/v1';

type QueryValue = string | number | null | undefined;

function withQuery(path: string, query: Readonly<Record<string, QueryValue>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return `${base}${path}${text === '' ? '' : `?${text}`}`;
}

export interface Span {
  readonly from: number;
  readonly to: number;
  readonly resolution: Resolution;
}

const spanQuery = (span: Span): Record<string, string> => ({
  from: new Date(span.from).toISOString(),
  to: new Date(span.to).toISOString(),
  resolution: span.resolution,
});

const path = encodeURIComponent;

export function readSession(): Promise<Answer<User>> {
  return ask(`${base}/session`);
}

export function signIn(name: string, password: string): Promise<Answer<User>> {
  return ask(`${base}/session`, { method: 'POST', body: { name, password } });
}

export function signOut(): Promise<Answer<undefined>> {
  return ask(`${base}/session`, { method: 'DELETE' });
}

export function readHealth(): Promise<Answer<Readiness>> {
  return askSignedIn(`${base}/health`);
}

export function readTopology(signal?: AbortSignal): Promise<Answer<TopologyView>> {
  return askSignedIn(`${base}/topology`, { signal });
}

export interface DeviceFilter {
  readonly search?: string | null;
  readonly kind?: string | null;
  readonly state?: string | null;
  readonly node?: string | null;
  readonly cooperative?: string | null;
  readonly offset?: number;
  readonly limit: number;
}

export function readDevices(
  filter: DeviceFilter,
  signal?: AbortSignal,
): Promise<Answer<DeviceList>> {
  return askSignedIn(withQuery('/devices', { ...filter }), { signal });
}

export function readDevice(id: string, signal?: AbortSignal): Promise<Answer<DeviceDetail>> {
  return askSignedIn(`${base}/devices/${path(id)}`, { signal });
}

export function readLatest(id: string, signal?: AbortSignal): Promise<Answer<LatestView>> {
  return askSignedIn(`${base}/devices/${path(id)}/latest`, { signal });
}

export function readReadings(
  id: string,
  span: Span,
  signal?: AbortSignal,
): Promise<Answer<ReadingsAnswer>> {
  return askSignedIn(withQuery(`/devices/${path(id)}/readings`, spanQuery(span)), { signal });
}

export function readCurve(
  nodeId: string,
  span: Span,
  signal?: AbortSignal,
): Promise<Answer<CurveAnswer>> {
  return askSignedIn(withQuery(`/nodes/${path(nodeId)}/curve`, spanQuery(span)), { signal });
}

export interface ForecastWanted {
  readonly kind: NodeForecastView['kind'];
  readonly horizon: NodeForecastView['horizon'];
  readonly from: number;
  readonly to: number;
}

/** P10, P50 and P90 of every slot, each from the newest forecast that covers it. */
export function readForecast(
  nodeId: string,
  { kind, horizon, from, to }: ForecastWanted,
  signal?: AbortSignal,
): Promise<Answer<NodeForecastView>> {
  const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const query = { kind, horizon, quantiles: '0.1,0.5,0.9', ...range };
  return askSignedIn(withQuery(`/nodes/${path(nodeId)}/forecast`, query), { signal });
}

type ForecastOf = Pick<ForecastWanted, 'kind' | 'horizon'>;

/** How good the forecasts of the slots in a range were. */
export function readForecastScore(
  nodeId: string,
  { kind, horizon, from, to }: ForecastWanted,
  signal?: AbortSignal,
): Promise<Answer<ForecastScoreView>> {
  const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const address = withQuery(`/nodes/${path(nodeId)}/forecast-score`, { kind, horizon, ...range });
  return askSignedIn(address, { signal });
}

export function readForecastModel(
  nodeId: string,
  { kind, horizon }: ForecastOf,
  signal?: AbortSignal,
): Promise<Answer<ForecastModelView>> {
  return askSignedIn(withQuery(`/nodes/${path(nodeId)}/forecast-model`, { kind, horizon }), {
    signal,
  });
}

/** A whole county takes some seconds, a large one up to a minute. */
const runTimeoutMs = 120_000;

export function runForecast(horizon: ForecastOf['horizon']): Promise<Answer<ForecastRunView>> {
  const asking = { method: 'POST', body: { horizon }, timeoutMs: runTimeoutMs } as const;
  return askSignedIn(`${base}/forecasts:run`, asking);
}

export function readQuarantine(
  query: { readonly before: string | null; readonly code: string | null; readonly limit: number },
  signal?: AbortSignal,
): Promise<Answer<QuarantineList>> {
  return askSignedIn(withQuery('/quarantine', query), { signal });
}

export function replayEntry(id: number): Promise<Answer<ReplayResult>> {
  return askSignedIn(`${base}/quarantine/${id}/replay`, { method: 'POST' });
}

export function liveAddress(subscription: {
  readonly node: string | null;
  readonly device: string | null;
}): string {
  return withQuery('/live', subscription);
}
