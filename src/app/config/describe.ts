import { stringify } from 'yaml';
import type { Config } from './config.ts';

/** The effective configuration as YAML, defaults filled in and secrets redacted. */
export function describeConfig(config: Config): string {
  return stringify(JSON.parse(JSON.stringify(config)), { aliasDuplicateObjects: false });
}
