import { succeed } from '../domain/outcome.ts';
import type { Asked } from './application.ts';
import type { Decode } from './ingest.ts';
import { type Clock, type Journal, type QuarantineStore, refusalCodes } from './ports.ts';
import { refuse } from './request-faults.ts';

const refusedAtBroker: ReadonlySet<string> = new Set(refusalCodes);

export type ReplayResult = Asked<{
  accepted: boolean;
  code: string | null;
  detail: string | null;
}>;

/**
 * Reads a quarantined message once more, as it is read today. When nothing is wrong with it any
 * longer it goes into the journal, with the time at which it first came, and takes the ordinary way.
 * What the broker refused stays out: whoever sent it had no right to say so in the device's name.
 */
export function quarantineReplay(deps: {
  quarantine: QuarantineStore;
  journal: Pick<Journal, 'append'>;
  decode: Decode;
  clock: Clock;
}): (id: number) => ReplayResult {
  return (id) => {
    const entry = deps.quarantine.get(id);
    if (entry === null) {
      return refuse(
        'unknown_entry',
        `There is no entry ${id} in quarantine; it may have been dropped.`,
      );
    }
    if (refusedAtBroker.has(entry.code)) {
      const detail =
        'The broker refused it; once its cause is mended the sender has to send it again.';
      return succeed({ accepted: false, code: entry.code, detail });
    }
    if (entry.payloadBytes > entry.payload.byteLength) {
      const kept = `Only ${entry.payload.byteLength} of ${entry.payloadBytes} bytes were kept.`;
      return succeed({ accepted: false, code: 'payload_not_kept', detail: kept });
    }
    const message = { topic: entry.topic, payload: entry.payload, receivedAt: entry.at };
    const [fault] = deps.decode(message).faults;
    if (fault !== undefined) {
      return succeed({ accepted: false, code: fault.code, detail: fault.detail });
    }
    deps.journal.append(message, () => deps.quarantine.markReplayed(id, deps.clock.now()));
    return succeed({ accepted: true, code: null, detail: null });
  };
}
