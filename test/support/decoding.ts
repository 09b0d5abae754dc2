import { readFileSync } from 'node:fs';
import { type DecodeContext, decodeMessage } from '../../src/contract/decode.ts';
import { kindSpecOf } from '../../src/contract/device-kinds.ts';
import { type Profile, parseProfile } from '../../src/contract/profile.ts';
import type { Device } from '../../src/domain/device.ts';
import { instant } from '../../src/domain/instant.ts';
import { invariant } from '../../src/domain/outcome.ts';
import type { Reading } from '../../src/domain/reading.ts';

export const receivedAt = instant(Date.UTC(2026, 6, 1, 12));

export function contextOf(devices: readonly Device[], profiles: Profile[] = []): DecodeContext {
  const byId = new Map(devices.map((device) => [device.id, device]));
  return { deviceById: (id) => byId.get(id), profiles };
}

/** Decodes text, bytes, or anything else as JSON. */
export function decode(topic: string, payload: unknown, context: DecodeContext) {
  const bytes =
    payload instanceof Uint8Array
      ? payload
      : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  const result = decodeMessage({ topic, payload: bytes, receivedAt }, context);
  return {
    ...result,
    readings: result.messages.flatMap((message) =>
      message.type === 'telemetry' ? [message.reading] : [],
    ),
    codes: result.faults.map(({ code }) => code),
  };
}

/** The values that a reading carries, by name. */
export function valuesOf(reading: Reading | undefined): Record<string, number> {
  if (reading === undefined) return {};
  const { points } = kindSpecOf(reading.device.kind);
  return Object.fromEntries(
    points
      .map(({ name }, index): [string, number] => [name, reading.values[index] ?? Number.NaN])
      .filter(([, value]) => !Number.isNaN(value)),
  );
}

export function shippedProfile(id: string): Profile {
  const file = new URL(`../../src/contract/profiles/${id}.yaml`, import.meta.url);
  const profile = parseProfile(readFileSync(file, 'utf8'), `${id}.yaml`);
  invariant(profile.ok, `the profile ${id} is read without a fault`);
  return profile.value;
}
