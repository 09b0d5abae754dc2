/** The worker thread of a backtest: it answers each job with its result or its fault. */
import { parentPort } from 'node:worker_threads';
import type { Job } from './jobs.ts';
import { type JobResult, JobRunner } from './run-job.ts';
import { trainSite } from './site-forecaster.ts';

export type JobAnswer =
  | { readonly ok: true; readonly result: JobResult }
  | { readonly ok: false; readonly message: string };

const runner = new JobRunner({ train: trainSite, nowMs: () => performance.now() });

function answerTo(job: Job): JobAnswer {
  try {
    return { ok: true, result: runner.run(job) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (job: Job) => parentPort?.postMessage(answerTo(job)));
