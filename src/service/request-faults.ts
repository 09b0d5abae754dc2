import { hasPower, isMeter, needsRating } from '../contract/device-kinds.ts';
import type { DeviceKind } from '../domain/device.ts';
import { fail } from '../domain/outcome.ts';
import type { Asked, RequestFault } from './application.ts';
import type { Directory } from './directory.ts';
import type { NewDevice } from './ports.ts';

export function refuse(code: RequestFault['code'], detail: string): Asked<never> {
  return fail({ code, detail });
}

export function unknownDevice(id: string): Asked<never> {
  return refuse('unknown_device', `There is no device ${id} that this account can see.`);
}

export function retiredDevice(id: string): Asked<never> {
  return refuse('retired_device', `${id} has been retired; register it under a new id to use it.`);
}

export function unknownNode(id: string): Asked<never> {
  return refuse('unknown_node', `There is no node or cooperative ${id} that this account can see.`);
}

/** What a new device is held against. */
export interface RegistrationRules {
  readonly directory: Directory;
  /** The profiles that devices may have, each with the kinds that it is for. */
  readonly profiles: ReadonlyMap<string, readonly DeviceKind[]>;
  /** Names that tools sign in to the broker with. */
  readonly toolNames: ReadonlySet<string>;
}

/** What stands against registering the device; null where nothing does. */
export function registrationFault(
  device: NewDevice,
  { directory, profiles, toolNames }: RegistrationRules,
): RequestFault | null {
  const { id } = device;
  if (toolNames.has(id) || directory.isNode(id) || directory.isCooperative(id)) {
    return {
      code: 'id_taken',
      detail: `The id ${id} is the name of a node, a cooperative or a tool; choose a new one.`,
    };
  }
  if (!directory.isNode(device.nodeId)) {
    return {
      code: 'unknown_node',
      detail: `There is no node ${device.nodeId} in the county's tree.`,
    };
  }
  if (device.cooperativeId !== null && !directory.isCooperative(device.cooperativeId)) {
    return {
      code: 'unknown_cooperative',
      detail: `There is no cooperative ${device.cooperativeId} in the configuration.`,
    };
  }
  return profileFault(device, profiles) ?? ratingFault(device, directory);
}

/** A meter takes the rating of its node where it states none. */
export function withRating(device: NewDevice, { topology }: Directory): NewDevice {
  if (device.ratingKw !== null || !isMeter(device.kind)) return device;
  const node = topology.nodes.find(({ id }) => id === device.nodeId);
  return { ...device, ratingKw: node?.ratingKva ?? null };
}

function ratingFault(device: NewDevice, directory: Directory): RequestFault | null {
  const { kind, nodeId, ratingKw } = device;
  if (ratingKw !== null && !hasPower(kind)) {
    const detail = `A ${kind} has no power to rate; leave ratingKw out.`;
    return { code: 'wrong_rating', detail };
  }
  if (!needsRating(kind) || withRating(device, directory).ratingKw !== null) return null;
  const detail = isMeter(kind)
    ? `The node ${nodeId} has no ratingKva to take the meter's from; state ratingKw.`
    : `A ${kind} needs its nameplate power in kW; state ratingKw.`;
  return { code: 'wrong_rating', detail };
}

function profileFault(
  { profile, kind }: NewDevice,
  profiles: RegistrationRules['profiles'],
): RequestFault | null {
  if (profile === null) return null;
  const kinds = profiles.get(profile);
  if (kinds === undefined) {
    const known = [...profiles.keys()].join(', ');
    return { code: 'unknown_profile', detail: `There is no profile ${profile}; known: ${known}.` };
  }
  if (kinds.includes(kind)) return null;
  const detail = `The profile ${profile} is for ${kinds.join(', ')}, not for ${kind}.`;
  return { code: 'wrong_profile', detail };
}
