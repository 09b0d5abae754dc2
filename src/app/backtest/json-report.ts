import { figuresOf, type ScoreSums } from '../../forecast/score/score-sums.ts';
import type { SetFault } from './jobs.ts';
import type { PartScores } from './run-case.ts';
import type { DoneJob, SplitRow, SummaryRow } from './summary.ts';

export interface BacktestRun {
  readonly done: readonly DoneJob[];
  readonly rows: readonly SummaryRow[];
  readonly splits: readonly SplitRow[];
  readonly faults: readonly SetFault[];
  readonly threads: number;
  readonly maxRssMb: number;
}

/** Every figure of a run: tracks and series first, then each job with its parts and lead times. */
export function jsonReport({ done, rows, splits, faults, ...of }: BacktestRun): string {
  const jobs = done.map(({ job: { set, track, series, window }, result }) => ({
    ...{ set, track, series, window },
    origins: result.origins,
    trainMs: Math.round(result.trainMs),
    predictMs: Math.round(result.predictMs),
    parts: Object.fromEntries(
      Object.entries(result.parts).map(([name, scores]) => [name, partOf(scores)]),
    ),
    leads: result.leads.map(({ fromStep, toStep, sums }) => ({
      ...{ fromStep, toStep },
      ...figuresOf(sums),
    })),
    card: result.card,
  }));
  const run = { threads: of.threads, maxRssMb: Math.round(of.maxRssMb) };
  return `${JSON.stringify({ run, figures: rows, splits, jobs, faults }, null, 1)}\n`;
}

function partOf({ model, references }: PartScores): object {
  const named = Object.entries(references).map(([name, sums]: [string, ScoreSums]) => [
    name,
    figuresOf(sums),
  ]);
  return { ...figuresOf(model), references: Object.fromEntries(named) };
}
