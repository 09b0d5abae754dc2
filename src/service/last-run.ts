import type { Ingest } from './ingest.ts';
import type { Journal, Log } from './ports.ts';

/** One line about how the last run ended, so that a start says whether anything was to repair. */
export function tellLastRun(
  { journal, ingest }: { journal: Pick<Journal, 'stats'>; ingest: Pick<Ingest, 'stats'> },
  log: Log,
): void {
  const { damagedBytes, lostBytes } = journal.stats();
  const { storeBacklogBytes } = ingest.stats();
  const facts = { damagedBytes, lostBytes, storeBacklogBytes };
  if (storeBacklogBytes > 0) {
    log.info(facts, 'The last run left messages in the journal; they go to the store now.');
  } else if (damagedBytes > 0) {
    log.info(facts, 'The last run left a damaged journal, of which the store has the rest.');
  } else {
    log.info(facts, 'The last run left nothing to repair.');
  }
}
