/** Acknowledgements: what a device made of a setpoint. */
import { z } from 'zod';
import { type Instant, instant } from '../domain/instant.ts';
import { badTimeDetail, epochMsOf } from './measured-at.ts';
import { tellSchemaFaults } from './schema-faults.ts';
import type { Sender } from './telemetry-fields.ts';

/** Longest reason, in characters. */
const reasonCharsMax = 200;

const ackSchema = z.object({
  commandId: z.string().min(1).max(64),
  state: z.enum(['acked', 'rejected']),
  powerKw: z.number().nullish(),
  reason: z.string().max(reasonCharsMax).optional(),
  at: z.unknown().optional(),
});

export interface Ack {
  readonly commandId: string;
  readonly state: 'acked' | 'rejected';
  /** The power that the device took, after its own limits; null where it does not say. */
  readonly powerKw: number | null;
  /** Why a setpoint was rejected, in the words of the device. */
  readonly reason: string | null;
  /** When the device decided; the time of receipt where it does not say. */
  readonly at: Instant;
}

/** Null where the payload is no acknowledgement, which is told. */
export function readAck(payload: unknown, sender: Sender): Ack | null {
  const parsed = ackSchema.safeParse(payload);
  if (!parsed.success) {
    tellSchemaFaults(parsed.error, sender);
    return null;
  }
  const { at, reason = null, powerKw = null, ...rest } = parsed.data;
  const ack = { ...rest, reason, powerKw };
  const epochMs = at === undefined ? sender.receivedAt : epochMsOf(at);
  if (!Number.isNaN(epochMs)) return { ...ack, at: instant(epochMs) };
  sender.faults.add('bad_time', sender.device.id, badTimeDetail('at', at));
  return { ...ack, at: sender.receivedAt };
}

/** The payload with which a device answers a setpoint; a reason that is too long is cut. */
export function ackPayload({ commandId, state, powerKw, reason, at }: Ack): string {
  return JSON.stringify({
    commandId,
    state,
    ...(powerKw === null ? {} : { powerKw }),
    ...(reason === null ? {} : { reason: reason.slice(0, reasonCharsMax) }),
    at,
  });
}
