import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countySizes } from '../../simulators/county/county-size.ts';
import { countyYaml } from '../../simulators/county/county-yaml.ts';
import { generateCounty } from '../../simulators/county/generate.ts';
import type { Config } from '../../src/app/config/config.ts';
import { loadConfig } from '../../src/app/config/load.ts';
import { diskSources } from './small-county.ts';

/** The file of the small generated county; the system chooses its ports. */
export function smallCountyFile(folder: string, seed = 1): string {
  const file = join(folder, 'small.yaml');
  const text = countyYaml(generateCounty({ size: countySizes.small, seed }), 'made for a test');
  writeFileSync(file, text.replaceAll(/port: \d+/g, 'port: 0'));
  return file;
}

export function configOfFile(file: string): Config {
  const loaded = loadConfig(file, diskSources);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault));
  return loaded.value;
}
