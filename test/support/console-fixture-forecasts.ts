/** Forecasts of the made-up county, kept and answered as the service keeps and answers them. */
import { join } from 'node:path';
import { forecastQuerySchema } from '../../src/contract/http-forecast.ts';
import type { Balance } from '../../src/domain/balance.ts';
import { type ForecastHorizon, type ForecastKind, keptLevels } from '../../src/domain/forecast.ts';
import { hourMs, type Instant, instant, quarterMs } from '../../src/domain/instant.ts';
import { usualAccuracyRules } from '../../src/forecast/score/accuracy-rules.ts';
import { Directory } from '../../src/service/directory.ts';
import { ForecastDesk } from '../../src/service/forecast-desk.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import {
  type ForecastDatabase,
  openForecastDatabase,
} from '../../src/storage/sqlite/forecast-database.ts';
import { capturedLog } from './captured-log.ts';
import { fixtureTopology } from './console-fixture-county.ts';
import { fixtureBalance } from './console-fixture-day.ts';

export interface FixtureForecast {
  readonly nodeId: string;
  readonly kind: ForecastKind;
  readonly horizon: ForecastHorizon;
  readonly issuedAt: number;
  readonly slots: number;
}

function kindKw(kind: ForecastKind, balance: Balance): number {
  switch (kind) {
    case 'load':
      return (balance.loadPowerKw ?? 0) + (balance.evPowerKw ?? 0);
    case 'pv':
      return Math.max(0, balance.pvPowerKw ?? 0);
    case 'wind':
      return balance.windPowerKw ?? 0;
    case 'heat':
      return balance.heatPumpPowerKw ?? 0;
    case 'net':
      return balance.pccPowerKw ?? 0;
  }
}

/** What will be, missed a little, in a band that widens with the hours ahead. */
function quantilesKw({ nodeId, kind, issuedAt }: FixtureForecast, start: number): number[] {
  const hoursAhead = (start - issuedAt) / hourMs;
  const kw = kindKw(kind, fixtureBalance(nodeId, start));
  const median = kw * (1 + 0.06 * Math.sin(start / hourMs));
  const spread = Math.abs(kw) * Math.min(0.5, 0.16 + 0.02 * hoursAhead);
  return keptLevels.map((level) => median + spread * (level - 0.5) * 2);
}

/** A store of forecasts with the desk that answers from it; empty at the start. */
export class FixtureForecasts {
  readonly #database: ForecastDatabase;
  readonly #desk: ForecastDesk;

  constructor(folder: string, now: () => number) {
    this.#database = openForecastDatabase(join(folder, 'forecasts.sqlite'));
    const cooperatives = fixtureTopology.cooperatives.map((one) => ({ ...one, shares: {} }));
    this.#desk = new ForecastDesk({
      store: this.#database.forecasts,
      models: this.#database.models,
      readings: openMemoryStore(),
      cycle: { run: () => Promise.reject(new Error('forecasts of a fixture are added by hand')) },
      log: capturedLog(),
      directory: new Directory({ nodes: fixtureTopology.nodes, cooperatives }, []),
      clock: { now: () => instant(now()) },
      timeZone: fixtureTopology.timeZone,
      accuracyRules: usualAccuracyRules,
    });
  }

  close(): void {
    this.#database.close();
  }

  clear(): void {
    const future = instant(Date.parse('9999-01-01T00:00:00Z'));
    this.#database.forecasts.deleteBefore(future, 'day_ahead');
    this.#database.forecasts.deleteBefore(future, 'ultra_short');
  }

  add(forecast: FixtureForecast): void {
    const { nodeId, kind, horizon } = forecast;
    const issuedAt = instant(forecast.issuedAt);
    const grid = { from: issuedAt, slotMs: quarterMs, count: forecast.slots };
    const values = Float64Array.from(
      Array.from({ length: grid.count }, (_, slot) =>
        quantilesKw(forecast, issuedAt + slot * quarterMs),
      ).flat(),
    );
    const inputs = [{ name: 'weather:cma', availableAt: instant(issuedAt - hourMs) }];
    const id = `${horizon}-${issuedAt}-${nodeId}-${kind}`;
    this.#database.forecasts.add({ id, horizon, issuedAt, computedAt: issuedAt, inputs }, [
      { nodeId, kind, model: 'sum', curves: { slots: grid, levels: keptLevels, values } },
    ]);
  }

  answer(
    nodeId: string,
    query: URLSearchParams,
    cooperativeId: string | null,
  ): { status: number; body: unknown } {
    const asked = forecastQuerySchema.parse(Object.fromEntries(query));
    const { kind, horizon, from = '', to = '' } = asked;
    const at = (text: string): Instant => instant(Date.parse(text));
    const levels = asked.quantiles.split(',').map(Number);
    const range = { from: at(from), to: at(to) };
    const question = { kind, horizon, levels, knownAt: null, range };
    const answer = this.#desk.ofNode({ cooperativeId }, nodeId, question);
    return answer.ok
      ? { status: 200, body: answer.value }
      : { status: 404, body: { title: answer.fault.code, status: 404, ...answer.fault } };
  }
}
