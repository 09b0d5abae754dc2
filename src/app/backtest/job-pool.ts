import { Worker } from 'node:worker_threads';
import type { JobAnswer } from './backtest-thread.ts';
import type { Job } from './jobs.ts';

const script = new URL('./backtest-thread.ts', import.meta.url);
/** Young objects live longer in training than in a service: fewer, larger sweeps. */
const heapLimits = { maxYoungGenerationSizeMb: 64, maxOldGenerationSizeMb: 3072 };

/**
 * Runs jobs on so many threads; each answer is told as it comes. A thread that dies answers for its
 * job with the reason, and the next job gets a thread of its own.
 */
export async function runJobs(
  jobs: readonly Job[],
  threads: number,
  onAnswer: (job: Job, answer: JobAnswer) => void,
): Promise<void> {
  const waiting = jobs.values();
  const lines = Array.from({ length: Math.min(threads, jobs.length) }, () =>
    runLine(waiting, onAnswer),
  );
  await Promise.all(lines);
}

async function runLine(
  waiting: Iterable<Job>,
  onAnswer: (job: Job, answer: JobAnswer) => void,
): Promise<void> {
  let worker = new Worker(script, { name: 'backtest', resourceLimits: heapLimits });
  for (const job of waiting) {
    const answer = await answerOf(worker, job);
    onAnswer(job, answer);
    if (worker.threadId < 0) {
      worker = new Worker(script, { name: 'backtest', resourceLimits: heapLimits });
    }
  }
  await worker.terminate();
}

function answerOf(worker: Worker, job: Job): Promise<JobAnswer> {
  return new Promise((resolve) => {
    let reason = 'it ended';
    const onError = (error: Error): void => {
      reason = error.message;
    };
    const onExit = (): void =>
      end({ ok: false, message: `The thread of the job failed: ${reason}.` });
    const end = (answer: JobAnswer): void => {
      worker.off('message', end).off('error', onError).off('exit', onExit);
      resolve(answer);
    };
    worker.on('message', end).on('error', onError).on('exit', onExit);
    worker.postMessage(job);
  });
}
