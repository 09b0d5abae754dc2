/** Days that a comparison needs. */
const daysLeast = 7;
/** A challenger must be better by this share of the loss: a change for nothing unsettles operators. */
const takeOverMargin = 0.02;
/** A new champion that does worse than the old by this share goes back. */
const rollBackMargin = 0.03;
/** The difference must also be so many of its standard errors. */
const standardErrors = 1;

/** Mean pinball losses of two models on the same days, day by day. */
export interface DailyLosses {
  readonly champion: readonly number[];
  readonly challenger: readonly number[];
}

export type Verdict = 'keep' | 'replace' | 'undecided';

/**
 * Whether a challenger replaces the champion, by days that neither has learned from: better by a
 * margin and by more than chance explains. Fewer than seven days decide nothing.
 */
export function judgeChallenger(losses: DailyLosses): Verdict {
  const days = daysOf(losses);
  if (days.length < daysLeast) return 'undecided';
  return isBetter(days, takeOverMargin) ? 'replace' : 'keep';
}

/**
 * Whether a model that took over is sent back, by the days since: `challenger` is the former
 * champion, which went on forecasting beside it.
 */
export function judgeRollBack(losses: DailyLosses): Verdict {
  const days = daysOf(losses);
  if (days.length < daysLeast) return 'undecided';
  return isBetter(days, rollBackMargin) ? 'replace' : 'keep';
}

interface Day {
  readonly champion: number;
  readonly challenger: number;
}

function daysOf({ champion, challenger }: DailyLosses): Day[] {
  return champion.flatMap((loss, day) => {
    const other = challenger[day] ?? Number.NaN;
    return Number.isFinite(loss) && Number.isFinite(other)
      ? [{ champion: loss, challenger: other }]
      : [];
  });
}

function isBetter(days: readonly Day[], margin: number): boolean {
  const gains = days.map(({ champion, challenger }) => champion - challenger);
  const gain = mean(gains);
  const variance = mean(gains.map((each) => (each - gain) ** 2));
  const standardError = Math.sqrt(variance / (days.length - 1));
  return (
    gain > margin * mean(days.map(({ champion }) => champion)) &&
    gain > standardErrors * standardError
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
