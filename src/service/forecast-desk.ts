import type {
  ForecastModelView,
  ForecastRunView,
  ForecastScoreView,
  NodeForecastView,
} from '../contract/http-forecast.ts';
import type { ForecastHorizon, ForecastKind, ForecastRun } from '../domain/forecast.ts';
import { type Instant, instant } from '../domain/instant.ts';
import { succeed } from '../domain/outcome.ts';
import { valueAt } from '../forecast/reconcile/quantile-curve.ts';
import type { AccuracyRuleSets } from '../forecast/score/accuracy-rules.ts';
import type { Asked, Scope } from './application.ts';
import type { Directory } from './directory.ts';
import { forecastModels, type ModelQuestion } from './forecast-models.ts';
import type { ForecastStore, GroupModelStore, KeptForecast } from './forecast-ports.ts';
import { forecastScore, type ScoreQuestion } from './forecast-scores.ts';
import type { ForecastCycle } from './forecasting/forecast-cycle.ts';
import type { Clock, Log, ReadingStore } from './ports.ts';
import { curveRangeMsMax, rangeFault } from './range-limits.ts';
import { refuse, unknownNode } from './request-faults.ts';

export interface ForecastQuestion {
  readonly kind: ForecastKind;
  readonly horizon: ForecastHorizon;
  readonly levels: readonly number[];
  /** What was known at that instant; null for now. */
  readonly knownAt: Instant | null;
  /** Null for the newest forecast, whole. */
  readonly range: { readonly from: Instant; readonly to: Instant } | null;
}

/** Forecasts as people and programs ask for them. */
export interface Forecasts {
  /** `id` is a node of the tree or a cooperative. */
  ofNode(scope: Scope, id: string, question: ForecastQuestion): Asked<NodeForecastView>;
  run(id: string): Asked<ForecastRunView>;
  /** Forecasts with what is known now; who asks while that goes on gets the same run. */
  issue(horizon: ForecastHorizon): Promise<Asked<ForecastRunView>>;
  score(scope: Scope, id: string, question: ScoreQuestion): Promise<Asked<ForecastScoreView>>;
  /** What the forecasts of a node or cooperative rest on. */
  models(scope: Scope, id: string, question: ModelQuestion): Asked<ForecastModelView>;
  runs(question: {
    readonly horizon: ForecastHorizon | null;
    readonly from: Instant | null;
    readonly to: Instant | null;
    readonly limit: number;
  }): { items: ForecastRunView[] };
}

export interface ForecastDeskDeps {
  readonly store: ForecastStore;
  readonly models: Pick<GroupModelStore, 'contest' | 'unpacked'>;
  readonly readings: ReadingStore;
  readonly cycle: Pick<ForecastCycle, 'run'>;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeZone: string;
  readonly accuracyRules: AccuracyRuleSets;
}

/** Answers what was forecast, and when that was known. */
export class ForecastDesk implements Forecasts {
  readonly #deps: ForecastDeskDeps;

  constructor(deps: ForecastDeskDeps) {
    this.#deps = deps;
  }

  ofNode(scope: Scope, id: string, question: ForecastQuestion): Asked<NodeForecastView> {
    const { directory, clock } = this.#deps;
    // As with curves, a cooperative sees what is its own.
    const mayFollow = scope.cooperativeId === null || scope.cooperativeId === id;
    if (!mayFollow || directory.curveMembers(id) === null) return unknownNode(id);
    const { kind, horizon, range, levels } = question;
    if (range !== null) {
      const fault = rangeFault({ ...range, resolution: '15m' }, curveRangeMsMax);
      if (fault !== null) return { ok: false, fault };
    }
    const knownAt = question.knownAt ?? clock.now();
    const found = this.#find({ nodeId: id, kind, horizon, knownAt }, range);
    const newest = found.at(-1);
    if (newest === undefined) return noForecast(id, question);
    const { run, forecast } = newest;
    const missing = levels.find((level) => !isWithin(level, forecast.curves.levels));
    if (missing !== undefined) return levelNotKept(missing, forecast.curves.levels);
    return succeed({
      ...{ node: id, kind, horizon, levels: [...levels] },
      run: runView(run),
      model: forecast.model,
      columns: ['at', 'issuedAt', ...levels.map(levelName)],
      rows: rowsOf(found, levels, range),
    });
  }

