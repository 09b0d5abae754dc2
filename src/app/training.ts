import { schedule } from 'node-cron';
import type { Instant } from '../domain/instant.ts';
import type { Training } from '../service/forecasting/training.ts';
import type { Clock, Log } from '../service/ports.ts';
import { type ForecastWorker, forecastWorker } from './forecast-worker.ts';

/** Between midnight and the maintenance of the store, when people and sun are asleep. */
const trainingTime = '20 0 * * *';

/** Training of a running service. */
export interface Trainings {
  /** Learns the groups now, or goes on with the session that is under way; answers how many. */
  run(now: Instant): Promise<number>;
  close(): Promise<void>;
}

/** Every night a session; it has a thread of its own, so that forecasts do not wait for it. */
export function openTraining(
  training: Training,
  { timeZone, clock, log }: { timeZone: string; clock: Clock; log: Log },
): Trainings {
  let worker: ForecastWorker | null = null;
  let session: Promise<number> | null = null;

  async function learn(now: Instant): Promise<number> {
    worker = forecastWorker();
    try {
      return await training.run(now, worker);
    } finally {
      await worker.close();
      worker = null;
      session = null;
    }
  }

  function run(now: Instant): Promise<number> {
    session ??= learn(now);
    return session;
  }

  async function runAtNight(): Promise<void> {
    try {
      const groups = await run(clock.now());
      log.info({ groups }, 'Forecasts have learned from what was measured.');
    } catch (error) {
      log.warn({ err: error }, 'Forecasts could not learn; they try again tomorrow.');
    }
  }

  const task = schedule(trainingTime, runAtNight, { timezone: timeZone, noOverlap: true });
  return {
    run,
    close: async () => {
      training.stop();
      await task.stop();
      await worker?.close();
      await session?.catch(() => undefined);
    },
  };
}
