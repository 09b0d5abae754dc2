import { createHash, timingSafeEqual } from 'node:crypto';
import { type Profile, topicFiltersOf } from '../contract/profile.ts';
import type { Directory } from '../service/directory.ts';
import type { Authenticate, DeviceRegistry, Principal } from '../service/ports.ts';
import type { ToolConfig } from './config/config.ts';

/** Who may sign in to the embedded broker: tools of the configuration, and devices in service. */
export function brokerSignIn(parts: {
  readonly tools: readonly ToolConfig[];
  readonly registry: DeviceRegistry;
  readonly directory: Directory;
  readonly profiles: readonly Profile[];
}): Authenticate {
  return async (username, secret) => {
    const tool = parts.tools.find(({ name }) => name === username);
    if (tool !== undefined) return sameSecret(secret, tool.password.reveal()) ? toolOf(tool) : null;
    const device = parts.directory.device(username);
    if (device === undefined || device.retiredAt !== null) return null;
    if (!(await parts.registry.checkCredential(username, secret))) return null;
    const profile = parts.profiles.find(({ id }) => id === device.profile);
    const extraPublish = profile === undefined ? [] : topicFiltersOf(profile, device.id);
    return { type: 'device', deviceId: device.id, extraPublish };
  };
}

function toolOf({ name, mayPublish, maySubscribe }: ToolConfig): Principal {
  return { type: 'tool', name, mayPublish, maySubscribe };
}

/** Compares digests, so that neither length nor content shows in the time it takes. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
