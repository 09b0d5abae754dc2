/** Status: whether a device is there. As a last will it is the death of the device. */
import { type Instant, instant } from '../domain/instant.ts';
import { excerptOf } from './decode-faults.ts';
import { badTimeDetail, epochMsOf } from './measured-at.ts';
import { isJsonObject, type Sender } from './telemetry-fields.ts';

export interface Status {
  readonly online: boolean;
  readonly at: Instant;
}

/** Longest plain status, with some room for white space around it, in bytes. */
const plainStatusBytesMax = 32;

/** A status of plain text, without JSON; null if the payload is something else. */
export function readPlainStatus(payload: Uint8Array, { receivedAt }: Sender): Status | null {
  if (payload.byteLength > plainStatusBytesMax) return null;
  const word = String.fromCharCode(...payload).trim();
  if (word !== 'online' && word !== 'offline') return null;
  return { online: word === 'online', at: receivedAt };
}

/** Null where the payload says neither, which is told. */
export function readStatus(
  payload: unknown,
  { device, receivedAt, faults }: Sender,
): Status | null {
  const fields = isJsonObject(payload) ? payload : { status: payload };
  if (fields.status !== 'online' && fields.status !== 'offline') {
    const detail = `The status is ${excerptOf(fields.status)}; send online or offline.`;
    faults.add('wrong_type', device.id, detail);
    return null;
  }
  const online = fields.status === 'online';
  if (fields.measuredAt === undefined) return { online, at: receivedAt };
  const epochMs = epochMsOf(fields.measuredAt);
  if (!Number.isNaN(epochMs)) return { online, at: instant(epochMs) };
  faults.add('bad_time', device.id, badTimeDetail('measuredAt', fields.measuredAt));
  return { online, at: receivedAt };
}
