/** Whether a device that a message names may speak here. */
import type { Device } from '../domain/device.ts';
import { fail, type Outcome, succeed } from '../domain/outcome.ts';
import { type DecodeFault, excerpt } from './decode-faults.ts';
import type { Profile } from './profile.ts';

export interface DecodeContext {
  /** Any device that was ever registered, retired ones too. */
  deviceById(id: string): Device | undefined;
  readonly profiles: readonly Profile[];
}

/** The device of that id, if it is in service. */
export function deviceInService(
  deviceId: string,
  context: DecodeContext,
): Outcome<Device, DecodeFault> {
  const device = context.deviceById(deviceId);
  if (device?.retiredAt === null) return succeed(device);
  return fail(
    device === undefined
      ? {
          code: 'unknown_device',
          detail: `No device ${excerpt(deviceId)} is registered; register it, or correct the id.`,
          deviceId,
        }
      : {
          code: 'retired_device',
          detail: `The device ${deviceId} has been retired; register it under a new id to use it again.`,
          deviceId,
        },
  );
}

/** The device of that id, if it is in service with the profile: no other one may be spoken for. */
export function deviceOfProfile(
  deviceId: string,
  profile: Profile,
  context: DecodeContext,
): Outcome<Device, DecodeFault> {
  const found = deviceInService(deviceId, context);
  if (!found.ok || found.value.profile === profile.id) return found;
  const used = found.value.profile;
  if (used !== null && context.profiles.every(({ id }) => id !== used)) {
    const detail = `The device ${deviceId} has the profile ${used}, which is not loaded; load its file.`;
    return fail({ code: 'unknown_profile', detail, deviceId });
  }
  const own = used === null ? 'none' : used;
  const detail = `The topic is one of the profile ${profile.id}, but that of the device ${deviceId} is ${own}; correct the device.`;
  return fail({ code: 'wrong_profile', detail, deviceId });
}
