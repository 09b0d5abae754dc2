import { type ReferenceName, referenceNames } from '../../forecast/score/references.ts';
import {
  addedSums,
  figuresOf,
  type ScoreFigures,
  type ScoreSums,
} from '../../forecast/score/score-sums.ts';
import type { Job } from './jobs.ts';
import type { CaseResult, PartScores } from './run-case.ts';
import type { SplitResult } from './split-job.ts';

export interface DoneJob {
  readonly job: Job;
  readonly result: CaseResult;
}

/** Figures of one part of a track: of one series, or of all of them (`series` is null). */
export interface SummaryRow {
  readonly set: string;
  readonly track: string;
  readonly series: string | null;
  readonly part: string;
  readonly model: ScoreFigures;
  /** Mean pinball loss of each reference, and the skill of the model against it. */
  readonly references: Readonly<
    Record<ReferenceName, { pl99: number | null; skill: number | null }>
  >;
  readonly trainS: number;
  readonly predictMsPerOrigin: number;
}

/** Rows of every track: each series in its mean over the windows, then the whole track. */
export function summaryOf(done: readonly DoneJob[]): SummaryRow[] {
  const tracks = grouped(done, ({ job }) => `${job.set}\n${job.track}`);
  return tracks.flatMap((ofTrack) => {
    const bySeries = grouped(ofTrack, ({ job }) => job.series);
    const rows = bySeries.flatMap((ofSeries) => rowsOf(ofSeries, seriesOf(ofSeries)));
    return bySeries.length > 1 ? [...rows, ...rowsOf(ofTrack, null)] : rows;
  });
}

function seriesOf(done: readonly DoneJob[]): string | null {
  return done[0]?.job.series ?? null;
}

function rowsOf(done: readonly DoneJob[], series: string | null): SummaryRow[] {
  const { set = '', track = '' } = done[0]?.job ?? {};
  const parts = Object.keys(done[0]?.result.parts ?? {});
  const sum = (of: (result: CaseResult) => number): number =>
    done.reduce((total, { result }) => total + of(result), 0);
  const trainS = sum(({ trainMs }) => trainMs) / 1_000;
  const predictMsPerOrigin = sum(({ predictMs }) => predictMs) / sum(({ origins }) => origins);
  return parts.map((part) => {
    const model = figuresOver(done, part, (scores) => scores.model);
    const references = referenceNames.map((name) => {
      const { pl99 } = figuresOver(done, part, (scores) => scores.references[name]);
      const skill = pl99 === null || model.pl99 === null ? null : 1 - model.pl99 / pl99;
      return [name, { pl99, skill }];
    });
    return {
      ...{ set, track, series, part, model, trainS, predictMsPerOrigin },
      references: Object.fromEntries(references),
    };
  });
}

/**
 * The slots of all series of a task count alike, and all tasks count alike. Series that have
 * windows of their own count alike.
 */
function figuresOver(
  done: readonly DoneJob[],
  part: string,
  of: (scores: PartScores) => ScoreSums,
): ScoreFigures {
  const tasks = grouped(done, ({ job }) =>
    job.windowOf === 'track' ? job.window : `${job.series}\n${job.window}`,
  );
  return meanFigures(
    tasks.map((task) => {
      const sums = task.flatMap(({ result }) => result.parts[part] ?? []).map(of);
      return figuresOf(addedSums(sums));
    }),
  );
}

function meanFigures(figures: readonly ScoreFigures[]): ScoreFigures {
  const mean = (name: keyof ScoreFigures): number | null => {
    const values = figures.flatMap((each) => each[name] ?? []);
    return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
  };
  return {
    slots: figures.reduce((sum, { slots }) => sum + slots, 0),
    ...{ pl99: mean('pl99'), pl9: mean('pl9'), cov80: mean('cov80'), cov90: mean('cov90') },
    ...{ openCov80: mean('openCov80'), openCov90: mean('openCov90') },
    ...{ nMae: mean('nMae'), nRmse: mean('nRmse'), mapePct: mean('mapePct') },
    ...{ crPct: mean('crPct'), cr2Pct: mean('cr2Pct') },
  };
}

/** One horizon of a set of many channels, in units of the spread of training. */
export interface SplitRow {
  readonly set: string;
  readonly track: string;
  readonly series: string;
  readonly scores: SplitResult;
}

/** Items under one key, in the order of their first. */
export function grouped<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): (readonly Item[])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
}

/** The reference with the lowest loss. */
export function bestReference({ references }: SummaryRow): ReferenceName {
  const loss = (name: ReferenceName): number => references[name].pl99 ?? Number.POSITIVE_INFINITY;
  return referenceNames.reduce((best, name) => (loss(name) < loss(best) ? name : best));
}
