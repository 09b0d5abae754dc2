import type { DecodeFault } from '../contract/decode-faults.ts';
import type { IncomingMessage } from '../contract/device-message.ts';
import type { QuarantineDesk } from './quarantine-desk.ts';

/** What happens to a message that could not be read: it is kept, and its device is told why. */
export class FaultDesk {
  readonly #desk: QuarantineDesk;
  readonly counts = new Map<string, number>();

  constructor(desk: QuarantineDesk) {
    this.#desk = desk;
  }

  take(record: IncomingMessage, faults: readonly DecodeFault[]): void {
    for (const { code, detail, deviceId } of faults) {
      this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
      if (deviceId !== null) this.#desk.tell(deviceId, { code, detail }, record.receivedAt);
    }
    const [first] = faults;
    if (first === undefined) return;
    this.#desk.keep(record.topic, {
      at: record.receivedAt,
      topic: record.topic,
      deviceId: first.deviceId,
      code: first.code,
      detail: faults.map(({ detail }) => detail).join(' '),
      payload: record.payload,
      payloadBytes: record.payload.byteLength,
    });
  }
}
