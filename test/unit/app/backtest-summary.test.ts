import { expect, test } from 'vitest';
import type { Job } from '../../../src/app/backtest/jobs.ts';
import type { CaseResult } from '../../../src/app/backtest/run-case.ts';
import { bestReference, type DoneJob, summaryOf } from '../../../src/app/backtest/summary.ts';
import { noSums, type ScoreSums } from '../../../src/forecast/score/score-sums.ts';

/** So many slots of one loss, and of twice and four times that loss for references. */
function done(of: Partial<Job>, slots: number, loss: number): DoneJob {
  const sums = (each: number): ScoreSums => ({ ...noSums(), slots, pl99: slots * each });
  const references = {
    ...{ persistence: sums(4 * loss), 'same slot': sums(2 * loss) },
    ...{ 'same weekday': sums(4 * loss), climatology: sums(4 * loss) },
  };
  const job: Job = {
    ...{ folder: '/data/set', set: 'set', track: 'track', series: 'a', window: 'w' },
    ...{ windowOf: 'track', ...of },
  };
  const result: CaseResult = {
    ...{ origins: 1, leads: [], trainMs: 1_000, predictMs: 10, card: null },
    parts: { all: { model: sums(loss), references } },
  };
  return { job, result };
}

test('slots of a task count alike, and tasks count alike', () => {
  const rows = summaryOf([
    done({ series: 'a', window: '1' }, 10, 0.1),
    done({ series: 'b', window: '1' }, 30, 0.2),
    done({ series: 'a', window: '2' }, 5, 0.3),
    done({ series: 'b', window: '2' }, 5, 0.3),
  ]);
  const losses = rows.map(({ series, model }) => [series, model.pl99?.toFixed(6)]);
  expect(losses).toEqual([
    ['a', '0.200000'],
    ['b', '0.250000'],
    [null, ((0.175 + 0.3) / 2).toFixed(6)],
  ]);
});

test('series with windows of their own count alike', () => {
  const rows = summaryOf([
    done({ series: 'a', windowOf: 'series' }, 10, 0.1),
    done({ series: 'b', windowOf: 'series' }, 30, 0.2),
  ]);
  expect(rows.at(-1)?.model.pl99).toBeCloseTo(0.15, 12);
});

test('skill is against a reference that is named', () => {
  const [row] = summaryOf([done({}, 10, 0.1)]);
  if (row === undefined) throw new Error('no row');
  expect(bestReference(row)).toBe('same slot');
  expect(row.references['same slot'].skill).toBeCloseTo(0.5, 12);
  expect(row).toMatchObject({ trainS: 1, predictMsPerOrigin: 10 });
});
