/** The real environment and disk behind the configuration. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Profile, parseProfile } from '../../contract/profile.ts';
import { invariant } from '../../domain/outcome.ts';
import type { ConfigSources } from './outside.ts';

const profileFolder = join(import.meta.dirname, '../../contract/profiles');

export function shippedProfiles(): Profile[] {
  const files = readdirSync(profileFolder).filter((name) => name.endsWith('.yaml'));
  return files.sort().map((name) => {
    const profile = parseProfile(readFileSync(join(profileFolder, name), 'utf8'), name);
    invariant(profile.ok, `the profile ${name} that comes with the program is good`);
    return profile.value;
  });
}

export function systemSources(env: ConfigSources['env'] = process.env): ConfigSources {
  return {
    env,
    readFile: (path) => readFileSync(path, 'utf8'),
    shippedProfiles: shippedProfiles(),
  };
}
