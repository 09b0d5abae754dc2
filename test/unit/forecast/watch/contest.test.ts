import { expect, test } from 'vitest';
import { dayMs, type Instant, instant } from '../../../../src/domain/instant.ts';
import {
  afterDays,
  type Contest,
  contestantsOf,
  decided,
  hasDrifted,
  isRefitDue,
  newContest,
  withChallenger,
  withoutChallenger,
} from '../../../../src/forecast/watch/contest.ts';

const start = instant(Date.parse('2026-06-01T00:00:00+08:00'));

function day(number: number): Instant {
  return instant(start + number * dayMs);
}

/** One night: a day's loss of each contestant in their order, an error of the one that serves. */
function night(contest: Contest, number: number, losses: readonly number[], error = 0.1): Contest {
  const followed = losses.map((loss) => ({ losses: [loss], drift: null, errors: [[error]] }));
  return decided(afterDays(contest, { to: day(number), followed }), day(number));
}

/** So many nights from one on, each with the losses that it is given. */
function nights(
  contest: Contest,
  { from, count }: { from: number; count: number },
  lossesOf: (number: number) => readonly number[],
): Contest {
  let after = contest;
  for (let number = from; number < from + count; number += 1) {
    after = night(after, number, lossesOf(number));
  }
  return after;
}

/** Days are not equal, and the difference between two models is not the same on each. */
function uneven(number: number, share: number): number {
  return (10 + (number % 3)) * (share + 0.01 * (number % 2));
}

const challenged = withChallenger(newContest(start), start);
const servedBy = (model: number, other: number) => (number: number) => [
  uneven(number, model),
  uneven(number, other),
];
const tookOver = nights(challenged, { from: 1, count: 7 }, servedBy(1, 0.7));

test('a better challenger takes over after a week, not before', () => {
  const sixDays = nights(challenged, { from: 1, count: 6 }, servedBy(1, 0.7));
  expect(sixDays.serving.trainedAt).toBeNull();
  expect(tookOver.serving.trainedAt).toBe(start);
  expect(tookOver.since).toBe(day(7));
  expect(tookOver.former?.trainedAt).toBeNull();
  expect(tookOver.challenger).toBeNull();
});

test('a challenger that is no better is given up after two weeks', () => {
  const thirteen = nights(challenged, { from: 1, count: 13 }, servedBy(1, 1));
  expect(thirteen.challenger).not.toBeNull();
  const given = night(thirteen, 14, [1, 1]);
  expect(given.challenger).toBeNull();
  expect(given.serving.trainedAt).toBeNull();
  expect(isRefitDue(given, day(14))).toBe(true);
});

test('one that took over and does worse goes back', () => {
  const back = nights(tookOver, { from: 8, count: 7 }, servedBy(1, 0.8));
  expect(back.serving.trainedAt).toBeNull();
  expect(back.since).toBe(day(14));
  expect(contestantsOf(back)).toHaveLength(1);
});

test('one that took over and keeps its lead is left alone', () => {
  const settled = nights(tookOver, { from: 8, count: 7 }, servedBy(0.7, 1));
  expect(settled.serving.trainedAt).toBe(start);
  expect(settled.former).toBeNull();
});

test('an old model gives way to one that is not worse', () => {
  const settled = nights(tookOver, { from: 8, count: 7 }, servedBy(0.7, 1));
  const second = withChallenger(settled, day(14));
  const alike = nights(second, { from: 15, count: 7 }, servedBy(1, 1));
  expect(alike.serving.trainedAt).toBe(day(14));
  const worse = nights(second, { from: 15, count: 7 }, servedBy(1, 1.3));
  expect(worse.serving.trainedAt).toBe(start);
});

test('errors that grow for good ask for a new model before its week is over', () => {
  const settled = nights(tookOver, { from: 8, count: 7 }, servedBy(0.7, 1));
  const fresh = {
    ...settled,
    learnedAt: day(35),
    serving: { ...settled.serving, trainedAt: day(35) },
  };
  let watched: Contest = fresh;
  for (let number = 36; number < 36 + 25; number += 1) {
    watched = night(watched, number, [1], 0.1 + 0.01 * (number % 2));
  }
  const learnedLately = { ...watched, learnedAt: day(58) };
  const calm = { ...learnedLately, serving: { ...watched.serving, trainedAt: day(58) } };
  expect(isRefitDue(calm, day(61))).toBe(false);
  let worse: Contest = calm;
  for (let number = 61; number < 64; number += 1) worse = night(worse, number, [1], 0.4);
  expect(hasDrifted(calm)).toBe(false);
  expect(hasDrifted(worse)).toBe(false);
  worse = night(worse, 64, [1], 0.4);
  expect(hasDrifted(worse)).toBe(true);
  expect(isRefitDue(worse, day(64))).toBe(true);
});

test('nothing is learned while two are compared, nor within a week of a vain attempt', () => {
  expect(isRefitDue(newContest(start), start)).toBe(true);
  expect(isRefitDue(challenged, day(20))).toBe(false);
  expect(isRefitDue(tookOver, day(20))).toBe(false);
  const vain = withoutChallenger(newContest(start), start);
  expect(isRefitDue(vain, day(6))).toBe(false);
  expect(isRefitDue(vain, day(7))).toBe(true);
});
