/** What a backtest came to, as a table for the terminal. */
import type { SetFault } from '../backtest/jobs.ts';
import { bestReference, type SplitRow, type SummaryRow } from '../backtest/summary.ts';
import { aligned } from './aligned.ts';

const header = [
  ...[
    'set',
    'track',
    'series',
    'part',
    'slots',
    'PL99',
    'PL9',
    'cov80',
    'cov90',
    'open80',
    'open90',
  ],
  ...['nMAE', 'nRMSE', 'CR', 'CR2', 'MAPE', 'best reference', 'its PL99', 'skill'],
  ...['train s', 'predict ms'],
];
const splitHeader = ['set', 'track', 'series', 'horizon', 'windows', 'MSE', 'MAE', 'total s'];
/** Columns of words; all others are numbers, which stand to the right. */
const words = new Set([0, 1, 2, 3, 16]);

/** One row for each series and part, and for the whole of each track. */
export function backtestReport(rows: readonly SummaryRow[]): string {
  return rows.length === 0 ? '' : aligned([header, ...rows.map(cellsOf)], words);
}

/** One row for each horizon of sets of many channels. */
export function splitReport(rows: readonly SplitRow[]): string {
  if (rows.length === 0) return '';
  const lines = rows.map(({ set, track, series, scores }) => [
    ...[set, track, series, String(scores.horizon), String(scores.windows)],
    ...[scores.mse.toFixed(4), scores.mae.toFixed(4), (scores.totalMs / 1_000).toFixed(1)],
  ]);
  return aligned([splitHeader, ...lines], words);
}

export function faultsText(faults: readonly SetFault[]): string {
  return faults.map(({ set, message }) => `${set}: not run\n  ${message}\n`).join('');
}

function cellsOf(row: SummaryRow): string[] {
  const { set, track, series, part, model } = row;
  const best = bestReference(row);
  const { pl99, skill } = row.references[best];
  return [
    ...[set, track, series ?? 'all', part, String(model.slots)],
    ...[loss(model.pl99), loss(model.pl9), ratio(model.cov80), ratio(model.cov90)],
    ...[ratio(model.openCov80), ratio(model.openCov90)],
    ...[loss(model.nMae), loss(model.nRmse)],
    ...[percent(model.crPct), percent(model.cr2Pct), percent(model.mapePct)],
    ...[best, loss(pl99), ratio(skill)],
    ...[row.trainS.toFixed(1), row.predictMsPerOrigin.toFixed(2)],
  ];
}

/** Five places for shares of a capacity, three for losses in MW. */
function loss(value: number | null): string {
  if (value === null) return '–';
  return value.toFixed(Math.abs(value) < 1 ? 5 : 3);
}

function ratio(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

function percent(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}