  run(id: string): Asked<ForecastRunView> {
    const run = this.#deps.store.run(id);
    if (run !== null) return succeed(runView(run));
    return refuse('no_forecast', `There is no forecast ${id}; it may be older than is kept.`);
  }

  async issue(horizon: ForecastHorizon): Promise<Asked<ForecastRunView>> {
    const { cycle, clock, log } = this.#deps;
    try {
      return succeed(runView(await cycle.run(horizon, clock.now())));
    } catch (error) {
      log.warn(
        { err: error, horizon },
        'A forecast that was asked for failed; the last one stays.',
      );
      return refuse(
        'forecast_failed',
        'The forecast could not be made, and the last one stays. Look whether all parts are well ' +
          '(health/ready), then ask again; the log has the reason.',
      );
    }
  }

  score(scope: Scope, id: string, question: ScoreQuestion): ReturnType<Forecasts['score']> {
    const { store: forecasts, ...rest } = this.#deps;
    return forecastScore(scope, id, { question, deps: { forecasts, ...rest } });
  }

  models(scope: Scope, id: string, question: ModelQuestion): Asked<ForecastModelView> {
    return forecastModels(scope, id, { question, deps: this.#deps });
  }

  runs({ horizon, from, to, limit }: Parameters<Forecasts['runs']>[0]): {
    items: ForecastRunView[];
  } {
    const range = { from: from ?? instant(0), to: to ?? instant(this.#deps.clock.now() + 1) };
    const runs = this.#deps.store.runs({ horizon, limit, ...range });
    return { items: runs.map(runView) };
  }

  #find(
    query: Parameters<ForecastStore['newest']>[0],
    range: ForecastQuestion['range'],
  ): KeptForecast[] {
    if (range !== null) return this.#deps.store.covering({ ...query, ...range });
    const newest = this.#deps.store.newest(query);
    return newest === null ? [] : [newest];
  }
}

type Row = (string | number)[];

/** One row a slot, from the newest forecast that covers it; forecasts come in the order of issue. */
function rowsOf(
  found: readonly KeptForecast[],
  levels: readonly number[],
  range: ForecastQuestion['range'],
): Row[] {
  const rows = new Map<number, Row>();
  for (const { run, forecast } of found) {
    const { slots, values, levels: kept } = forecast.curves;
    const issuedAt = isoOf(run.issuedAt);
    for (let slot = 0; slot < slots.count; slot += 1) {
      const at = slots.from + slot * slots.slotMs;
      if (range !== null && (at < range.from || at >= range.to)) continue;
      const quantiles = { levels: kept, values, first: slot * kept.length };
      const cells = levels.map((level) => valueAt(quantiles, level));
      rows.set(at, [isoOf(instant(at)), issuedAt, ...cells]);
    }
  }
  return [...rows].sort(([a], [b]) => a - b).map(([, row]) => row);
}

function runView({ id, horizon, issuedAt, computedAt, inputs }: ForecastRun): ForecastRunView {
  return {
    id,
    horizon,
    issuedAt: isoOf(issuedAt),
    computedAt: isoOf(computedAt),
    inputs: inputs.map(({ name, availableAt }) => ({ name, availableAt: isoOf(availableAt) })),
  };
}

/** `p10` for 0.1, `p2.5` for 0.025. */
function levelName(level: number): string {
  return `p${Number((level * 100).toFixed(1))}`;
}

function isWithin(level: number, kept: readonly number[]): boolean {
  return level >= (kept[0] ?? 1) && level <= (kept.at(-1) ?? 0);
}

function levelNotKept(level: number, kept: readonly number[]): Asked<never> {
  const [lowest, highest] = [kept[0], kept.at(-1)];
  return refuse(
    'level_not_kept',
    `Quantiles are kept from ${lowest} to ${highest}; there is none at ${level}.`,
  );
}

function noForecast(id: string, { kind, horizon, knownAt, range }: ForecastQuestion): Asked<never> {
  const when = knownAt === null ? '' : ` that was known at ${isoOf(knownAt)}`;
  const where =
    range === null ? '' : ` with a slot from ${isoOf(range.from)} to ${isoOf(range.to)}`;
  return refuse(
    'no_forecast',
    `There is no ${horizon} forecast of ${kind} for ${id}${when}${where}.`,
  );
}

function isoOf(at: Instant): string {
  return new Date(at).toISOString();
}
