import type { Instant } from '../domain/instant.ts';
import type { DeviceMessenger, Log, NewQuarantineEntry, QuarantineStore } from './ports.ts';
import { RateLimit } from './rate-limit.ts';

/** Errors that one device is told a minute. The rest is counted, and kept in quarantine. */
export const errorsPerDevicePerMinMax = 20;
/** Entries that one sender puts into quarantine a minute, so that it does not push out the others'. */
export const entriesPerSenderPerMinMax = 60;

/**
 * Keeps messages that are not taken, and tells their devices why. It never throws: a disk that does
 * not take an entry must not stop the messages that are good.
 */
export class QuarantineDesk {
  readonly #quarantine: QuarantineStore;
  readonly #messenger: () => DeviceMessenger;
  readonly #log: Log;
  readonly #told = new RateLimit({ perMinute: errorsPerDevicePerMinMax });
  readonly #kept = new RateLimit({ perMinute: entriesPerSenderPerMinMax });
  /** Entries that were not kept because their sender had too many. */
  suppressed = 0;
  /** Entries that the quarantine did not take. */
  lost = 0;

  constructor(deps: {
    quarantine: QuarantineStore;
    messenger: () => DeviceMessenger;
    log: Log;
  }) {
    this.#quarantine = deps.quarantine;
    this.#messenger = deps.messenger;
    this.#log = deps.log;
  }

  tell(deviceId: string, error: { code: string; detail: string }, now: Instant): void {
    if (!this.#told.take(deviceId, now)) return;
    try {
      this.#messenger().sendError(deviceId, error);
    } catch (cause) {
      this.#log.warn({ err: cause, deviceId }, 'A device could not be told of its error.');
    }
  }

  /** `sender` is whose share of the quarantine the entry takes: a topic, or who published. */
  keep(sender: string, entry: NewQuarantineEntry): void {
    if (!this.#kept.take(sender, entry.at)) {
      this.suppressed += 1;
      return;
    }
    try {
      this.#quarantine.add([entry]);
    } catch (cause) {
      this.lost += 1;
      const { topic, code } = entry;
      this.#log.error({ err: cause, topic, code }, 'A message could not be put into quarantine.');
    }
  }
}
