import { expect, test } from 'vitest';
import { seededRandom } from '../../../../src/forecast/learn/random.ts';
import { judgeChallenger, judgeRollBack } from '../../../../src/forecast/watch/champion.ts';
import { monitorError, newErrorMonitor } from '../../../../src/forecast/watch/error-monitor.ts';

/** The day on which drift is seen, or -1. */
function driftDay(
  errorOn: (day: number, chance: number) => number,
  days: number,
  seed = 1,
): number {
  const random = seededRandom(seed);
  let monitor = newErrorMonitor;
  for (let day = 0; day < days; day += 1) {
    monitor = monitorError(monitor, errorOn(day, random()));
    if (monitor.drifted) return day;
  }
  return -1;
}

test('errors as usual raise no alarm in a year, for most seeds', () => {
  const alarms = Array.from({ length: 40 }, (_, seed) =>
    driftDay((_day, chance) => 0.03 + 0.02 * chance, 365, seed + 1),
  ).filter((day) => day >= 0);
  expect(alarms.length).toBeLessThanOrEqual(4);
});

test('errors that rise by half are seen within a fortnight', () => {
  const day = driftDay((at, chance) => (0.03 + 0.02 * chance) * (at < 100 ? 1 : 1.5), 365);
  expect(day).toBeGreaterThanOrEqual(100);
  expect(day).toBeLessThan(114);
});

test('one bad day raises no alarm, and a missing error changes nothing', () => {
  expect(driftDay((at, chance) => (at === 60 ? 5 : 0.03 + 0.02 * chance), 80)).toBe(-1);
  expect(monitorError(newErrorMonitor, Number.NaN)).toBe(newErrorMonitor);
});

test('a challenger takes over only when it is better by a margin, and surely', () => {
  const champion = Array.from({ length: 14 }, (_, day) => 10 + (day % 3));
  const by = (share: number): number[] => champion.map((loss) => loss * share);
  expect(judgeChallenger({ champion, challenger: by(0.9) })).toBe('replace');
  expect(judgeChallenger({ champion, challenger: by(0.99) })).toBe('keep');
  expect(judgeChallenger({ champion, challenger: by(1.1) })).toBe('keep');
  const lucky = champion.map((loss, day) => (day === 0 ? 0 : loss * 1.02));
  expect(judgeChallenger({ champion, challenger: lucky })).toBe('keep');
});

test('a week of days decides, missing ones do not count', () => {
  const champion = [10, 10, 10, 10, 10, 10, Number.NaN];
  expect(judgeChallenger({ champion, challenger: champion.map(() => 5) })).toBe('undecided');
});

test('a new champion that does worse than the former goes back', () => {
  const champion = Array.from({ length: 10 }, (_, day) => 10 + (day % 2));
  expect(judgeRollBack({ champion, challenger: champion.map((loss) => loss * 0.9) })).toBe(
    'replace',
  );
  expect(judgeRollBack({ champion, challenger: champion.map((loss) => loss * 0.98) })).toBe('keep');
});
