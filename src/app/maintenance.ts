import { schedule } from 'node-cron';
import { dayStartOf } from '../domain/calendar.ts';
import { dayMs, instant } from '../domain/instant.ts';
import type { Clock, Log, ReadingStore } from '../service/ports.ts';
import { removeExpired } from '../service/retention.ts';
import type { Config } from './config/config.ts';

/** Every night: what is too old goes, and past days are clustered for fast reading. */
export function scheduleMaintenance(
  config: Config,
  store: ReadingStore,
  { clock, log }: { clock: Clock; log: Log },
): { stop(): void } {
  const { timeZone: timezone } = config.county;
  const run = async (): Promise<void> => {
    try {
      await maintain(config, store, { clock, log });
      log.info({}, 'Nightly maintenance of the reading store is done.');
    } catch (error) {
      log.error({ err: error }, 'Nightly maintenance failed; it runs again tomorrow.');
    }
  };
  const task = schedule(`30 ${config.store.compactionHour} * * *`, run, {
    timezone,
    noOverlap: true,
  });
  return { stop: () => void task.stop() };
}

async function maintain(
  config: Config,
  store: ReadingStore,
  { clock, log }: { clock: Clock; log: Log },
): Promise<void> {
  const { rawDays, quartersDays, daysDays } = config.store.retention;
  const now = clock.now();
  const before = (days: number) => instant(now - days * dayMs);
  const limits = {
    rawBefore: before(rawDays),
    quartersBefore: before(quartersDays),
    daysBefore: before(daysDays),
  };
  await removeExpired(store, now, { limits, log });
  await store.compact(dayStartOf(now, config.county.timeZone));
}
