import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { ForecastInput, ForecastRun, NodeForecast } from '../../domain/forecast.ts';
import { instant } from '../../domain/instant.ts';
import type { ForecastStore, KeptForecast } from '../../service/forecast-ports.ts';
import { floatBlob, floatsOf } from './float-blob.ts';
import { inTransaction } from './open-sqlite.ts';

type Row = Record<string, SQLOutputValue>;

/** A forecast row with its run beside it. */
const forecastWithRun = `SELECT forecasts.*, forecast_runs.computed_at, forecast_runs.inputs
  FROM forecasts JOIN forecast_runs ON forecast_runs.id = forecasts.run_id
  WHERE node_id = :nodeId AND kind = :kind AND forecasts.horizon = :horizon
    AND forecasts.issued_at <= :knownAt`;

/** Forecasts over a database with the forecast tables. */
export function sqliteForecastStore(database: DatabaseSync): ForecastStore {
  const byId = database.prepare('SELECT * FROM forecast_runs WHERE id = ?');
  const listed = database.prepare(
    `SELECT * FROM forecast_runs
     WHERE issued_at >= :from AND issued_at < :to AND (:horizon IS NULL OR horizon = :horizon)
     ORDER BY issued_at DESC, horizon LIMIT :limit`,
  );
  const newest = database.prepare(`${forecastWithRun} ORDER BY forecasts.issued_at DESC LIMIT 1`);
  const covering = database.prepare(
    `${forecastWithRun} AND slots_from < :to AND slots_from + slot_ms * slot_count > :from
     ORDER BY forecasts.issued_at`,
  );
  const remove = database.prepare('DELETE FROM forecast_runs WHERE issued_at < ? AND horizon = ?');
  return {
    add: adderOf(database),
    run: (id) => {
      const row = byId.get(id);
      return row === undefined ? null : runOf(row);
    },
    runs: ({ horizon, from, to, limit }) => listed.all({ horizon, from, to, limit }).map(runOf),
    newest: ({ nodeId, kind, horizon, knownAt }) => {
      const row = newest.get({ nodeId, kind, horizon, knownAt });
      return row === undefined ? null : keptOf(row);
    },
    covering: ({ nodeId, kind, horizon, knownAt, from, to }) =>
      covering.all({ nodeId, kind, horizon, knownAt, from, to }).map(keptOf),
    deleteBefore: (issuedAt, horizon) => {
      remove.run(issuedAt, horizon);
    },
  };
}

function adderOf(database: DatabaseSync): ForecastStore['add'] {
  const addRun = database.prepare(
    'INSERT INTO forecast_runs (id, horizon, issued_at, computed_at, inputs) VALUES (?, ?, ?, ?, ?)',
  );
  const addForecast = database.prepare(
    `INSERT INTO forecasts
       (run_id, node_id, kind, horizon, issued_at, model, slots_from, slot_ms, slot_count, levels, quantiles)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const keep = (run: ForecastRun, { nodeId, kind, model, curves }: NodeForecast): void => {
    const { from, slotMs, count } = curves.slots;
    const levels = JSON.stringify(curves.levels);
    const quantiles = floatBlob(curves.values);
    const { id, horizon, issuedAt } = run;
    const place = [from, slotMs, count] as const;
    addForecast.run(id, nodeId, kind, horizon, issuedAt, model, ...place, levels, quantiles);
  };
  return (run, forecasts) =>
    inTransaction(database, () => {
      const inputs = JSON.stringify(run.inputs);
      addRun.run(run.id, run.horizon, run.issuedAt, run.computedAt, inputs);
      for (const forecast of forecasts) keep(run, forecast);
    });
}

function runOf(row: Row): ForecastRun {
  return {
    id: String(row.id),
    horizon: String(row.horizon) as ForecastRun['horizon'],
    issuedAt: instant(Number(row.issued_at)),
    computedAt: instant(Number(row.computed_at)),
    inputs: JSON.parse(String(row.inputs)) as ForecastInput[],
  };
}

function keptOf(row: Row): KeptForecast {
  return {
    run: runOf({ ...row, id: row.run_id ?? null }),
    forecast: {
      nodeId: String(row.node_id),
      kind: String(row.kind) as NodeForecast['kind'],
      model: String(row.model),
      curves: {
        slots: {
          from: Number(row.slots_from),
          slotMs: Number(row.slot_ms),
          count: Number(row.slot_count),
        },
        levels: JSON.parse(String(row.levels)) as number[],
        values: floatsOf(row.quantiles),
      },
    },
  };
}
