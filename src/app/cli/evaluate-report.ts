/** How good the forecasts of a simulated county were, as a table for the terminal. */
import type { ForecastScoreView } from '../../contract/http-forecast.ts';
import { aligned } from './aligned.ts';

const header = [
  ...['kind', 'horizon', 'slots', 'accuracy %', 'asked %', 'nMAE %', 'skill %'],
  ...['in 80 %', 'in 90 %'],
];
const words = new Set([0, 1]);
const horizonWords = { day_ahead: 'day ahead', ultra_short: 'fourth hour' } as const;

/** One row for each kind and horizon, then the rules that accuracy was worked out by. */
export function evaluationReport(scores: readonly ForecastScoreView[]): string {
  const rules = new Map(
    scores.map(({ kind, ruleSet }) => [`${kind === 'pv' ? 'pv' : 'others'}`, ruleSet]),
  );
  const lines = [...rules].map(
    ([kinds, { name, date }]) => `Accuracy of ${kinds}: ${name} of ${date}, for orientation.\n`,
  );
  return aligned([header, ...scores.map(cellsOf)], words) + lines.join('');
}

function cellsOf(score: ForecastScoreView): string[] {
  const { kind, horizon, slots, accuracyPct, requiredPct, nmaePct, skillPct } = score;
  const shares = [score.coverage80Pct, score.coverage90Pct];
  return [
    ...[kind, horizonWords[horizon], String(slots)],
    ...[accuracyPct, requiredPct, nmaePct, skillPct, ...shares].map(percent),
  ];
}

function percent(value: number | null): string {
  return value === null ? '–' : value.toFixed(1);
}
