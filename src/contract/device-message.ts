/** What messages of devices say, once they are read. */
import type { Device } from '../domain/device.ts';
import type { Instant } from '../domain/instant.ts';
import type { Reading } from '../domain/reading.ts';
import type { Ack } from './ack.ts';
import type { Birth } from './birth.ts';
import type { DecodeFault } from './decode-faults.ts';

export type DeviceMessage =
  | { readonly type: 'telemetry'; readonly reading: Reading }
  | { readonly type: 'birth'; readonly device: Device; readonly birth: Birth }
  | {
      readonly type: 'status';
      readonly device: Device;
      readonly online: boolean;
      readonly at: Instant;
    }
  | { readonly type: 'ack'; readonly device: Device; readonly ack: Ack };

/** A message can be good in part: what was understood, and what was not. Never both empty. */
export interface DecodeResult {
  readonly messages: readonly DeviceMessage[];
  readonly faults: readonly DecodeFault[];
}

/** A message as it came, with the time at which we had it. */
export interface IncomingMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly receivedAt: Instant;
}
