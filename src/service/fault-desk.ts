import type { DecodeFault } from '../contract/decode-faults.ts';
import type { IncomingMessage } from '../contract/device-message.ts';
import type { DeviceMessenger, NewQuarantineEntry, QuarantineStore } from './ports.ts';
import { RateLimit } from './rate-limit.ts';

/** Errors that one device is told a minute. The rest is counted, and kept in quarantine. */
const errorsPerDevicePerMinMax = 20;
/** Entries that one topic puts into quarantine a minute, so that one bad device does not push out the rest. */
const entriesPerTopicPerMinMax = 60;

/** What happens to a message that could not be read: it is kept, and its device is told why. */
export class FaultDesk {
  readonly #quarantine: QuarantineStore;
  readonly #messenger: () => DeviceMessenger;
  readonly #told = new RateLimit({ perMinute: errorsPerDevicePerMinMax });
  readonly #kept = new RateLimit({ perMinute: entriesPerTopicPerMinMax });
  readonly counts = new Map<string, number>();
  /** Faults that were not kept because their topic had too many. */
  suppressed = 0;

  constructor(deps: { quarantine: QuarantineStore; messenger: () => DeviceMessenger }) {
    this.#quarantine = deps.quarantine;
    this.#messenger = deps.messenger;
  }

  take(record: IncomingMessage, faults: readonly DecodeFault[]): void {
    for (const { code, detail, deviceId } of faults) {
      this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
      if (deviceId !== null && this.#told.take(deviceId, record.receivedAt)) {
        this.#messenger().sendError(deviceId, { code, detail });
      }
    }
    const [first] = faults;
    if (first === undefined) return;
    if (!this.#kept.take(record.topic, record.receivedAt)) {
      this.suppressed += 1;
      return;
    }
    const entry: NewQuarantineEntry = {
      at: record.receivedAt,
      topic: record.topic,
      deviceId: first.deviceId,
      code: first.code,
      detail: faults.map(({ detail }) => detail).join(' '),
      payload: record.payload,
      payloadBytes: record.payload.byteLength,
    };
    this.#quarantine.add([entry]);
  }
}
