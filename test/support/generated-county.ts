import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CountySizeName, countySizes } from '../../simulators/county/county-size.ts';
import { countyYaml } from '../../simulators/county/county-yaml.ts';
import { generateCounty } from '../../simulators/county/generate.ts';
import type { Config } from '../../src/app/config/config.ts';
import { loadConfig } from '../../src/app/config/load.ts';
import { diskSources } from './small-county.ts';

/** The configuration of a generated county, without a file. */
export function generatedConfig(size: CountySizeName, seed = 1): Config {
  const text = countyYaml(generateCounty({ size: countySizes[size], seed }), 'made for a test');
  const loaded = loadConfig('county.yaml', { ...diskSources, readFile: () => text });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.fault));
  return loaded.value;
}

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
