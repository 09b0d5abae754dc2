import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { figuresOf } from '../../forecast/score/score-sums.ts';
import type { JobAnswer } from '../backtest/backtest-thread.ts';
import { runJobs } from '../backtest/job-pool.ts';
import { type Job, type JobFilter, type JobList, jobsIn, type SetFault } from '../backtest/jobs.ts';
import { jsonReport } from '../backtest/json-report.ts';
import { setsIn } from '../backtest/read-protocol.ts';
import type { JobResult } from '../backtest/run-job.ts';
import { type DoneJob, type SplitRow, summaryOf } from '../backtest/summary.ts';
import { BacktestBar } from './backtest-bar.ts';
import { backtestReport, faultsText, splitReport } from './backtest-report.ts';
import { CallFault, type Command, type OptionValues, textOf, wholeNumberOf } from './command.ts';

const threadsMax = 64;

export const backtestCommand: Command = {
  name: 'backtest',
  operands: [],
  summary: 'Forecasts the past of a folder of measured series by its protocols, and scores it.',
  options: {
    data: { type: 'string', help: 'folder of sets, or one set: a folder with a protocol.json' },
    set: { type: 'string', help: 'only this set' },
    track: { type: 'string', help: 'only this track' },
    series: { type: 'string', help: 'only this series' },
    window: { type: 'string', help: 'only this window' },
    out: { type: 'string', help: 'file that everything is written to, as JSON' },
    jobs: { type: 'string', help: 'threads that work side by side; all cores if left out' },
  },
  async run(_, options) {
    const { jobs, faults } = wantedOf(options);
    const threads =
      wholeNumberOf(options, 'jobs', { least: 1, most: threadsMax }) ?? availableParallelism();
    const out = textOf(options, 'out');
    if (out !== null) writeFileSync(out, '');
    const results = new Map<Job, JobResult>();
    const failed: SetFault[] = [...faults];
    const bar = new BacktestBar(process.stderr, jobs.length);
    await runJobs(jobs, threads, (job, answer) => {
      bar.step(`${nameOf(job)}: ${resultText(answer)}`);
      if (answer.ok) results.set(job, answer.result);
      else failed.push({ set: nameOf(job), message: answer.message });
    });
    const { done, splits } = sortedOut(jobs, results);
    const rows = summaryOf(done);
    process.stdout.write(backtestReport(rows) + splitReport(splits));
    process.stdout.write(faultsText(failed));
    const maxRssMb = process.resourceUsage().maxRSS / 1024;
    process.stdout.write(`Most memory of all threads: ${maxRssMb.toFixed(0)} MB\n`);
    if (out !== null) {
      writeFileSync(out, jsonReport({ done, rows, splits, faults: failed, threads, maxRssMb }));
    }
    return failed.length === 0 ? 0 : 1;
  },
};

/** Results in the order of the jobs, quantiles and splits apart. */
function sortedOut(
  jobs: readonly Job[],
  results: ReadonlyMap<Job, JobResult>,
): { done: DoneJob[]; splits: SplitRow[] } {
  const done: DoneJob[] = [];
  const splits: SplitRow[] = [];
  for (const job of jobs) {
    const result = results.get(job);
    const { set, track, series } = job;
    if (result?.form === 'quantiles') done.push({ job, result: result.scores });
    if (result?.form === 'split') splits.push({ set, track, series, scores: result.scores });
  }
  return { done, splits };
}

function wantedOf(options: OptionValues): JobList {
  const data = textOf(options, 'data');
  if (data === null) throw new CallFault('backtest needs --data, a folder of sets.');
  const filter: JobFilter = {
    set: textOf(options, 'set'),
    track: textOf(options, 'track'),
    series: textOf(options, 'series'),
    window: textOf(options, 'window'),
  };
  const sets = setsIn(data);
  const wanted = jobsIn(sets, filter);
  if (wanted.jobs.length > 0 || wanted.faults.length > 0) return wanted;
  const everything = jobsIn(sets, { set: null, track: null, series: null, window: null });
  throw new CallFault(`Nothing bears these names. There is:\n${namesOf(everything.jobs)}`);
}

function namesOf(jobs: readonly Job[]): string {
  const tracks = jobs.map(({ set, track }) => `  --set ${set} --track ${track}`);
  return [...new Set(tracks)].join('\n');
}

function nameOf({ set, track, series, window }: Job): string {
  return `${set} ${track} ${series} ${window}`;
}

function resultText(answer: JobAnswer): string {
  if (!answer.ok) return answer.message;
  if (answer.result.form === 'split') {
    const { mse, mae, totalMs } = answer.result.scores;
    return `MSE ${mse.toFixed(4)}, MAE ${mae.toFixed(4)}, ${(totalMs / 1_000).toFixed(1)} s`;
  }
  const { parts, trainMs, predictMs } = answer.result.scores;
  const pl99 = parts.all === undefined ? null : figuresOf(parts.all.model).pl99;
  const seconds = (trainMs + predictMs) / 1_000;
  return `PL99 ${pl99?.toFixed(5) ?? 'of nothing'}, ${seconds.toFixed(1)} s`;
}
