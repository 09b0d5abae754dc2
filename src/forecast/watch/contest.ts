import { dayMs, type Instant } from '../../domain/instant.ts';
import type { CalibrationDrift } from '../calibrate/conformal.ts';
import { judgeChallenger, judgeRollBack } from './champion.ts';
import { type ErrorMonitor, monitorError, newErrorMonitor } from './error-monitor.ts';

/** A challenger that has not won by then is given up, and a new one may be learned. */
const trialDays = 14;
/** From this age on a model gives way to a challenger that is not worse. */
const oldMs = 14 * dayMs;
/** The newest model is a week old before another is learned, but for drift. */
const refitMs = 6.5 * dayMs;

/** One that forecasts, or would like to. */
export interface Contestant {
  /** When its model was ready; null is the forecast that needs no model. */
  readonly trainedAt: Instant | null;
  /** How its calibration has followed actuals since; null while there were none. */
  readonly drift: CalibrationDrift | null;
  /** Mean pinball loss of each day that is compared, NaN where nothing was measured. */
  readonly losses: readonly number[];
}

/** Who forecasts a series, who did before, and who may next: plain data, replaced every night. */
export interface Contest {
  /** End of the days that losses and errors were taken from. */
  readonly followedTo: Instant;
  readonly serving: Contestant;
  /** Since when it has served. */
  readonly since: Instant;
  /** Who served before, while it may still come back. */
  readonly former: Contestant | null;
  readonly challenger: Contestant | null;
  /** Errors of the one that serves, one monitor for each part of the horizon. */
  readonly monitors: readonly ErrorMonitor[];
  /** When the newest model was learned, whatever became of it. */
  readonly learnedAt: Instant | null;
}

/** What the days since `followedTo` showed of one contestant. */
export interface Followed {
  readonly losses: readonly number[];
  readonly drift: CalibrationDrift | null;
  /** Mean absolute error as a share of the capacity, day by day, by part of the horizon. */
  readonly errors: readonly (readonly number[])[];
}

/** Before anything is learned the forecast without a model serves. */
export function newContest(followedTo: Instant): Contest {
  const serving = { trainedAt: null, drift: null, losses: [] };
  return {
    ...{ followedTo, serving, since: followedTo, former: null, challenger: null },
    ...{ monitors: [], learnedAt: null },
  };
}

/** All that are compared, the one that serves first. */
export function contestantsOf({ serving, former, challenger }: Contest): Contestant[] {
  return [serving, former, challenger].filter((one) => one !== null);
}

/** Takes in new days; `followed` is in the order of `contestantsOf`. */
export function afterDays(
  contest: Contest,
  { to, followed }: { to: Instant; followed: readonly Followed[] },
): Contest {
  const seen = new Map(contestantsOf(contest).map((one, place) => [one, followed[place]]));
  const grown = <One extends Contestant | null>(one: One): One => {
    const days = one === null ? undefined : seen.get(one);
    if (one === null || days === undefined) return one;
    return { ...one, drift: days.drift ?? one.drift, losses: [...one.losses, ...days.losses] };
  };
  const { serving, former, challenger } = contest;
  return {
    ...contest,
    followedTo: to,
    ...{ serving: grown(serving), former: grown(former), challenger: grown(challenger) },
    monitors: (seen.get(serving)?.errors ?? []).reduce(watchDay, contest.monitors),
  };
}

function watchDay(
  monitors: readonly ErrorMonitor[],
  errors: readonly number[],
): readonly ErrorMonitor[] {
  return errors.map((error, part) => monitorError(monitors[part] ?? newErrorMonitor, error));
}

/** A model that was just learned is compared from now on. */
export function withChallenger(contest: Contest, trainedAt: Instant): Contest {
  return {
    ...contest,
    serving: { ...contest.serving, losses: [] },
    challenger: { trainedAt, drift: null, losses: [] },
    learnedAt: trainedAt,
  };
}

/** A model could not be learned: the next attempt is a week away. */
export function withoutChallenger(contest: Contest, triedAt: Instant): Contest {
  return { ...contest, learnedAt: triedAt };
}

/** Lets the challenger take over, sends the one that took over back, or ends a comparison. */
export function decided(contest: Contest, now: Instant): Contest {
  if (contest.former !== null) return afterTakeOver(contest, contest.former, now);
  if (contest.challenger !== null) return afterTrial(contest, contest.challenger, now);
  return contest;
}

function afterTakeOver(contest: Contest, former: Contestant, now: Instant): Contest {
  const { serving } = contest;
  const verdict = judgeRollBack({ champion: serving.losses, challenger: former.losses });
  if (verdict === 'replace') {
    return { ...contest, serving: former, since: now, former: null, monitors: [] };
  }
  const isOver = verdict === 'keep' || serving.losses.length >= trialDays;
  return isOver ? { ...contest, former: null } : contest;
}

function afterTrial(contest: Contest, challenger: Contestant, now: Instant): Contest {
  const { serving } = contest;
  const losses = { champion: serving.losses, challenger: challenger.losses };
  if (judgeChallenger(losses) === 'replace' || isOutlived(contest, challenger, now)) {
    return {
      ...contest,
      serving: { ...challenger, losses: [] },
      since: now,
      former: { ...serving, losses: [] },
      challenger: null,
      monitors: [],
    };
  }
  return serving.losses.length >= trialDays ? { ...contest, challenger: null } : contest;
}

/** An old model is kept only while it is better. */
function isOutlived({ serving }: Contest, challenger: Contestant, now: Instant): boolean {
  if (serving.trainedAt === null || now - serving.trainedAt < oldMs) return false;
  const turned = { champion: challenger.losses, challenger: serving.losses };
  return judgeChallenger(turned) === 'keep';
}

/** Whether the errors of any part of the horizon have grown for good. */
export function hasDrifted({ monitors }: Contest): boolean {
  return monitors.some(({ drifted }) => drifted);
}

/** Whether a new model is to be learned: none is being compared, and the newest is old or no longer fits. */
export function isRefitDue(contest: Contest, now: Instant): boolean {
  const { former, challenger, serving, learnedAt } = contest;
  if (former !== null || challenger !== null) return false;
  if (learnedAt === null || now - learnedAt > refitMs) return true;
  return serving.trainedAt === learnedAt && hasDrifted(contest);
}
