import { stringify } from 'yaml';
import type { Config } from './config.ts';

/** The effective configuration as YAML: defaults filled in, secrets redacted, profiles by their id. */
export function describeConfig(config: Config): string {
  const profiles = config.profiles.map(({ id }) => id);
  return stringify(JSON.parse(JSON.stringify({ ...config, profiles })), {
    aliasDuplicateObjects: false,
  });
}
