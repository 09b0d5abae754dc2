/** Acknowledgements: what a device made of a setpoint. */
import { z } from 'zod';
import { type Instant, instant } from '../domain/instant.ts';
import { badTimeDetail, epochMsOf } from './measured-at.ts';
import { tellSchemaFaults } from './schema-faults.ts';
import type { Sender } from './telemetry-fields.ts';

const ackSchema = z.object({
  commandId: z.string().min(1).max(64),
  state: z.enum(['acked', 'rejected']),
  reason: z.string().max(200).optional(),
  at: z.unknown().optional(),
});

export interface Ack {
  readonly commandId: string;
  readonly state: 'acked' | 'rejected';
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
  const { commandId, state, reason = null, at } = parsed.data;
  const epochMs = at === undefined ? sender.receivedAt : epochMsOf(at);
  if (!Number.isNaN(epochMs)) return { commandId, state, reason, at: instant(epochMs) };
  sender.faults.add('bad_time', sender.device.id, badTimeDetail('at', at));
  return { commandId, state, reason, at: sender.receivedAt };
}
