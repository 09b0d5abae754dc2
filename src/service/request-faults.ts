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

export function unknownNode(id: string): Asked<never> {
  return refuse('unknown_node', `There is no node or cooperative ${id} that this account can see.`);
}

/** What a new device is held against. */
export interface RegistrationRules {
  readonly directory: Directory;
  /** Names of the profiles that devices may have. */
  readonly profiles: ReadonlySet<string>;
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
  if (device.profile !== null && !profiles.has(device.profile)) {
    const known = [...profiles].join(', ');
    return {
      code: 'unknown_profile',
      detail: `There is no profile ${device.profile}; known: ${known}.`,
    };
  }
  return null;
}
