import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deviceSaltBytes, hashDeviceSecret } from '../../contract/device-secret.ts';
import { subscriptionsOf, topicFiltersOf } from '../../contract/profile.ts';
import type { Device } from '../../domain/device.ts';
import { type MosquittoUser, mosquittoFiles, serviceRights } from '../../mqtt/mosquitto-files.ts';
import { openStateDatabase } from '../../storage/sqlite/state-database.ts';
import type { Config } from '../config/config.ts';
import type { Secret } from '../config/secret.ts';
import { toDevices } from '../config/topology.ts';
import { systemClock, systemLog } from '../system.ts';
import type { Command } from './command.ts';
import { configOf } from './serve.ts';

/** Devices with a credential, as the registry keeps them. */
function deviceUsers(config: Config): MosquittoUser[] {
  const log = systemLog('warn');
  const state = openStateDatabase(join(config.store.folder, 'state.sqlite'), {
    clock: systemClock,
    log,
  });
  try {
    const devices = new Map(
      state.registry.reconcile(toDevices(config)).map((device) => [device.id, device]),
    );
    return state.registry.credentialHashes().flatMap(({ deviceId, hash }) => {
      const device = devices.get(deviceId);
      return device === undefined ? [] : [deviceUser(device, hash, config)];
    });
  } finally {
    state.close();
  }
}

function deviceUser(device: Device, hash: string, { profiles }: Config): MosquittoUser {
  const profile = profiles.find(({ id }) => id === device.profile);
  const extraPublish = profile === undefined ? [] : topicFiltersOf(profile, device.id);
  return {
    username: device.id,
    hash,
    principal: { type: 'device', deviceId: device.id, extraPublish },
  };
}

function hashOf(secret: Secret): Promise<string> {
  return hashDeviceSecret(secret.reveal(), randomBytes(deviceSaltBytes));
}

/** The service itself, where the configuration has its user, and the operators' tools. */
async function otherUsers({ mqtt, tools, profiles }: Config): Promise<MosquittoUser[]> {
  const users = tools.map(async (tool): Promise<MosquittoUser> => {
    const { name, mayPublish, maySubscribe } = tool;
    const principal = { type: 'tool', name, mayPublish, maySubscribe } as const;
    return { username: name, hash: await hashOf(tool.password), principal };
  });
  if (mqtt.mode === 'external' && mqtt.username !== undefined && mqtt.password !== null) {
    const principal = serviceRights(subscriptionsOf(profiles));
    const service = { username: mqtt.username, hash: await hashOf(mqtt.password), principal };
    return [service, ...(await Promise.all(users))];
  }
  return Promise.all(users);
}

export const mosquittoAclCommand: Command = {
  name: 'mosquitto-acl',
  operands: ['FILE', 'FOLDER'],
  summary:
    'Writes the files "passwords" and "acl" that give on a Mosquitto what the embedded broker gives.',
  options: {},
  async run([file = '', folder = '']) {
    const config = configOf(file);
    const users = [...(await otherUsers(config)), ...deviceUsers(config)];
    const files = mosquittoFiles(users);
    if (!files.ok) throw new Error(`${files.fault.username}: ${files.fault.detail}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'passwords'), files.value.passwords, { mode: 0o640 });
    writeFileSync(join(folder, 'acl'), files.value.acl, { mode: 0o640 });
    process.stdout.write(
      `Wrote ${users.length} users to ${folder}. Mosquitto takes them over at SIGHUP; see docs/configuration.md.\n`,
    );
    return 0;
  },
};
