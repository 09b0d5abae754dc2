/** Births: what a device says of itself when it comes up. */
import { z } from 'zod';
import { deviceKinds } from '../domain/device.ts';
import { pointIndexesOf } from './device-kinds.ts';
import { tellSchemaFaults } from './schema-faults.ts';
import { type Sender, unknownPoint } from './telemetry-fields.ts';

const label = z.string().max(200).optional();

/** Further fields are kept as they are: they tell an engineer something about the device. */
export const birthSchema = z.looseObject({
  kind: z.enum(deviceKinds),
  points: z.array(z.string().max(64)).max(64),
  manufacturer: label,
  model: label,
  serialNumber: label,
  firmware: label,
  reportIntervalS: z.number().positive().max(86_400).optional(),
  ratingKw: z.number().positive().max(1e6).optional(),
});
export type Birth = Readonly<z.infer<typeof birthSchema>>;

/** Null where the payload is no birth. A birth that does not match the registered device is kept and told. */
export function readBirth(payload: unknown, sender: Sender): Birth | null {
  const { device, faults } = sender;
  const parsed = birthSchema.safeParse(payload);
  if (!parsed.success) {
    tellSchemaFaults(parsed.error, sender);
    return null;
  }
  const birth = parsed.data;
  if (birth.kind !== device.kind) {
    const detail = `The birth says ${birth.kind}, but the device is registered as ${device.kind}; correct one of them.`;
    faults.add('wrong_kind', device.id, detail);
    return birth;
  }
  const indexes = pointIndexesOf(device.kind);
  for (const name of birth.points) {
    if (!indexes.has(name)) faults.add('unknown_point', device.id, unknownPoint(name, device));
  }
  return birth;
}
