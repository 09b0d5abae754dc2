/** How good the forecasts of the made-up county were, and what they rest on. */
import type {
  ForecastModelView,
  ForecastRunView,
  ForecastScoreView,
} from '../../src/contract/http-forecast.ts';
import {
  forecastModelQuerySchema,
  forecastScoreQuerySchema,
} from '../../src/contract/http-forecast.ts';
import { keptLevels } from '../../src/domain/forecast.ts';

const noon = '2026-04-16T04:00:00.000Z';

/** A month of a kind; of wind nothing was measured. */
function fixtureScore(node: string, query: URLSearchParams): ForecastScoreView {
  const { kind, horizon, from, to } = forecastScoreQuerySchema.parse(Object.fromEntries(query));
  const isNone = kind === 'wind';
  const ruleSet = { id: 'county', name: 'GB/T 40607-2021', date: '2021-10-11' };
  const some = <Value>(value: Value): Value | null => (isNone ? null : value);
  return {
    ...{ node, kind, horizon, from, to, ruleSet },
    capacityKw: some(4691.6),
    slots: isNone ? 0 : 2784,
    excludedSlots: 96,
    ...{ accuracyPct: some(88.4), requiredPct: 90, nmaePct: some(7.3), pinballPct: some(2.1) },
    ...{ coverage80Pct: some(61.2), coverage90Pct: some(74.8), skillPct: some(22.4) },
    skillAgainst: 'same_slot_of_last_known_day',
    byLead: isNone
      ? []
      : Array.from({ length: 24 }, (_, hour) => ({
          leadH: 16 + hour,
          slots: 116,
          nmaePct: 5 + 0.12 * hour + Math.sin(hour),
          nrmsePct: 7 + 0.12 * hour,
          pinballPct: 2,
        })),
    calibration: isNone
      ? []
      : keptLevels.map((level) => ({ level, share: 0.5 + (level - 0.5) * 0.7 })),
    worstDays: isNone
      ? []
      : [
          { day: '2026-04-11', accuracyPct: 71.2, biasKw: -812.5 },
          { day: '2026-04-03', accuracyPct: 76.8, biasKw: 455.1 },
        ],
  };
}

/** Two groups: one with a learned model, one without. */
function fixtureModel(node: string, query: URLSearchParams): ForecastModelView {
  const { kind, horizon } = forecastModelQuerySchema.parse(Object.fromEntries(query));
  const group = { cooperative: null, deviceKind: 'load', hasDrifted: false } as const;
  const card = {
    ...{ trainedAt: noon, from: '2026-02-20T16:00:00.000Z', to: '2026-04-08T16:00:00.000Z' },
    ...{ days: 47, rows: 4512, recipe: 'demand-day-ahead', ignored: ['humidityPct'] },
    features: ['lastDay', 'lastDayAlike', 'weekMean', 'tempC'],
    findings: [
      {
        ...{ column: 'target', from: '2026-03-01T16:00:00.000Z', to: '2026-03-02T16:00:00.000Z' },
        ...{ what: 'gap', done: 'leftOut', slots: 96, amount: null },
      },
    ],
    parameters: [{ name: 'tilt', value: 24.5, unit: '°', days: 47, errorRatio: 0.93, used: true }],
    members: [
      { name: 'ridge', weight: 0.6, validationLossKw: 3.12, trees: 0 },
      { name: 'trees', weight: 0.4, validationLossKw: 3.4, trees: 88 },
    ],
    validationLossKw: 3.01,
  };
  return {
    ...{ node, kind, horizon, groups: 24, learnedGroups: 11 },
    items: [
      {
        ...{ ...group, group: 'a', node: 'taohua-1', devices: 61, capacityKw: 412.5 },
        ...{ isLearned: true, since: noon, card },
        challenger: { trainedAt: noon, days: 3 },
      },
      {
        ...{ ...group, group: 'b', node: 'taohua-2', devices: 18, capacityKw: 96 },
        ...{ isLearned: false, since: null, card: null, challenger: null },
      },
    ],
  };
}

/** A forecast that was asked for. */
export function fixtureRun(now: number): ForecastRunView {
  const issuedAt = new Date(now).toISOString();
  return { id: 'now', horizon: 'day_ahead', issuedAt, computedAt: issuedAt, inputs: [] };
}

/** How good the forecasts of a node were, or what they rest on. */
export function fixtureJudged(
  node: string,
  what: 'forecast-score' | 'forecast-model',
  query: URLSearchParams,
): ForecastScoreView | ForecastModelView {
  return what === 'forecast-score' ? fixtureScore(node, query) : fixtureModel(node, query);
}
