import { kindSpecOf } from '../contract/device-kinds.ts';
import { topicOf } from '../contract/topics.ts';
import type { Directory } from './directory.ts';
import { type Clock, type Log, quarantinePayloadBytesMax, type ReadingColumns } from './ports.ts';
import type { QuarantineDesk } from './quarantine-desk.ts';
import type { OnRejected } from './store-writer.ts';

/** The code under which readings stand in quarantine that the store did not take. */
export const rejectedByStore = 'rejected_by_store';

interface Rejection {
  readonly batch: ReadingColumns;
  readonly row: number;
  readonly reason: string;
}

interface Deps {
  readonly directory: Pick<Directory, 'deviceByKey'>;
  readonly desk: Pick<QuarantineDesk, 'keep'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Puts readings that the store rejected for themselves into quarantine, as their device could have
 * sent them: once the cause is mended they are replayed like any other message. Their device is not
 * told, since nothing is wrong with what it sent.
 */
export function storeRejections({ directory, desk, clock, log }: Deps): OnRejected {
  return (batches, rows) => {
    const all = rows.flatMap(({ batch: place, row, reason }): Rejection[] => {
      const batch = batches[place];
      return batch === undefined ? [] : [{ batch, row, reason }];
    });
    const alike = Map.groupBy(
      all,
      ({ batch, row, reason }) => `${batch.deviceKeys[row]} ${reason}`,
    );
    for (const group of alike.values()) {
      for (const text of payloadsOf(group)) keep(group[0] as Rejection, text);
    }
    const [first] = all;
    if (first === undefined) return;
    const facts = { rejected: all.length, reason: first.reason };
    log.warn(facts, 'The reading store rejected readings; they are in quarantine.');
  };

  function keep({ batch, row, reason }: Rejection, text: string): void {
    const deviceId = directory.deviceByKey(batch.deviceKeys[row] as number).id;
    const topic = topicOf(deviceId, 'telemetry');
    const payload = new TextEncoder().encode(text);
    desk.keep(`${rejectedByStore} ${deviceId}`, {
      ...{ at: clock.now(), topic, deviceId, code: rejectedByStore, detail: reason },
      ...{ payload, payloadBytes: payload.byteLength },
    });
  }
}

/** Telemetry in columns, in as few messages as quarantine keeps whole. */
function payloadsOf(group: readonly Rejection[]): string[] {
  const text = JSON.stringify(telemetryOf(group));
  // All of it is ASCII, so characters are bytes.
  if (text.length <= quarantinePayloadBytesMax || group.length === 1) return [text];
  const middle = Math.ceil(group.length / 2);
  return [...payloadsOf(group.slice(0, middle)), ...payloadsOf(group.slice(middle))];
}

function telemetryOf(group: readonly Rejection[]) {
  const [{ batch }] = group as readonly [Rejection];
  const columns = kindSpecOf(batch.kind).points.map(({ name }, point) => {
    const values = group.map((rejection) => rejection.batch.values[point]?.[rejection.row]);
    return [name, values.map((value) => (Number.isFinite(value) ? value : null))] as const;
  });
  const present = columns.filter(([, values]) => values.some((value) => value !== null));
  return {
    measuredAt: group.map((rejection) => rejection.batch.measuredAt[rejection.row]),
    values: Object.fromEntries(present),
  };
}
