import type { Readiness } from '../contract/http-health.ts';
import { minuteMs, secondMs } from '../domain/instant.ts';
import type { Ingest } from './ingest.ts';
import type { Clock } from './ports.ts';
import type { StoreWriter } from './store-writer.ts';

interface StoreParts {
  readonly clock: Clock;
  readonly ingest: Pick<Ingest, 'stats'>;
  readonly writer: Pick<StoreWriter, 'stats' | 'drainMs'>;
}

/** What waits for the reading store, and since when it does not take it. */
export function storeStatusOf({ ingest, writer }: StoreParts): Readiness['store'] {
  const { awaySince } = writer.stats();
  const { storeBacklogMessages } = ingest.stats();
  const drainMs = writer.drainMs(storeBacklogMessages);
  return {
    awaySince: awaySince === null ? null : new Date(awaySince).toISOString(),
    backlogMessages: storeBacklogMessages,
    drainS: drainMs === null ? null : Math.ceil(drainMs / secondMs),
  };
}

/** A sentence for the operator: how long the store has been away, why, and what that costs. */
export function storeDetail(parts: StoreParts): string {
  const { awaySince, fault } = parts.writer.stats();
  const { backlogMessages, drainS } = storeStatusOf(parts);
  const waiting = `${backlogMessages} messages wait in the journal`;
  if (awaySince === null) {
    return drainS === null ? waiting : `${waiting}, for about ${spanText(drainS)}`;
  }
  const drain = drainS === null ? '' : ` and take about ${spanText(drainS)} once it answers`;
  const awayS = (parts.clock.now() - awaySince) / secondMs;
  const since = `${new Date(awaySince).toISOString()}, for ${spanText(awayS)}`;
  return `away since ${since}: ${fault}; ${waiting}${drain}`;
}

function spanText(seconds: number): string {
  const minutes = (seconds * secondMs) / minuteMs;
  return minutes < 2 ? `${Math.ceil(seconds)} s` : `${Math.round(minutes)} min`;
}
